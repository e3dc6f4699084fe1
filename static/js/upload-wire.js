/* Between a file and the server: what tus needs to know, and what it tells. Offers window.ziWire to
   uploads.js; upload-memory.js and upload-failures.js come before it. */
(function () {
  "use strict";
  const { fingerprint, sha256, storage } = window.ziMemory, { failure, mayRetry } = window.ziFailures;
  const RETRY = [0, 1000, 3000, 5000, 15000, 60000];
  const FIRST = 4e6, SMALLEST = 1e6, LARGEST = 64e6, PART_SECONDS = 10;
  const meta = () => document.querySelector('meta[name="csrf-token"]');

  function known(response) {
    return {
      remark: decodeURIComponent(response.getHeader("ZI-Pesan") || ""),
      wasThere: response.getHeader("ZI-Sudah-Ada") !== null,
      next: response.getHeader("ZI-Ke"),
    };
  }

  // An upload that can be started; `address` is where an earlier one stands, if it is known.
  // Calls on.progress(sent, total), on.failed(failure) and on.kept({ remark, wasThere, next }).
  async function prepared(place, file, address, on) {
    const metadata = { filename: file.name, sidik: fingerprint(file), ...place.said };
    let began = 0;
    const upload = new window.tus.Upload(file, {
      metadata, endpoint: address ? null : place.url, uploadUrl: address, chunkSize: FIRST,
      retryDelays: RETRY, onShouldRetry: mayRetry, urlStorage: storage,
      removeFingerprintOnSuccess: true,
      fingerprint: async () => `${fingerprint(file)}-${place.mark}`,
      onProgress: on.progress,
      onError: (error) => on.failed(failure(error)),
      onSuccess: ({ lastResponse }) => on.kept(known(lastResponse)),
      onBeforeRequest(request) {
        began = performance.now();
        request.setHeader("X-CSRFToken", meta().content);
        request.setHeader("X-Requested-With", "fetch");
      },
      onAfterResponse(request, response) {
        if (request.getMethod() !== "POST" || !response.getHeader("ZI-Bukti")) return;
        // The unit has this very file already: not a byte need be sent.
        const what = known(response);
        upload.abort();
        window.setTimeout(() => {
          storage.removeUpload(upload._urlStorageKey);
          on.kept(what);
        });
      },
      // Parts of some ten seconds: so much at most is lost behind a proxy that holds them back.
      onChunkComplete(size) {
        const rate = size / Math.max(0.05, (performance.now() - began) / 1000);
        upload.options.chunkSize = Math.min(LARGEST, Math.max(SMALLEST, Math.round(rate * PART_SECONDS)));
      },
    });
    const [before] = address ? [] : await upload.findPreviousUploads();
    if (before) upload.resumeFromPreviousUpload(before);
    else if (!address) metadata.sha256 = await sha256(file);
    return upload;
  }

  // Give the room on the server back. What was refused or cancelled is never gone on with, so this
  // device forgets it at once, also without a line; the server hears of it when the line is back.
  function forget(upload) {
    if (upload._urlStorageKey) storage.removeUpload(upload._urlStorageKey);
    upload.abort(true).catch(() => {
      window.addEventListener("online", () => forget(upload), { once: true });
    });
  }

  // Somebody who signed in anew in another tab has a newer token than this page.
  async function renewToken() {
    const answer = await fetch(window.location.href, { redirect: "manual" }).catch(() => null);
    if (!answer || !answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector('meta[name="csrf-token"]');
    if (token) meta().content = token.content;
    return Boolean(token);
  }

  window.ziWire = { forget, prepared, renewToken };
})();

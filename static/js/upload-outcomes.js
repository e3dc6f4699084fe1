/* What follows when a file of the queue was kept, refused or stopped. Offers window.ziOutcomes to
   uploads.js. */
(function () {
  "use strict";

  // `next`: a page where the person goes on, instead of staying here.
  function kept(entry, { remark, wasThere, next }) {
    const page = window.ziPage, queue = window.ziQueue, { name } = entry.file;
    page.announce(`${name} ${wasThere ? "sudah ada di kotak bukti" : "tersimpan"}`);
    if (remark) page.complain(`${name}: ${remark}`);
    queue.set(entry, "done", "Tersimpan.");
    queue.release(entry);
    if (next) return window.location.assign(next);
    return page.refresh().then(() => queue.remove(entry));
  }

  // `kind` as in upload-failures.js.
  function failed(entry, { kind, why }) {
    const page = window.ziPage, queue = window.ziQueue, { name } = entry.file;
    if (kind === "refused") {
      page.complain(`${name}: ${why}`);
      if (entry.upload) window.ziWire.forget(entry.upload);
      entry.state = "done";
      queue.remove(entry);
    } else {
      if (kind === "lost") Object.assign(entry, { upload: null, address: null });
      entry.expired = kind === "expired";
      queue.set(entry, "cut", `Terhenti di ${entry.row.percent}%: ${why}`);
      page.announce(`${name} terhenti`);
      // Once by itself: the page's token may only be older than the session.
      if (entry.expired && !entry.renewed) renew(entry);
    }
    queue.release(entry);
  }

  async function renew(entry) {
    entry.renewed = true;
    if (await window.ziWire.renewToken() && entry.state === "cut") window.ziQueue.acts.resume(entry);
  }

  window.ziOutcomes = { failed, kept, renew };
})();

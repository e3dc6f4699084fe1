/* The queue: files are sent one after the other, each to be paused, continued and cancelled by
   itself, while the person works on. Offers window.ziQueue; upload-outcomes.js says what follows
   when a file was kept or stopped, upload-events.js brings the files and the presses of buttons. */
(function () {
  "use strict";
  const page = window.ziPage, { failed, kept } = window.ziOutcomes;
  if (!page || !window.tus) return;
  const entries = [], waiters = [];
  let current = null;

  function set(entry, state, text) {
    entry.state = state;
    entry.row.show(state, text);
  }

  function add(file, row, address = null) {
    const entry = { file, row, address, upload: null, state: "", expired: false, renewed: false };
    entries.push(entry);
    wait(entry);
  }

  function wait(entry) {
    set(entry, "waiting", "Menunggu giliran.");
    work();
  }

  function work() {
    if (current) return;
    current = entries.find((one) => one.state === "waiting") || null;
    if (current) begin(current);
    else waiters.splice(0).forEach((tell) => tell(!page.hasComplaints() && !queue.stopped().length));
  }

  async function begin(entry) {
    set(entry, "checking", "Menyiapkan…");
    page.announce(`Mengunggah ${entry.file.name}`);
    try {
      entry.upload = entry.upload || await window.ziWire.prepared(page.place, entry.file, entry.address, {
        progress: (sent, total) => { if (entry.state === "sending") entry.row.progress(sent, total); },
        failed: (failure) => failed(entry, failure),
        kept: (response) => kept(entry, response),
      });
    } catch {
      failed(entry, { kind: "refused", why: "berkas tidak terbaca di perangkat Anda. Pilih lagi." });
    }
    if (entry.state !== "checking") return;
    replaceTwin(entry);
    set(entry, "sending", "Menghubungi portal…");
    entry.upload.start();
  }

  // The line of an earlier visit that this file, chosen anew, continues.
  function replaceTwin(entry) {
    if (!entry.upload.url) return;
    const path = new URL(entry.upload.url, window.location.href).pathname;
    const twin = page.queue.querySelector(`[data-zi-url="${path}"]`);
    if (twin && twin !== entry.row.node) twin.remove();
  }

  function release(entry) {
    if (current === entry) current = null;
    work();
  }

  function remove(entry) {
    if (entry.row.node.contains(document.activeElement)) page.queue.focus();
    if (entries.includes(entry)) entries.splice(entries.indexOf(entry), 1);
    entry.row.remove();
  }

  const acts = {
    pause(entry) {
      entry.upload.abort();
      set(entry, "paused", `Dijeda di ${entry.row.percent}%.`);
      release(entry);
    },
    resume: wait,
    cancel(entry) {
      entry.state = "done";
      if (entry.upload) window.ziWire.forget(entry.upload);
      page.announce(`${entry.file.name} dibatalkan`);
      remove(entry);
      release(entry);
    },
  };

  const queue = {
    acts, add, release, remove, set,
    of: (node) => entries.find((one) => one.row.node === node),
    get length() { return entries.length; },
    stopped: () => entries.filter((one) => one.state === "cut"),
    // Whether all went well, once nothing is under way; null when nothing is.
    ending: () => (current ? new Promise((tell) => { waiters.push(tell); }) : null),
  };
  window.ziQueue = queue;
})();

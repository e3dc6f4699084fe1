/* The queue: files are sent one after the other, each to be paused, continued and cancelled by
   itself, while the person works on; what follows when a file was kept or stopped; and what happens
   around it: files come (event zi:upload on the section, detail: files), buttons are pressed, the
   line goes and comes back, the person leaves. Offers window.ziQueue to upload-again.js. */
(function () {
  "use strict";
  const page = window.ziPage;
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
    else waiters.splice(0).forEach((tell) => tell(!page.hasComplaints() && !stopped().length));
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

  // `next`: a page where the person goes on, instead of staying here.
  function kept(entry, { remark, wasThere, next }) {
    const { name } = entry.file;
    page.announce(`${name} ${wasThere ? "sudah ada di kotak bukti" : "tersimpan"}`);
    if (remark) page.complain(`${name}: ${remark}`);
    set(entry, "done", "Tersimpan.");
    release(entry);
    if (next) return window.location.assign(next);
    return page.refresh().then(() => remove(entry));
  }

  // `kind` as in upload-failures.js.
  function failed(entry, { kind, why }) {
    const { name } = entry.file;
    if (kind === "refused") {
      page.complain(`${name}: ${why}`);
      if (entry.upload) window.ziWire.forget(entry.upload);
      entry.state = "done";
      remove(entry);
    } else {
      if (kind === "lost") Object.assign(entry, { upload: null, address: null });
      entry.expired = kind === "expired";
      set(entry, "cut", `Terhenti di ${entry.row.percent}%: ${why}`);
      page.announce(`${name} terhenti`);
      // Once by itself: the page's token may only be older than the session.
      if (entry.expired && !entry.renewed) renew(entry);
    }
    release(entry);
  }

  async function renew(entry) {
    entry.renewed = true;
    if (await window.ziWire.renewToken() && entry.state === "cut") wait(entry);
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

  const stopped = () => entries.filter((one) => one.state === "cut");
  // Whether all went well, once nothing is under way; null when nothing is.
  const ending = () => (current ? new Promise((tell) => { waiters.push(tell); }) : null);
  window.ziQueue = { add };

  page.box.addEventListener("zi:upload", (event) => {
    page.clear();
    event.detail.forEach((file) => {
      const why = entries.length < page.most ? page.fault(file)
        : `paling banyak ${page.most} berkas sekali jalan. Pilih sisanya setelah ini selesai.`;
      if (why) page.complain(`${file.name}: ${why}`);
      else add(file, window.ziRow.made(page.pattern, page.queue, file));
    });
  });
  page.queue.addEventListener("click", (event) => {
    const button = event.target.closest("[data-zi-act]");
    const entry = button && entries.find((one) => one.row.node === button.closest("li"));
    if (!entry) return;
    // Not for upload-again.js, which would take the line for one of an earlier visit.
    event.stopImmediatePropagation();
    acts[button.dataset.ziAct](entry);
  });
  // Whoever leads on while files are under way waits for them, and stays when one was refused.
  document.addEventListener("zi:leave", (event) => {
    const end = ending();
    if (end) event.detail.push(end);
  });
  window.addEventListener("beforeunload", (event) => {
    if (ending()) event.preventDefault();
  });
  window.addEventListener("online", () => stopped().forEach(wait));
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) stopped().filter((one) => one.expired).forEach(renew);
  });
})();

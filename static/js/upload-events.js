/* What happens around the queue of uploads.js: files come, buttons are pressed, the line goes and
   comes back, the person leaves. Event zi:upload on the section (detail: files) takes files in. */
(function () {
  "use strict";
  const page = window.ziPage, queue = window.ziQueue;
  if (!queue) return;

  page.box.addEventListener("zi:upload", (event) => {
    page.clear();
    event.detail.forEach((file) => {
      const why = queue.length < page.most ? page.fault(file)
        : `paling banyak ${page.most} berkas sekali jalan. Pilih sisanya setelah ini selesai.`;
      if (why) page.complain(`${file.name}: ${why}`);
      else queue.add(file, window.ziRow.made(page.pattern, page.queue, file));
    });
  });
  page.queue.addEventListener("click", (event) => {
    const button = event.target.closest("[data-zi-act]");
    const entry = button && queue.of(button.closest("li"));
    if (!entry) return;
    // Not for upload-again.js, which would take the line for one of an earlier visit.
    event.stopImmediatePropagation();
    queue.acts[button.dataset.ziAct](entry);
  });
  // Whoever leads on while files are under way waits for them, and stays when one was refused.
  document.addEventListener("zi:leave", (event) => {
    const ending = queue.ending();
    if (ending) event.detail.push(ending);
  });
  window.addEventListener("beforeunload", (event) => {
    if (queue.ending()) event.preventDefault();
  });
  window.addEventListener("online", () => queue.stopped().forEach(queue.acts.resume));
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) queue.stopped().filter((one) => one.expired).forEach(window.ziOutcomes.renew);
  });
})();

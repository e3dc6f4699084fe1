/* Uploads of earlier visits, listed by the server: their file is no longer in memory, so the person
   is asked for it again and what was sent is not repeated. */
(function () {
  "use strict";
  const page = window.ziPage;
  if (!page || !window.ziQueue) return;
  const input = page.box.querySelector("[data-zi-again]");
  let wanted = null;

  // Anything else would be glued to the beginning of another file.
  function isSame(file, node) {
    const mark = node.dataset.ziFingerprint;
    return !mark || mark === window.ziMemory.fingerprint(file);
  }

  input.addEventListener("change", () => {
    const [file] = input.files, node = wanted;
    input.value = "";
    if (!file || !node) return;
    const name = node.querySelector("[data-zi-name]").textContent;
    page.clear();
    if (isSame(file, node)) window.ziQueue.add(file, new window.ziRow(node), node.dataset.ziUrl);
    else page.complain(`${file.name}: ini bukan berkas yang tadi (${name}). Pilih berkas yang sama, atau batalkan yang terhenti.`);
  });

  async function giveUp(node) {
    const token = document.querySelector('meta[name="csrf-token"]').content;
    const answer = await fetch(node.dataset.ziUrl, {
      method: "DELETE",
      headers: { "Tus-Resumable": "1.0.0", "X-CSRFToken": token, "X-Requested-With": "fetch" },
    }).catch(() => null);
    if (answer && (answer.ok || answer.status === 404)) {
      page.announce(`${node.querySelector("[data-zi-name]").textContent} dibatalkan`);
      page.queue.focus();
      node.remove();
    } else page.complain("Belum dapat dibatalkan karena portal tidak terjangkau. Coba sebentar lagi.");
  }

  page.queue.addEventListener("click", (event) => {
    const button = event.target.closest("[data-zi-act]"), node = button && button.closest("li");
    if (!node) return;
    if (button.dataset.ziAct === "again") {
      wanted = node;
      input.click();
    } else giveUp(node);
  });
})();

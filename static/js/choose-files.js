/* Ways to bring files to the queue of uploads.js: buttons, camera, drop, paste. Without script the
   same input goes along with its form. */
(function () {
  "use strict";
  const box = document.querySelector("[data-zi-upload]");
  const drop = box && box.querySelector("[data-zi-drop]");
  if (!drop || !window.ziQueue) return;
  const take = (files) => box.dispatchEvent(new CustomEvent("zi:upload", { detail: files }));

  drop.querySelectorAll("input[type=file]").forEach((input) => {
    input.className = "visually-hidden";
    input.tabIndex = -1;
    input.required = false;
    input.addEventListener("change", () => {
      const files = Array.from(input.files);
      // The form must not send the same files once more.
      input.value = "";
      take(files);
    });
  });
  drop.addEventListener("click", (event) => {
    const button = event.target.closest("[data-zi-pick]");
    if (button) document.getElementById(button.dataset.ziPick).click();
  });
  drop.querySelectorAll("[data-zi-plain]").forEach((button) => { button.hidden = true; });
  const touch = window.matchMedia("(pointer: coarse)").matches;
  drop.querySelectorAll(touch ? "[data-zi-photo], #id_foto" : "[data-zi-drag]").forEach((one) => {
    one.hidden = false;
  });
  ["dragenter", "dragover"].forEach((kind) => drop.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.add("drop-over");
  }));
  drop.addEventListener("dragleave", () => drop.classList.remove("drop-over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("drop-over");
    take(Array.from(event.dataTransfer.files));
  });
  // A screenshot from the clipboard is a file too; what else is pasted stays where it was pasted.
  document.addEventListener("paste", (event) => {
    const files = Array.from(event.clipboardData ? event.clipboardData.files : []);
    // What replaces a document is chosen for that, never just pasted.
    if (!files.length || box.dataset.ziMost === "1") return;
    event.preventDefault();
    const when = new Date().toLocaleString("id-ID", { dateStyle: "long", timeStyle: "short" });
    take(files.map((file) => (file.name === "image.png"
      ? new File([file], `Tangkapan layar ${when}.png`, { type: file.type }) : file)));
  });
})();

/* Photos are made smaller before they are sent, when the switch says so: the smaller file is the
   evidence, and its name says what was done. Any script that sends files, and the plain form, get
   them as if they had been chosen so. Without script nothing is made smaller. */
(function () {
  "use strict";
  const SIDE = 2000, QUALITY = 0.8, SMALL_ENOUGH = 700000;
  const MARK = "(diperkecil di perangkat)";
  const box = document.querySelector("[data-zi-shrink]");
  if (!box || !window.createImageBitmap || !window.DataTransfer) return;
  const scope = box.closest("[data-zi-upload], form");
  const wanted = box.querySelector("input"), told = box.querySelector("[data-zi-shrunk]");
  const ready = new WeakSet();
  let working = null;

  box.hidden = false;
  wanted.checked = localStorage.getItem("zi-kecilkan") !== "tidak";
  wanted.addEventListener("change", () => {
    localStorage.setItem("zi-kecilkan", wanted.checked ? "ya" : "tidak");
  });

  // Photographs only: screenshots are small, and their writing would blur.
  function isPhoto(file) {
    return /^image\/(jpeg|heic|heif|webp)$/.test(file.type) && !file.name.includes(MARK);
  }

  async function smaller(file) {
    if (!isPhoto(file)) return file;
    let picture;
    try {
      picture = await createImageBitmap(file);
    } catch {
      return file; // The browser cannot read it; the server will say so.
    }
    const share = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    if (share === 1 && file.size < SMALL_ENOUGH && file.type === "image/jpeg") return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * share);
    canvas.height = Math.round(picture.height * share);
    const brush = canvas.getContext("2d");
    brush.imageSmoothingQuality = "high";
    brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", QUALITY); });
    const isHeic = /hei[cf]$/.test(file.type);
    if (!blob || (blob.size > 0.9 * file.size && !isHeic)) return file;
    const name = `${file.name.replace(/\.[^.]*$/, "")} ${MARK}.jpg`;
    return new File([blob], name, { type: "image/jpeg", lastModified: file.lastModified });
  }

  function size(bytes) {
    const [unit, by] = bytes >= 1e6 ? ["MB", 1e6] : ["kB", 1e3];
    return `${(bytes / by).toLocaleString("id-ID", { maximumFractionDigits: 1 })} ${unit}`;
  }

  async function hand(files, input) {
    told.textContent = "Mengecilkan foto…";
    const bag = new DataTransfer(), changed = [];
    for (const file of files) {
      const result = await smaller(file);
      if (result !== file) changed.push([file.size, result.size]);
      bag.items.add(result);
    }
    const [before, after] = [0, 1].map((n) => changed.reduce((sum, pair) => sum + pair[n], 0));
    told.textContent = changed.length
      ? `${changed.length} foto diperkecil dari ${size(before)} menjadi ${size(after)}.` : "";
    input.files = bag.files;
    ready.add(input);
    input.dispatchEvent(new Event("change", { bubbles: true }));
    ready.delete(input);
  }

  function begin(event, files, input) {
    if (!input || !wanted.checked || !files.some(isPhoto)) return false;
    event.preventDefault();
    event.stopImmediatePropagation();
    working = hand(files, input).finally(() => { working = null; });
    return true;
  }

  scope.addEventListener("change", (event) => {
    const input = event.target;
    if (input.type === "file" && !ready.has(input)) begin(event, Array.from(input.files), input);
  }, true);
  scope.addEventListener("drop", (event) => {
    const area = event.target.closest("[data-zi-drop]");
    if (!area) return;
    const input = area.querySelector("input[type=file][multiple]");
    if (begin(event, Array.from(event.dataTransfer.files), input)) area.classList.remove("drop-over");
  }, true);
  // Whoever leads on waits for the photos, and then for the sending that follows.
  document.addEventListener("zi:leave", (event) => {
    const onward = () => {
      const waits = [];
      document.dispatchEvent(new CustomEvent("zi:leave", { detail: waits }));
      return Promise.all(waits).then((all) => all.every(Boolean));
    };
    if (working) event.detail.push(working.then(onward));
  });
})();

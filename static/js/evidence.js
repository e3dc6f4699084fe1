/* Files of an item: chosen, photographed or dropped, each is sent at once with its own progress.
   Without script the same input goes along with the form. */
(function () {
  "use strict";
  const box = document.querySelector("[data-zi-upload]");
  if (!box) return;
  const drop = box.querySelector("[data-zi-drop]"), list = box.querySelector("[data-zi-files]");
  const errors = box.querySelector("[data-zi-upload-errors]");
  const max = Number(box.dataset.ziMax);
  const done = box.querySelector("[data-zi-upload-done]");
  const queue = [];
  let sending = null;

  function complain(why) {
    const line = document.createElement("p");
    line.className = "field-error";
    line.textContent = why;
    errors.append(line);
  }

  function line(file) {
    const row = document.createElement("li"), type = document.createElement("span");
    const words = document.createElement("div"), bar = document.createElement("progress");
    row.className = "file";
    type.className = "file-type";
    type.textContent = file.name.includes(".") ? file.name.split(".").pop().slice(0, 4).toUpperCase() : "";
    words.textContent = file.name;
    Object.assign(bar, { className: "progress", max: 100, value: 0 });
    bar.setAttribute("aria-label", `Mengunggah ${file.name}`);
    row.append(type, words, bar);
    list.append(row);
    return { row, bar };
  }

  // XMLHttpRequest, since fetch does not tell how much has been sent.
  function send(file) {
    const { row, bar } = line(file), body = new FormData(), request = new XMLHttpRequest();
    body.append("berkas", file, file.name);
    return new Promise((finished) => {
      request.upload.onprogress = (event) => {
        if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
      };
      request.onloadend = () => {
        row.remove();
        answered(file, request);
        finished();
      };
      request.open("POST", box.dataset.ziUpload);
      request.setRequestHeader("X-Requested-With", "fetch");
      request.setRequestHeader("X-CSRFToken", document.querySelector('meta[name="csrf-token"]').content);
      request.send(body);
    });
  }

  function answered(file, request) {
    let data = {};
    try {
      data = JSON.parse(request.responseText);
    } catch {
      // Not from the view: a proxy, an error page, or no answer at all.
    }
    if (request.status === 200) done.textContent = `${file.name} tersimpan`;
    if (data.baris) list.insertAdjacentHTML("beforeend", data.baris);
    if (data.galat) data.galat.forEach(complain);
    else if (request.status !== 200) complain(`${file.name}: ${data.pesan || reason(request.status)}`);
  }

  function reason(status) {
    if (status === 0) return "unggahan terputus. Periksa sambungan, lalu pilih berkasnya sekali lagi.";
    if (status === 403) return "Anda tidak berhak menambah bukti di butir ini. Muat ulang halaman.";
    if (status === 413) return "berkas lebih besar daripada yang diterima server. Kecilkan pindaiannya.";
    return "berkas belum tersimpan karena gangguan di portal. Coba sekali lagi.";
  }

  async function work() {
    while (queue.length) await send(queue.shift());
    sending = null;
  }

  function take(files) {
    errors.replaceChildren();
    Array.from(files).forEach((file) => {
      const megabytes = Math.floor(max / 1000000);
      if (file.size > max) complain(`${file.name}: berkas melebihi batas ${megabytes} MB. Pecah atau kecilkan pindaiannya.`);
      else if (!file.size) complain(`${file.name}: berkas kosong (0 byte). Periksa, lalu pilih lagi.`);
      else queue.push(file);
    });
    if (queue.length) sending = sending || work();
  }

  const inputs = Array.from(drop.querySelectorAll("input[type=file]"));
  inputs.forEach((input) => {
    input.className = "visually-hidden";
    input.tabIndex = -1;
    input.addEventListener("change", () => {
      take(input.files);
      input.value = "";
    });
  });
  drop.addEventListener("click", (event) => {
    const button = event.target.closest("[data-zi-pick]");
    if (button) document.getElementById(button.dataset.ziPick).click();
  });
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
    take(event.dataTransfer.files);
  });
  // A screenshot from the clipboard is a file too; what else is pasted stays where it was pasted.
  document.addEventListener("paste", (event) => {
    const files = Array.from(event.clipboardData ? event.clipboardData.files : []);
    if (!files.length) return;
    event.preventDefault();
    const when = new Date().toLocaleString("id-ID", { dateStyle: "long", timeStyle: "short" });
    take(files.map((file) => (file.name === "image.png"
      ? new File([file], `Tangkapan layar ${when}.png`, { type: file.type }) : file)));
  });
  // Whoever leads on while files are under way waits for them, and stays when one was refused.
  document.addEventListener("zi:leave", (event) => {
    if (sending) event.detail.push(sending.then(() => !errors.childElementCount));
  });
  window.addEventListener("beforeunload", (event) => {
    if (sending) event.preventDefault();
  });
})();

/* What the page around a queue of files says and shows: refusals, news for screen readers, the
   lists that change when a file has been kept (docs/design.md). Offers window.ziPage. */
(function () {
  "use strict";
  const box = document.querySelector("[data-zi-upload]");
  if (!box) return;
  const said = Object.fromEntries(new URLSearchParams(box.dataset.ziPlace));
  const errors = box.querySelector("[data-zi-upload-errors]");
  const news = box.querySelector("[data-zi-upload-done]");
  const max = Number(box.dataset.ziMax), accepted = box.dataset.ziAccept.split(",");
  let refreshing = null, again = false, missed = false;

  // Where files go and what is said with each; `mark` tells one place from another on this device.
  const place = { url: box.dataset.ziUpload, said, mark: Object.values(said).join("/") };

  function complain(why) {
    const line = document.createElement("p");
    line.className = "field-error";
    line.textContent = why;
    errors.append(line);
  }

  // What the server would refuse anyway, said before a byte is sent; empty when there is nothing.
  function fault(file) {
    const megabytes = (bytes) => (bytes / 1e6).toLocaleString("id-ID", { maximumFractionDigits: 0 });
    const ending = file.name.includes(".") ? `.${file.name.split(".").pop().toLowerCase()}` : "";
    // The server knows better what to say to photos of an iPhone.
    if (!accepted.includes(ending) && !/^\.hei[cf]$/.test(ending)) {
      return `jenis berkas ${ending || "tanpa akhiran"} tidak diterima. Gunakan ${box.dataset.ziTypes}.`;
    }
    if (!file.size) return "berkas kosong (0 byte). Periksa, lalu pilih lagi.";
    if (file.size > max) {
      return `berkas ${megabytes(file.size)} MB melebihi batas ${megabytes(max)} MB. Pecah atau kecilkan pindaiannya.`;
    }
    return "";
  }

  async function fetched() {
    const answer = await fetch(window.location.href, { redirect: "manual" }).catch(() => null);
    missed = !answer || !answer.ok;
    if (missed) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.querySelectorAll("[data-zi-refresh]").forEach((old) => {
      const fresh = page.querySelector(`[data-zi-refresh="${old.dataset.ziRefresh}"]`);
      // What somebody is filling in stays under their hands.
      const busy = old.querySelector("[data-zi-touched], [data-zi-strip-place]:not([hidden])");
      if (fresh && !busy) old.innerHTML = fresh.innerHTML;
    });
    document.dispatchEvent(new CustomEvent("zi:refreshed"));
  }

  // One request at a time; what was kept meanwhile is fetched with the next one.
  function refresh() {
    again = Boolean(refreshing);
    refreshing = refreshing || fetched().then(() => {
      refreshing = null;
      return again ? refresh() : null;
    });
    return refreshing;
  }

  // What was kept just before the line broke still has to appear in its list.
  window.addEventListener("online", () => missed && refresh());

  window.ziPage = {
    box, place, complain, fault, refresh,
    most: Number(box.dataset.ziMost),
    queue: box.querySelector("[data-zi-queue]"),
    pattern: box.querySelector("template[data-zi-row]"),
    announce(text) { news.textContent = text; },
    clear() { errors.replaceChildren(); },
    hasComplaints: () => errors.childElementCount > 0,
  };
})();

/* The item page: percentage of a ratio item while its counts are typed, and the letters left. */
(function () {
  "use strict";
  const WARN_FROM = 0.8;
  const number = new Intl.NumberFormat("id-ID");
  const percent = new Intl.NumberFormat("id-ID", {
    minimumFractionDigits: 1, maximumFractionDigits: 1,
  });

  // "1.234" and " 12 " are whole numbers; anything else is for the server to ask about.
  function countOf(form, key) {
    const field = form.querySelector(`[data-zi-count="${key}"]`);
    const digits = field ? field.value.trim().replace(/^(\d{1,3})((?:\.\d{3})+)$/, (all) => all.replaceAll(".", "")) : "";
    return /^\d+$/.test(digits) ? Number(digits) : NaN;
  }

  function sum(form, terms) {
    return terms.split(" ").reduce((total, term) => {
      const minus = term.startsWith("-"), count = countOf(form, minus ? term.slice(1) : term);
      return total + (minus ? -count : count);
    }, 0);
  }

  // Only a first look, kept within 0 and 100; the server's percentage replaces it.
  function preview(box) {
    const form = box.closest("form");
    const share = (100 * sum(form, box.dataset.ziUp)) / sum(form, box.dataset.ziDown);
    const shown = box.querySelector("[data-zi-share]");
    shown.textContent = Number.isFinite(share)
      ? `${percent.format(Math.min(100, Math.max(0, share)))}%` : "–";
  }

  function confirmed(form, data) {
    const share = form.querySelector("[data-zi-share]"), remark = form.querySelector("[data-zi-remark]");
    if (!share) return;
    share.textContent = data.persen || "–";
    Object.assign(remark, { textContent: data.keterangan, hidden: !data.keterangan });
  }

  function countDown(area) {
    const limit = Number(area.dataset.ziLimit), left = limit - area.value.length;
    const place = document.getElementById("penghitung");
    place.hidden = area.value.length < limit * WARN_FROM;
    place.textContent = left >= 0
      ? `Sisa ${number.format(left)} huruf` : `Kelebihan ${number.format(-left)} huruf`;
  }

  document.addEventListener("input", (event) => {
    const box = document.querySelector("[data-zi-ratio]");
    if (box && event.target.matches("[data-zi-count]")) preview(box);
    if (event.target.matches("[data-zi-limit]")) countDown(event.target);
  });
  document.addEventListener("zi:saved", (event) => confirmed(event.target, event.detail));
  document.querySelectorAll("[data-zi-limit]").forEach(countDown);
})();

/* "Pilah" opens its form right under the row; without script it is a page of its own. After saving
   the list is drawn anew and, when asked for, the next row opens. */
(function () {
  "use strict";
  const HEADERS = { "X-Requested-With": "fetch" };
  const rowOf = (element) => element.closest("[data-zi-document]");
  const placeIn = (row) => row.querySelector("[data-zi-strip-place]");
  const openerIn = (row) => row.querySelector("[data-zi-strip]");

  function fill(place, html) {
    place.innerHTML = html;
    place.hidden = false;
    window.ziItemCodes(place);
    const first = place.querySelector("[data-zi-focus]") || place.querySelector("input[name=title]");
    first.focus();
  }

  function close(row) {
    placeIn(row).hidden = true;
    placeIn(row).replaceChildren();
    openerIn(row).setAttribute("aria-expanded", "false");
  }

  async function open(row) {
    const opener = openerIn(row);
    document.querySelectorAll("[data-zi-strip][aria-expanded=true]").forEach((one) => close(rowOf(one)));
    const answer = await fetch(opener.href, { headers: HEADERS }).catch(() => null);
    // Signed out, offline or gone: the page itself says so.
    if (!answer || !answer.ok || answer.redirected) return window.location.assign(opener.href);
    opener.setAttribute("aria-expanded", "true");
    return fill(placeIn(row), await answer.text());
  }

  function complain(form, words) {
    const line = form.querySelector("[data-zi-failed]") || document.createElement("p");
    Object.assign(line, { className: "field-error", textContent: words });
    line.setAttribute("role", "alert");
    line.dataset.ziFailed = "";
    form.prepend(line);
  }

  async function save(form, button) {
    const row = rowOf(form), body = new FormData(form, button || undefined);
    const answer = await fetch(form.action, { method: "POST", body, headers: HEADERS }).catch(() => null);
    form.removeAttribute("data-zi-busy");
    if (answer && answer.status === 422) return fill(placeIn(row), await answer.text());
    if (!answer || !answer.ok || answer.redirected) {
      return complain(form, "Belum tersimpan karena sambungan terputus atau sesi berakhir. Isian Anda masih di sini; coba simpan lagi.");
    }
    const { berikutnya } = await answer.json();
    close(row);
    await window.ziPage.refresh();
    window.ziPage.announce("Keterangan bukti tersimpan");
    const next = document.querySelector(`[data-zi-document="${berikutnya}"]`);
    if (next) return open(next);
    // The row may have left the tab that is shown.
    const here = document.querySelector(`[data-zi-document="${row.dataset.ziDocument}"]`);
    return (here ? openerIn(here) : document.querySelector(".chip[aria-current]")).focus();
  }

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const opener = target && target.closest("[data-zi-strip]");
    if (opener && !event.ctrlKey && !event.metaKey && event.button === 0) {
      event.preventDefault();
      if (opener.getAttribute("aria-expanded") === "true") close(rowOf(opener));
      else open(rowOf(opener));
    }
    if (target && target.closest("[data-zi-strip-close]")) {
      const row = rowOf(target);
      close(row);
      openerIn(row).focus();
    }
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-zi-sort]") || !rowOf(form)) return;
    event.preventDefault();
    save(form, event.submitter);
  });
  document.addEventListener("input", (event) => {
    const form = event.target.closest("[data-zi-sort]");
    if (form) form.dataset.ziTouched = "";
  });
  document.addEventListener("keydown", (event) => {
    const row = event.key === "Escape" && event.target instanceof Element ? rowOf(event.target) : null;
    if (!row || placeIn(row).hidden) return;
    close(row);
    openerIn(row).focus();
  });
  document.addEventListener("zi:refreshed", () => window.ziItemCodes(document));
})();

/* What every page has: guard against the second click, menus, native date pickers.
   Every page works without it. Hooks are data-zi-* attributes (docs/design.md). */
(function () {
  "use strict";
  const all = (selector) => document.querySelectorAll(selector);

  // A second click on a slow line must not send the form twice. The server guards as well.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    // What keep.js keeps for this tab ends with the session.
    if ((form.getAttribute("action") || window.location.pathname) === "/keluar/") {
      window.sessionStorage.clear();
    }
    if (event.defaultPrevented || form.hasAttribute("data-zi-many")) return;
    if (form.method !== "post") return;
    if (form.hasAttribute("data-zi-busy")) {
      event.preventDefault();
      return;
    }
    form.setAttribute("data-zi-busy", "");
    // Some posts answer with a download and leave the page as it is.
    window.setTimeout(() => form.removeAttribute("data-zi-busy"), 10000);
  });
  window.addEventListener("pageshow", () => {
    all("[data-zi-busy]").forEach((form) => form.removeAttribute("data-zi-busy"));
  });

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    all("details.menu[open]").forEach((menu) => {
      if (!menu.contains(target)) menu.open = false;
    });
    if (target.closest("[data-zi-print]")) window.print();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    all("details.menu[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  // Fingers get the phone's own picker, in the phone's language; typing stays for keyboards.
  // What was typed wrongly ("asis") stays visible, since a picker would blank it.
  function usePickers() {
    if (!window.matchMedia("(pointer: coarse)").matches) return;
    all("input[data-zi-date]:not([type=date])").forEach((input) => {
      const day = input.dataset.ziDate;
      if (day === "asis") return;
      input.type = "date";
      input.value = day;
    });
  }

  all("[data-zi-js]").forEach((element) => { element.hidden = false; });
  usePickers();

  const summary = document.querySelector("[data-zi-focus]");
  if (summary) summary.focus();
  all(".tabs a[aria-current]").forEach((here) => {
    here.scrollIntoView({ block: "nearest", inline: "center" });
  });
})();

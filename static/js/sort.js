/* Sorting one document: the cursor stands in the first field, and Ctrl+Enter saves and goes on. */
(function () {
  "use strict";
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const form = event.target instanceof Element ? event.target.closest("[data-zi-sort]") : null;
    if (!form) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("button[name=berikutnya]"));
  });
  // Where there are errors, their summary has the focus already.
  const form = document.querySelector(".desk [data-zi-sort]");
  if (form && !document.querySelector("[data-zi-focus]")) {
    form.querySelector("input[name=title]").focus({ preventScroll: true });
  }
})();

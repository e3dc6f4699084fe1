/* Lists with a checkbox per row: the button says how many are chosen, "all" ticks what is shown.
   The server does the same without it: "all" is a field of the form. */
(function () {
  "use strict";
  document.querySelectorAll("form[data-zi-pick]").forEach((form) => {
    const boxes = Array.from(form.querySelectorAll("input.check"));
    const all = form.querySelector("[data-zi-pick-all]");
    const counter = form.querySelector("[data-zi-pick-count]");

    function tell() {
      const chosen = boxes.filter((box) => box.checked).length;
      if (all) {
        all.checked = boxes.length > 0 && chosen === boxes.length;
        all.indeterminate = chosen > 0 && chosen < boxes.length;
      }
      form.querySelectorAll("[data-zi-pick-group]").forEach((master) => {
        const group = boxes.filter((box) => box.dataset.ziGroup === master.dataset.ziPickGroup);
        const ticked = group.filter((box) => box.checked).length;
        master.checked = group.length > 0 && ticked === group.length;
        master.indeterminate = ticked > 0 && ticked < group.length;
      });
      if (counter) {
        counter.textContent = `${chosen} butir`;
        counter.hidden = chosen === 0;
      }
    }

    form.addEventListener("change", (event) => {
      const target = event.target;
      if (target === all) boxes.forEach((box) => { box.checked = all.checked; });
      if (target.dataset.ziPickGroup) {
        boxes
          .filter((box) => box.dataset.ziGroup === target.dataset.ziPickGroup)
          .forEach((box) => { box.checked = target.checked; });
      }
      tell();
    });
    // The browser may have kept ticks over a reload.
    window.addEventListener("pageshow", tell);
  });
})();

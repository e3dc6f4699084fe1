/* Lists with a checkbox per row: the button says how many are chosen, "all" ticks what is shown.
   The server does the same without it: "all" is a field of the form. Boxes may stand outside the
   form and name it by their form attribute; rows may be drawn anew. */
(function () {
  "use strict";
  document.querySelectorAll("form[data-zi-pick]").forEach((form) => {
    const every = () => Array.from(form.elements).filter((one) => one.matches("input.check"));
    const all = form.querySelector("[data-zi-pick-all]");
    const counter = form.querySelector("[data-zi-pick-count]");

    function tell() {
      const boxes = every(), chosen = boxes.filter((box) => box.checked).length;
      if (all) {
        // Where "all" means more than what is shown, it says how many, and only a person ticks it.
        const full = boxes.length > 0 && chosen === boxes.length;
        all.checked = full && (all.checked || !all.dataset.ziPickAll);
        all.indeterminate = chosen > 0 && chosen < boxes.length;
      }
      form.querySelectorAll("[data-zi-pick-group]").forEach((master) => {
        const group = boxes.filter((box) => box.dataset.ziGroup === master.dataset.ziPickGroup);
        const ticked = group.filter((box) => box.checked).length;
        master.checked = group.length > 0 && ticked === group.length;
        master.indeterminate = ticked > 0 && ticked < group.length;
      });
      if (counter) {
        const number = (all && all.checked && all.dataset.ziPickAll) || chosen;
        counter.textContent = `${number} ${form.dataset.ziPickWord || "butir"}`;
        counter.hidden = chosen === 0;
      }
    }

    document.addEventListener("change", (event) => {
      const target = event.target;
      if (target.form !== form) return;
      if (target === all) every().forEach((box) => { box.checked = all.checked; });
      if (target.dataset.ziPickGroup) {
        every()
          .filter((box) => box.dataset.ziGroup === target.dataset.ziPickGroup)
          .forEach((box) => { box.checked = target.checked; });
      }
      if (target === all || target.dataset.ziPickGroup || target.matches("input.check")) tell();
    });
    // The browser may have kept ticks over a reload.
    window.addEventListener("pageshow", tell);
  });
})();

/* Table mode: keys as in a spreadsheet, and the count of unsaved rows. Saving is autosave.js, which
   finds each row's form by itself. Controls of one column stand in cells with the same
   data-zi-column. Without this script Tab works as everywhere and each row has a save button. */
(function () {
  "use strict";
  const table = document.querySelector("[data-zi-table]");
  if (!table) return;
  const FIELDS = "select, textarea, input:not([type=hidden])";
  const unsaved = new Set();

  table.querySelectorAll("[data-zi-save-row]").forEach((button) => { button.hidden = true; });

  function inColumn(field) {
    const name = field.closest("[data-zi-column]").dataset.ziColumn;
    return Array.from(table.querySelectorAll(`[data-zi-column="${name}"] :is(${FIELDS})`));
  }

  function go(field) {
    if (!field) return;
    field.focus();
    if (field.matches("input")) field.select();
  }

  function down(field) {
    const column = inColumn(field);
    go(column[column.indexOf(field) + 1]);
  }

  // The neighbouring item: the same column there, from the first of its fields.
  function item(field, step) {
    const name = field.closest("[data-zi-column]").dataset.ziColumn;
    const row = field.closest("tr");
    const next = step > 0 ? row.nextElementSibling : row.previousElementSibling;
    if (next) go(next.querySelector(`[data-zi-column="${name}"] :is(${FIELDS})`));
  }

  function newLine(area) {
    area.setRangeText("\n", area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  table.addEventListener("keydown", (event) => {
    const field = event.target.closest(FIELDS);
    if (!field || event.isComposing || !field.closest("[data-zi-column]")) return;
    if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      item(field, event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && event.altKey && field.matches("textarea")) {
      event.preventDefault();
      newLine(field);
    } else if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.altKey) {
      event.preventDefault();
      down(field);
    }
  });

  const foot = document.querySelector("[data-zi-unsaved]");
  function tell(form, waits) {
    if (waits) unsaved.add(form.id);
    else unsaved.delete(form.id);
    const row = document.getElementById(`${form.id}-baris`);
    if (row) row.querySelector(".state").classList.toggle("cell-unsaved", waits);
    foot.textContent = unsaved.size ? ` · ${unsaved.size} belum tersimpan` : "";
  }
  document.addEventListener("zi:typed", (event) => tell(event.target, true));
  document.addEventListener("zi:kept", (event) => tell(event.target, false));

  document.addEventListener("zi:saved", (event) => {
    const { id } = event.target, { nilai, persen } = event.detail;
    const points = table.querySelector(`[data-zi-points="${id}"]`);
    const share = table.querySelector(`[data-zi-share="${id}"]`);
    // The sentence begins with the points the item brings: "Nilai butir 0,25 dari 0,50".
    if (points) points.textContent = (/[0-9]+,[0-9]+/.exec(nilai) || [""])[0];
    if (share) share.textContent = persen;
  });
})();

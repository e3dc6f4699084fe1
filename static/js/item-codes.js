/* Codes of items typed one after the other: suggestions by code and wording for the last one, and
   what each code means. <input data-zi-codes list="…">; the datalist holds every code with its
   wording. Without script the browser's own list helps with the first code. */
(function () {
  "use strict";
  const MOST = 8;
  const plain = (text) => text.toLowerCase().replace(/[\s.]+/g, "");

  function known() {
    const list = document.getElementById("butir-dikenal");
    return list ? Array.from(list.options, (one) => ({ code: one.value, wording: one.textContent })) : [];
  }

  function equip(input) {
    if (input.getAttribute("role") === "combobox") return;
    const items = known();
    const box = document.createElement("ul"), meaning = document.createElement("ul");
    let active = -1;
    input.removeAttribute("list");
    Object.assign(box, { id: `${input.id}_saran`, className: "suggestions", hidden: true });
    box.setAttribute("role", "listbox");
    box.setAttribute("aria-label", "Butir yang cocok");
    meaning.className = "small muted plain-list";
    meaning.setAttribute("aria-label", "Butir yang dipilih");
    const facts = { role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": box.id };
    Object.entries(facts).forEach(([name, value]) => input.setAttribute(name, value));
    input.after(box, meaning);

    const parts = () => input.value.split(/[,;]/);
    const last = () => parts().pop().trim();

    // What stands in the field, in words, so that a wrong code is seen before it is saved.
    function explain() {
      const codes = parts().map((part) => part.trim().toUpperCase());
      meaning.replaceChildren(...items.filter((one) => codes.includes(one.code.toUpperCase())).map((one) => {
        const line = document.createElement("li");
        line.textContent = `${one.code} ${one.wording}`;
        return line;
      }));
    }

    function matching(text) {
      const words = text.toLowerCase().split(/\s+/).filter(Boolean);
      const chosen = parts().slice(0, -1).map((part) => part.trim());
      return items.filter((one) => {
        if (chosen.includes(one.code)) return false;
        if (plain(one.code).includes(plain(text))) return true;
        return words.every((word) => one.wording.toLowerCase().includes(word));
      }).slice(0, MOST);
    }

    function mark(place) {
      active = place;
      Array.from(box.children).forEach((row, i) => row.setAttribute("aria-selected", String(i === place)));
      const row = box.children[place];
      if (row) {
        input.setAttribute("aria-activedescendant", row.id);
        row.scrollIntoView({ block: "nearest" });
      } else input.removeAttribute("aria-activedescendant");
    }

    function close() {
      box.hidden = true;
      input.setAttribute("aria-expanded", "false");
      mark(-1);
    }

    function suggest() {
      const text = last(), found = text ? matching(text) : [];
      // A code written out needs no list any more.
      const isDone = found.length === 1 && found[0].code === text;
      box.replaceChildren(...found.map((one, i) => {
        const row = document.createElement("li"), code = document.createElement("b");
        row.id = `${box.id}_${i}`;
        row.setAttribute("role", "option");
        row.dataset.code = one.code;
        code.textContent = one.code;
        row.append(code, ` ${one.wording}`);
        return row;
      }));
      box.hidden = !found.length || isDone;
      input.setAttribute("aria-expanded", String(!box.hidden));
      mark(-1);
    }

    function pick(row) {
      const before = parts().slice(0, -1).map((part) => part.trim()).filter(Boolean);
      input.value = `${[...before, row.dataset.code].join(", ")}, `;
      close();
      explain();
      input.focus();
    }

    input.addEventListener("input", () => { suggest(); explain(); });
    input.addEventListener("blur", () => { close(); explain(); });
    input.addEventListener("keydown", (event) => {
      const rows = box.children;
      if (event.key === "Escape" && !box.hidden) {
        event.stopPropagation();
        close();
      } else if (["ArrowDown", "ArrowUp"].includes(event.key)) {
        if (box.hidden) suggest();
        if (!rows.length) return;
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : -1;
        mark(active < 0 && step < 0 ? rows.length - 1 : (active + step + rows.length) % rows.length);
      } else if (event.key === "Enter" && !event.ctrlKey && !box.hidden && (active >= 0 || rows.length === 1)) {
        event.preventDefault();
        pick(rows[Math.max(active, 0)]);
      }
    });
    box.addEventListener("mousedown", (event) => {
      const row = event.target.closest("[role=option]");
      event.preventDefault();
      if (row) pick(row);
    });
    explain();
  }

  window.ziItemCodes = (root) => root.querySelectorAll("input[data-zi-codes]").forEach(equip);
  window.ziItemCodes(document);
})();

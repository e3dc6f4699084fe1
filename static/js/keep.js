/* Keeps unsaved text of autosaved forms (autosave.js) in this tab, so that a reload, a crash or an
   expired session loses nothing. Only sessionStorage: it ends with the tab, and with signing out
   (zi.js). Put back with the version it was typed on, so that the server can compare. */
(function () {
  "use strict";
  const PREFIX = "zi-isian:";
  const keyOf = (form) => `${PREFIX}${form.dataset.ziWho}:${form.dataset.ziAutosave}`;
  const areas = (form) => Array.from(form.elements).filter((field) => field.tagName === "TEXTAREA");

  document.addEventListener("zi:typed", (event) => {
    const form = event.target;
    const texts = Object.fromEntries(areas(form).map((area) => [area.name, area.value]));
    if (!Object.keys(texts).length) return;
    try {
      const kept = JSON.stringify({ version: form.elements.versi.value, texts });
      window.sessionStorage.setItem(keyOf(form), kept);
    } catch {
      // A full or forbidden store costs the second net, not the first.
    }
  });
  document.addEventListener("zi:kept", (event) => {
    window.sessionStorage.removeItem(keyOf(event.target));
  });

  function restore(form) {
    const kept = JSON.parse(window.sessionStorage.getItem(keyOf(form)) || "null");
    if (!kept) return;
    const changed = areas(form).filter(
      (area) => area.name in kept.texts && kept.texts[area.name] !== area.value,
    );
    if (!changed.length) {
      window.sessionStorage.removeItem(keyOf(form));
      return;
    }
    form.elements.versi.value = kept.version;
    changed.forEach((area) => { area.value = kept.texts[area.name]; });
    changed[0].dispatchEvent(new Event("input", { bubbles: true }));
  }
  document.querySelectorAll("form[data-zi-autosave]").forEach(restore);
})();

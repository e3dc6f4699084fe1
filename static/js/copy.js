/* A button that copies what stands in a field: <button data-zi-copy="id" data-zi-js hidden>.
   Without script the field itself can be marked and copied. */
(function () {
  "use strict";

  function say(button, words) {
    const told = document.getElementById(button.dataset.ziCopied);
    if (told) told.textContent = words;
  }

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-zi-copy]");
    if (!button) return;
    const field = document.getElementById(button.dataset.ziCopy);
    field.focus();
    field.select();
    // Browsers give the clipboard to pages over HTTPS only; elsewhere what is marked is copied.
    const done = () => say(button, "Tersalin.");
    const byHand = () => {
      if (document.execCommand("copy")) done();
      else say(button, "Belum tersalin. Teksnya sudah ditandai, tekan Ctrl+C.");
    };
    if (navigator.clipboard) navigator.clipboard.writeText(field.value).then(done, byHand);
    else byHand();
  });
})();

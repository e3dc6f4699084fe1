/* Passkeys: joins the buttons of a page to allauth's script and says in words what went wrong.
   <div hidden data-zi-passkey="login|authenticate|add" data-zi-button="id" data-zi-credential="id"> */
(function () {
  "use strict";
  const places = Array.from(document.querySelectorAll("[data-zi-passkey]"));
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const parts = window.allauth && window.allauth.webauthn && window.allauth.webauthn.forms;
  if (!window.PublicKeyCredential || !parts) {
    all("[data-zi-passkey-missing]").forEach((element) => { element.hidden = false; });
    return;
  }

  places.forEach((place) => {
    const kind = place.dataset.ziPasskey;
    const ids = {
      [kind]: place.dataset.ziButton,
      credential: place.dataset.ziCredential,
      passwordless: place.dataset.ziPasswordless,
    };
    if (document.getElementById("passkey-data")) ids.data = "passkey-data";
    place.hidden = false;
    parts[kind + "Form"]({ ids });
  });

  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    all("[data-zi-passkey-error]").forEach((note) => { note.hidden = false; });
  });
})();

/* Passkeys: joins the buttons of a page to allauth's script and says in words what went wrong.
   <div hidden data-zi-passkey="login|authenticate|add" data-zi-button="id" data-zi-credential="id"> */
(function () {
  "use strict";
  const all = (selector) => document.querySelectorAll(selector);
  const parts = window.allauth && window.allauth.webauthn && window.allauth.webauthn.forms;
  if (!window.PublicKeyCredential || !parts) {
    all("[data-zi-passkey-missing]").forEach((element) => { element.hidden = false; });
    return;
  }

  all("[data-zi-passkey]").forEach((place) => {
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

  // Ticked once, sent by either form.
  document.addEventListener("change", (event) => {
    const { name, checked } = event.target;
    if (name === "shared") all("[name=shared]").forEach((box) => { box.checked = checked; });
  });

  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    all("[data-zi-passkey-error]").forEach((note) => { note.hidden = false; });
  });
})();

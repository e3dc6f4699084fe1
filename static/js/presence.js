/* Who else has this item open. Asked when the page is opened, comes to the front, or has saved, at
   most once a minute; no clock asks, and no page in the background does. */
(function () {
  "use strict";
  const GLANCE = 1000, EVERY = 60000;
  const place = document.querySelector("[data-zi-presence]");
  let asked = 0;

  async function ask() {
    if (document.hidden || Date.now() - asked < EVERY) return;
    asked = Date.now();
    const answer = await fetch(place.dataset.ziPresence, {
      method: "POST", redirect: "manual",
      headers: { "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content },
    }).catch(() => null);
    if (answer && answer.ok) place.textContent = (await answer.json()).hadir;
  }
  // Who only leafs through is not there.
  window.setTimeout(ask, GLANCE);
  document.addEventListener("visibilitychange", ask);
  document.addEventListener("zi:saved", ask);
})();

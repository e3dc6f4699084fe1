/* Looks again and again how far the portal is with something it does in the background:
   <section data-zi-watch> with the parts that change marked data-zi-refresh="name". Once the page as
   it would be now has no such section any more, it is loaded. Without script there is a link. */
(function () {
  "use strict";
  const EVERY = 2000, place = document.querySelector("[data-zi-watch]");
  if (!place) return;

  async function look() {
    const answer = await fetch(window.location.href, { redirect: "manual" }).catch(() => null);
    if (answer && answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!page.querySelector("[data-zi-watch]")) {
        window.location.reload();
        return;
      }
      place.querySelectorAll("[data-zi-refresh]").forEach((old) => {
        const fresh = page.querySelector(`[data-zi-refresh="${old.dataset.ziRefresh}"]`);
        if (fresh) old.innerHTML = fresh.innerHTML;
      });
    }
    window.setTimeout(look, EVERY);
  }
  window.setTimeout(look, EVERY);
})();

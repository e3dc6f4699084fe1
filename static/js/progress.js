/* A page that follows what is being made: every two seconds the server is asked for the parts that
   change ([data-zi-part]), as long as one of them says that it moves. An answer without any such part
   is another page, which is loaded. Without script a link does. */
(function () {
  "use strict";
  const SOON = 600;
  const EVERY = 2000;
  const box = document.querySelector("[data-zi-progress]");
  if (!box || !window.fetch) return;

  const parts = (root) => Array.from(root.querySelectorAll("[data-zi-part]"));
  const moves = () => Boolean(box.querySelector("[data-zi-moving]"));

  function swap(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    if (!parts(fresh).length) window.location.reload();
    parts(fresh).forEach((part) => {
      const old = box.querySelector('[data-zi-part="' + part.dataset.ziPart + '"]');
      if (!old) return;
      old.toggleAttribute("data-zi-moving", part.hasAttribute("data-zi-moving"));
      // Only what reads differently (tokens of forms always do), so that the focus mostly stays.
      if (old.textContent === part.textContent) return;
      const focused = old.contains(document.activeElement);
      old.innerHTML = part.innerHTML;
      const next = focused && old.querySelector("a, button");
      if (next) next.focus();
    });
  }

  async function look() {
    if (document.hidden) return;
    try {
      const answer = await fetch(box.dataset.ziProgress, { credentials: "same-origin" });
      if (answer.redirected || answer.status === 404) window.location.reload();
      else if (answer.ok) swap(await answer.text());
    } catch (error) {
      // The line is down: asked again at the next turn.
    }
  }

  async function follow() {
    await look();
    if (moves()) window.setTimeout(follow, EVERY);
  }
  // Small files are ready almost at once.
  if (moves()) window.setTimeout(follow, SOON);
})();

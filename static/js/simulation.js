/* The what-if of the dashboard: counts again as soon as a box is ticked.
   Without it the button "Hitung" does the same with a page load. */
(function () {
  "use strict";
  document.querySelectorAll("form[data-zi-simulate]").forEach((form) => {
    const outcome = form.querySelector("[data-zi-outcome]");
    const button = form.querySelector("button[type=submit]");
    let running = null;
    button.hidden = true;

    form.addEventListener("change", async () => {
      const query = new URLSearchParams(new FormData(form));
      const shown = `${location.pathname}?${query}`;
      query.set("bagian", "simulasi");
      if (running) running.abort();
      running = new AbortController();
      try {
        const answer = await fetch(`${location.pathname}?${query}`, {
          signal: running.signal,
          credentials: "same-origin",
          redirect: "error",
        });
        if (!answer.ok) throw new Error(answer.statusText);
        outcome.innerHTML = await answer.text();
        history.replaceState(null, "", shown);
        button.hidden = true;
      } catch (error) {
        // Line or session lost: the button sends the person through the server instead.
        if (error.name !== "AbortError") button.hidden = false;
      }
    });
  });
})();

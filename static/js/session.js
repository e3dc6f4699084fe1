/* Says that the session is about to end for lack of use, and lengthens it by one tap. Use in
   another tab counts as well. */
(function () {
  "use strict";
  const { ziSession, ziStay } = document.currentScript.dataset;
  const tabs = new BroadcastChannel("zi-sesi");
  const note = document.createElement("section");
  note.className = "note note-warning session-note";
  note.setAttribute("role", "alert");
  let used;

  function use() {
    used = Date.now();
    note.remove();
  }
  function useHere() {
    use();
    tabs.postMessage("");
  }
  useHere();
  tabs.onmessage = use;
  document.addEventListener("zi:saved", useHere);

  function say(words) {
    if (note.isConnected && note.textContent.startsWith(words)) return;
    note.textContent = words;
    document.body.append(note);
  }
  const end = () => say("Sesi Anda sudah berakhir. Simpan seperti biasa: portal menahan isian Anda, lalu meminta Anda masuk lagi.");

  window.setInterval(() => {
    const left = Number(ziSession) - (Date.now() - used) / 1000;
    if (left <= 0) end();
    else if (left <= 120 && !note.isConnected) {
      say("Sesi Anda berakhir sekitar 2 menit lagi karena portal lama tidak dipakai.");
      const stay = document.createElement("button");
      Object.assign(stay, { type: "button", className: "btn btn-small", textContent: "Tetap masuk" });
      // A redirect would lead to signing in: then it is too late.
      stay.onclick = () => fetch(ziStay, { redirect: "manual" }).then((answer) => (answer.ok ? useHere() : end()));
      note.append(stay);
    }
  }, 10000);
})();

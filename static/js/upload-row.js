/* One line of the queue: what it says and which buttons it has. Its pattern stands in the page
   (templates/pengungkit/_upload_row.html). Offers window.ziRow to uploads.js. */
(function () {
  "use strict";
  // Buttons that make sense in a state; what is not listed is hidden.
  const ACTS = {
    waiting: ["cancel"], checking: ["cancel"], sending: ["pause", "cancel"],
    paused: ["resume", "cancel"], cut: ["resume", "cancel"], lost: ["again", "cancel"], done: [],
  };
  const EVERY = 500, SMOOTH = 0.3, MEGABYTE = 1e6;
  const number = new Intl.NumberFormat("id-ID", { maximumFractionDigits: 1 });

  function size(bytes) {
    return bytes < MEGABYTE ? `${number.format(Math.ceil(bytes / 1000))} kB` : `${number.format(bytes / MEGABYTE)} MB`;
  }

  function time(seconds) {
    if (seconds < 60) return `${Math.max(1, Math.ceil(seconds))} detik`;
    const minutes = Math.ceil(seconds / 60);
    if (minutes < 60) return `${minutes} menit`;
    return `${Math.floor(minutes / 60)} jam ${minutes % 60} menit`;
  }

  class Row {
    constructor(node) {
      this.node = node;
      this.bar = node.querySelector("progress");
      this.facts = node.querySelector("[data-zi-facts]");
      this.forget();
    }

    static made(pattern, queue, file) {
      const node = pattern.content.firstElementChild.cloneNode(true);
      queue.append(node);
      node.querySelectorAll("[data-zi-name]").forEach((place) => { place.textContent = file.name; });
      const ending = file.name.includes(".") ? file.name.split(".").pop() : "";
      node.querySelector("[data-zi-type]").textContent = ending.slice(0, 4).toUpperCase();
      return new Row(node);
    }

    // The rate counts from here on: bytes that were sent before a pause say nothing about now.
    forget() {
      Object.assign(this, { rate: 0, sent: null, at: 0 });
    }

    show(state, text) {
      const focused = this.node.contains(document.activeElement) && document.activeElement;
      this.node.dataset.ziState = state;
      this.facts.textContent = text;
      this.node.querySelectorAll("[data-zi-act]").forEach((button) => {
        button.hidden = !ACTS[state].includes(button.dataset.ziAct);
      });
      // A button that went away must not take the keyboard's place with it.
      const next = this.node.querySelector("[data-zi-act]:not([hidden])");
      if (focused && focused.hidden && next) next.focus();
      if (state !== "sending") this.forget();
    }

    // Said to the eye only; screen readers hear of the start and the end.
    progress(sent, total) {
      const now = performance.now(), past = now - this.at;
      this.bar.value = (100 * sent) / total;
      if (this.sent !== null && past < EVERY && sent < total) return;
      if (this.sent !== null && past > 0) {
        const rate = (1000 * (sent - this.sent)) / past;
        this.rate = this.rate ? SMOOTH * rate + (1 - SMOOTH) * this.rate : rate;
      }
      Object.assign(this, { sent, at: now });
      const parts = [`${Math.floor((100 * sent) / total)}% dari ${size(total)}`];
      if (sent >= total) parts.push("disimpan…");
      else if (this.rate > 0) {
        parts.push(`${size(this.rate)}/detik`, `sisa ${time((total - sent) / this.rate)}`);
      }
      this.facts.textContent = parts.join(" · ");
    }

    get percent() {
      return Math.floor(this.bar.value);
    }

    remove() {
      this.node.remove();
    }
  }

  window.ziRow = Row;
})();

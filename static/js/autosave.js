/* Autosave of a form, one item each; the item page has one, the table mode one a row. What the
   page has to bring, and the events, stand in docs/design.md, "Saving while typing". */
(function () {
  "use strict";
  const TYPING = 1500, SOON = 400, GIVE_UP = 45000, RETRY = [2000, 5000, 15000, 60000];
  const REFUSED = {
    400: "isian terlalu besar atau rusak di jalan. Pendekkan penjelasan, lalu coba lagi.",
    403: "Anda tidak berhak mengisi butir ini lagi. Salin isian Anda, lalu muat ulang halaman.",
    404: "butir ini tidak ditemukan lagi. Salin isian Anda, lalu muat ulang halaman.",
    413: "isian terlalu besar. Pendekkan penjelasan, atau unggah sebagai bukti.",
  };
  const rows = new Map();
  const dirty = (row) => row.changes !== row.kept;
  const meta = () => document.querySelector('meta[name="csrf-token"]');
  const part = (form, name) => form.querySelector(`[data-zi-${name}]`)
    || document.querySelector(`[data-zi-${name}="${form.id}"]`);
  const tell = (row, name, detail) =>
    row.form.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));

  function content(form) {
    const pairs = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && name !== "csrfmiddlewaretoken") pairs.append(name, value);
    }
    return pairs;
  }

  function show(row, state, text, link) {
    const node = part(row.form, "status");
    // Only a real change is written, so that a screen reader speaks once.
    if (!node || (node.dataset.state === state && node.dataset.text === text)) return;
    node.dataset.state = state;
    node.dataset.text = text;
    node.textContent = text;
    if (!link) return;
    const anchor = document.createElement("a");
    Object.assign(anchor, link);
    node.append(" ", anchor);
  }

  function typed(row, wait) {
    row.changes += 1;
    tell(row, "zi:typed");
    if (!navigator.onLine) return offline(row);
    if (!row.sending && !row.clash) show(row, "unsaved", "Belum tersimpan");
    return later(row, wait);
  }

  function later(row, wait) {
    window.clearTimeout(row.timer);
    row.timer = window.setTimeout(() => save(row), wait);
  }

  // One request in flight. What is typed meanwhile goes with the next one, the last text only.
  function save(row) {
    window.clearTimeout(row.timer);
    row.sending = row.sending || attempt(row).then((wait) => {
      row.sending = null;
      if (typeof wait === "number") later(row, wait);
    });
    return row.sending;
  }

  async function attempt(row) {
    const { form, changes } = row, body = content(form);
    if (!navigator.onLine) return offline(row);
    const slow = window.setTimeout(() => show(row, "saving", "Menyimpan…"), SOON);
    let answer, data = {}, json = false;
    try {
      answer = await fetch(form.dataset.ziAutosave, {
        method: "POST", body, redirect: "manual", keepalive: document.hidden,
        signal: AbortSignal.timeout(GIVE_UP),
        headers: { "X-Requested-With": "fetch", "X-CSRFToken": meta().content },
      });
      json = (answer.headers.get("Content-Type") || "").includes("json");
      if (json) data = await answer.json();
    } catch {
      return navigator.onLine ? retry(row, "server tidak terjangkau") : offline(row);
    } finally {
      window.clearTimeout(slow);
    }
    if (answer.type === "opaqueredirect" || answer.status === 401) return expired(row, data.masuk);
    if (answer.ok || answer.status === 422) return saved(row, data, body, changes);
    if (answer.status === 409) return conflict(row, data, changes);
    // Somebody who signed in anew in another tab has a newer token than this page: fetch it, once.
    // Without any page the session is gone, not the right.
    if (answer.status === 403 && !json && !row.refreshed) {
      row.refreshed = true;
      const fresh = await refresh(row);
      if (fresh !== false) return fresh ? 0 : expired(row);
    }
    if (answer.status >= 500) return retry(row, data.pesan || "ada gangguan di portal");
    return refuse(row, data.pesan || REFUSED[answer.status] || "kiriman tidak diterima portal.");
  }

  function saved(row, data, body, changes) {
    const { form } = row, errors = data.galat || {}, others = Object.keys(data.isian || {});
    Object.assign(row, { tries: 0, kept: changes, refreshed: false, clash: false, expired: false });
    // Fields somebody else changed are taken over. If one of them was typed in meanwhile, the old
    // version stays the base and the server will compare.
    if (adopt(form, data.isian || {}, body)) form.elements.versi.value = data.versi;
    const unplaced = showErrors(form, errors);
    row.refused = Object.keys(errors).some((name) => name !== "selesai");
    if (row.refused) show(row, "error", `Sebagian belum tersimpan. ${unplaced}`.trim());
    else if (!dirty(row)) {
      show(row, "saved", `Tersimpan ${data.pukul}${others.length ? ", isian rekan dimuat" : ""}`);
    }
    const chip = part(form, "chip"), score = part(form, "score"), versus = part(form, "conflict");
    if (chip) chip.innerHTML = data.status;
    if (score) score.textContent = data.nilai;
    if (versus) versus.replaceChildren();
    tell(row, "zi:saved", data);
    if (dirty(row)) return SOON;
    return tell(row, "zi:kept");
  }

  function adopt(form, values, body) {
    const now = content(form), names = Object.keys(values);
    if (names.some((name) => (now.get(name) || "") !== (body.get(name) || ""))) return false;
    names.forEach((name) => fieldsOf(form, name).forEach((field) => {
      if (field.type === "radio") field.checked = field.value === values[name];
      else field.value = values[name];
    }));
    return true;
  }

  function fieldsOf(form, name) {
    return Array.from(form.elements).filter((field) => field.name === name);
  }

  function showErrors(form, errors) {
    const unplaced = [];
    const names = Array.from(form.elements, (field) => field.name).filter(Boolean);
    new Set(names).forEach((name) => {
      const sentence = errors[name], place = document.getElementById(`${form.id}_${name}_error`);
      fieldsOf(form, name).forEach((field) => {
        field.classList.toggle("is-invalid", Boolean(sentence));
        if (sentence) field.setAttribute("aria-invalid", "true");
        else field.removeAttribute("aria-invalid");
      });
      if (place) Object.assign(place, { textContent: sentence || "", hidden: !sentence });
      else if (sentence) unplaced.push(sentence);
    });
    return unplaced.join(" ");
  }

  function conflict(row, data, changes) {
    const place = part(row.form, "conflict");
    // The server keeps what was typed as a draft, also what is typed from here on.
    Object.assign(row, { clash: true, kept: changes, tries: 0 });
    if (place) place.innerHTML = data.banding;
    show(row, "conflict", data.pesan, { href: data.tautan, textContent: "Bandingkan" });
    if (dirty(row)) return SOON;
    return tell(row, "zi:kept");
  }

  function refuse(row, why, link) {
    show(row, "error", `Belum tersimpan: ${why}`, link);
  }

  function retry(row, why) {
    const wait = RETRY[Math.min(row.tries, RETRY.length - 1)];
    row.tries += 1;
    show(row, "unsaved", `Belum tersimpan: ${why.replace(/\.$/, "")}. Dicoba lagi sebentar.`);
    return wait;
  }

  function offline(row) {
    show(row, "offline", "Belum tersimpan: Anda luring. Isian terkirim begitu tersambung.");
  }

  function expired(row, address) {
    row.expired = true;
    refuse(row, "sesi berakhir. Isian Anda tetap ada di halaman ini.",
      { href: address || "/masuk/", textContent: "Masuk lagi di tab baru", target: "_blank" });
  }

  // The page as it would be now, for its token; null without one, false when this person may not
  // write on it.
  async function refresh(row) {
    const answer = await fetch(window.location.href, { redirect: "manual" }).catch(() => null);
    if (!answer || !answer.ok) return null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector('meta[name="csrf-token"]');
    const same = page.querySelector(`[data-zi-who="${row.form.dataset.ziWho}"]`);
    if (!token || !same) return false;
    meta().content = token.content;
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((field) => {
      field.value = token.content;
    });
    return true;
  }

  // Whether everything typed is stored now.
  async function flush(row) {
    let before = -1;
    while ((row.sending || dirty(row)) && row.kept !== before) {
      before = row.sending ? -1 : row.kept;
      await save(row);
    }
    return !dirty(row) && !row.refused && !row.clash;
  }

  async function leave(row, button) {
    const { form } = row, then = button && button.dataset.ziThen;
    const files = Array.from(form.elements).some((field) => field.files && field.files.length);
    if (then === "" && !dirty(row) && !row.refused) await save(row);
    if (await flush(row)) {
      const waits = [];
      tell(row, "zi:leave", waits);
      if (waits.length && then !== "") {
        show(row, "saving", "Menunggu unggahan selesai…");
        if (!(await Promise.all(waits)).every(Boolean)) return show(row, "saved", "Isian tersimpan");
      }
      if (then && !files) window.location.assign(then);
      else if (then === undefined || files) pass(row, form, button);
      return;
    }
    const wrong = row.clash ? part(form, "conflict") : form.querySelector("[aria-invalid=true]");
    if (!wrong) return;
    wrong.focus();
    wrong.scrollIntoView({ block: "center" });
  }

  // A choice between two versions counts for what is typed by now, not for an older draft.
  async function choose(row, place, button) {
    await flush(row);
    const again = place.querySelector(`button[value="${button.value}"]`);
    if (again) pass(row, again.form, again);
  }

  // A form cannot be submitted while its own submit event is under way, hence the timer.
  function pass(row, form, button) {
    window.setTimeout(() => {
      row.passing = true;
      form.requestSubmit(button || undefined);
      row.passing = false;
    });
  }

  document.addEventListener("submit", (event) => {
    const place = event.target.closest("[data-zi-conflict]");
    const row = rows.get(event.target) || (place && rows.get(ownerOf(place)));
    if (!row || row.passing) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (place) choose(row, place, event.submitter);
    else leave(row, event.submitter);
  }, true);

  function ownerOf(place) {
    return place.closest("form") || document.getElementById(place.dataset.ziConflict);
  }

  function onField(kind, wait) {
    document.addEventListener(kind, (event) => {
      const field = event.target, row = rows.get(field.form);
      const chosen = field.matches("select, [type=radio], [type=checkbox]");
      if (!row || field.type === "file" || (kind === "input" && chosen)) return;
      // A change of a text field was already counted when it was typed.
      if (kind === "change" && !chosen) {
        if (dirty(row)) save(row);
      } else typed(row, wait);
    });
  }
  onField("input", TYPING);
  onField("change", 0);

  const saveAll = () => rows.forEach((row) => { if (dirty(row)) save(row); });
  window.addEventListener("online", saveAll);
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    rows.forEach((row) => { if (dirty(row) || row.form.contains(event.target)) save(row); });
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return saveAll();
    return rows.forEach(async (row) => {
      if (row.expired && await refresh(row)) save(row);
    });
  });
  window.addEventListener("beforeunload", (event) => {
    if (Array.from(rows.values()).some((row) => dirty(row) || row.refused)) event.preventDefault();
  });

  document.querySelectorAll("form[data-zi-autosave]").forEach((form) => {
    rows.set(form, {
      form, changes: 0, kept: 0, tries: 0, timer: 0, sending: null,
      refused: false, clash: false, expired: false, refreshed: false, passing: false,
    });
  });
})();

// For a phone with a bad signal. What is typed stays in the browser until the server confirms it; photos are
// shrunk and sent one by one, each again until it is there. Without this file forms post as they always do.
(() => {
  "use strict";

  const PREFIX = "aspal:";
  const DAYS_KEPT = 7;
  const LONGEST_SIDE = 1600;
  const WAITS = [1, 2, 4, 8, 15, 30];
  const queues = new WeakMap();

  const reader = () => document.querySelector("main")?.dataset.reader ?? "";
  const forms = () => [...document.querySelectorAll("main form[method=post]:has(textarea)")];
  const keyOf = (form) =>
    `${PREFIX}${reader()}:${location.pathname}:${new URL(form.action).pathname}`;
  const store = (key, value) => {
    try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or forbidden: nothing is kept */ }
  };
  const stored = (key) => {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  };
  const keptKeys = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));

  // --- What is typed -------------------------------------------------------------------------------------

  // Passwords and what is marked as not to be remembered (a reporter's name and number) stay out.
  const remembered = (form) =>
    [...form.elements].filter(
      (field) =>
        field.name &&
        (field.name === "once" || !["hidden", "file", "password", "submit"].includes(field.type)) &&
        field.autocomplete !== "off" &&
        field.tagName !== "BUTTON",
    );
  const isChoice = (field) => field.type === "checkbox" || field.type === "radio";
  const idOf = (field) => (isChoice(field) ? `${field.name}=${field.value}` : field.name);
  const valueOf = (field) => (isChoice(field) ? field.checked : field.value);
  const setValue = (field, value) => {
    if (isChoice(field)) field.checked = value;
    else field.value = value;
  };

  function keep(form) {
    const values = Object.fromEntries(remembered(form).map((field) => [idOf(field), valueOf(field)]));
    const photos = [...form.querySelectorAll(".sent [name=kept]")].map((field) => [
      field.value,
      field.parentElement.dataset.name,
    ]);
    store(keyOf(form), { at: Date.now(), values, photos });
  }

  function restore(form) {
    const key = keyOf(form);
    const saved = stored(key);
    if (!saved || form.querySelector(".errors") || document.querySelector("main > .errors")) return;
    if (Date.now() - saved.at > DAYS_KEPT * 864e5) return localStorage.removeItem(key);
    const changed = remembered(form).filter(
      (field) => idOf(field) in saved.values && saved.values[idOf(field)] !== valueOf(field),
    );
    const texts = changed.filter((field) => field.tagName === "TEXTAREA");
    if (!texts.length && !saved.photos.length) return;
    changed.forEach((field) => setValue(field, saved.values[idOf(field)]));
    saved.photos.forEach(([photo, name]) => attach(form, photo, name));
    form.prepend(note(form, key));
  }

  function note(form, key) {
    const said = document.createElement("p");
    said.className = "flash restored";
    said.setAttribute("role", "status");
    said.append("Tulisan Anda yang belum terkirim masih ada. ");
    const drop = document.createElement("button");
    drop.type = "button";
    drop.className = "btn btn-link p-0";
    drop.textContent = "Hapus tulisan ini";
    drop.addEventListener("click", () => {
      localStorage.removeItem(key);
      form.reset();
      form.querySelectorAll(".sent").forEach((line) => line.remove());
      said.remove();
    });
    said.append(drop);
    return said;
  }

  // A form that was sent waits here until a page brings the server's sentence, be it after a sign-in.
  const sent = () => JSON.parse(sessionStorage.getItem(`${PREFIX}sent`) ?? "[]");
  function confirm() {
    if (document.querySelector("main .errors")) return sessionStorage.removeItem(`${PREFIX}sent`);
    if (!document.querySelector("main > .flash")) return;
    sent().forEach((key) => localStorage.removeItem(key));
    sessionStorage.removeItem(`${PREFIX}sent`);
  }

  // A phone that is handed on shows nobody what another typed.
  function forgetOthers() {
    if (!reader()) return;
    keptKeys().filter((key) => !key.startsWith(`${PREFIX}${reader()}:`)).forEach((key) => localStorage.removeItem(key));
  }

  function arrive() {
    forgetOthers();
    confirm();
    forms().forEach(restore);
  }

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && forms().includes(form)) keep(form);
  });
  document.addEventListener("DOMContentLoaded", arrive);
  document.addEventListener("htmx:after:swap", (event) => {
    if (event.detail.ctx.target === document.body) arrive();
  });

  // --- Photos --------------------------------------------------------------------------------------------

  async function shrunk(file) {
    if (!file.type.startsWith("image/")) return file;
    try {
      const image = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONGEST_SIDE / Math.max(image.width, image.height));
      if (scale === 1 && file.size < 400_000) return file;
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(image.width * scale);
      canvas.height = Math.round(image.height * scale);
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      const drawn = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.82));
      return new File([drawn], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
    } catch {
      return file; // The server says what is wrong with it.
    }
  }

  function lineFor(form, name) {
    const line = document.createElement("p");
    line.className = "small mb-1 sent";
    line.dataset.name = name;
    line.setAttribute("role", "status");
    form.querySelector("[data-photos]").after(line);
    return line;
  }

  function attach(form, key, name, line = lineFor(form, name)) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "kept";
    field.value = key;
    const drop = document.createElement("button");
    drop.type = "button";
    drop.className = "btn btn-link p-0";
    drop.textContent = "Lepas";
    drop.setAttribute("aria-label", `Lepas ${name}`);
    drop.addEventListener("click", () => {
      line.remove();
      keep(form);
    });
    line.replaceChildren(field, `✓ ${name} terkirim. `, drop);
  }

  const pause = (seconds) =>
    new Promise((done) => {
      const timer = setTimeout(done, seconds * 1000);
      window.addEventListener("online", () => { clearTimeout(timer); done(); }, { once: true });
    });

  // fetch tells nothing about what has left, and a line of 64 kbit/s needs a minute for a photo.
  const post = (address, token, file, told) =>
    new Promise((done, fail) => {
      const request = new XMLHttpRequest();
      request.open("POST", address);
      request.setRequestHeader("Accept", "application/json");
      request.setRequestHeader("X-CSRFToken", token);
      request.upload.onprogress = (event) => told(Math.round((event.loaded / event.total) * 100));
      request.onload = () => done(request);
      request.onerror = request.onabort = fail;
      const body = new FormData();
      body.append("photo", file, file.name);
      request.send(body);
    });

  async function send(form, input, file) {
    const line = lineFor(form, file.name);
    const small = await shrunk(file);
    const token = form.elements._csrf_token.value;
    for (let tried = 0; ; tried++) {
      try {
        const answer = await post(input.dataset.photos, token, small, (percent) => {
          line.textContent = `${file.name}: ${percent}% terkirim`;
        });
        return settle(form, answer, file.name, line);
      } catch {
        line.textContent = `${file.name}: sambungan terputus, dicoba lagi…`;
        await pause(WAITS[Math.min(tried, WAITS.length - 1)]);
      }
    }
  }

  function settle(form, answer, name, line) {
    const said = answer.getResponseHeader("content-type")?.startsWith("application/json")
      ? JSON.parse(answer.responseText)
      : {};
    if (!said.key) {
      line.classList.add("late");
      line.textContent = said.sentence ?? `${name} belum terkirim. Muat ulang halaman ini, lalu pilih lagi.`;
      return;
    }
    attach(form, said.key, name, line);
    keep(form);
  }

  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!input.matches("input[type=file][data-photos]")) return;
    const files = [...input.files];
    input.value = "";
    const form = input.form;
    let queue = queues.get(form) ?? Promise.resolve();
    for (const file of files) queue = queue.then(() => send(form, input, file));
    queues.set(form, queue);
    queue.then(() => { if (queues.get(form) === queue) queues.delete(form); });
  });

  // --- Sending -------------------------------------------------------------------------------------------

  // On the window, so that htmx has not seen the event yet.
  window.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (form.matches("form[action='/sign-out']")) return keptKeys().forEach((key) => localStorage.removeItem(key));
      if (form.method !== "post") return;
      if (queues.has(form)) return afterPhotos(event, form);
      document.querySelectorAll(".broken").forEach((said) => said.remove());
      sessionStorage.setItem(`${PREFIX}sent`, JSON.stringify([...new Set([...sent(), keyOf(form)])]));
    },
    true,
  );

  function afterPhotos(event, form) {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.waits) return;
    form.dataset.waits = "1";
    const button = event.submitter;
    const words = button?.textContent;
    if (button) button.textContent = "Menunggu foto terkirim…";
    queues.get(form).then(() => {
      delete form.dataset.waits;
      if (button) button.textContent = words;
      form.requestSubmit(button);
    });
  }

  // The line broke under an act: say so, and leave everything where it is.
  document.addEventListener("htmx:error", (event) => {
    const main = document.querySelector("main");
    const pressed = ["submit", "click"].includes(event.detail.ctx?.sourceEvent?.type);
    if (!pressed || !main || main.querySelector(".broken")) return;
    const said = document.createElement("p");
    said.className = "flash broken";
    said.setAttribute("role", "alert");
    said.textContent = "Sambungan terputus. Yang Anda isi masih ada di sini; tekan sekali lagi bila sinyal kembali.";
    main.prepend(said);
    said.scrollIntoView({ block: "center" });
  });
})();

// The little that HTML cannot do alone. Every page works without this file.
(() => {
  "use strict";

  // A press is one act: the button rests until the answer is there. Before htmx takes the event over.
  document.addEventListener("submit", (event) => event.submitter?.setAttribute("aria-busy", "true"), true);
  const rested = () =>
    document.querySelectorAll("[aria-busy=true]").forEach((button) => button.removeAttribute("aria-busy"));
  document.addEventListener("htmx:finally:request", rested);
  window.addEventListener("pageshow", rested);

  // Copy buttons name the field they copy; the word confirms it.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const source = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
    button.textContent = "Tersalin";
  });

  // After a new page the reader is at its errors, or at its top; a part that changes moves nobody.
  document.addEventListener("htmx:after:swap", (event) => {
    if (event.detail.ctx.target !== document.body) return;
    const errors = document.querySelector(".errors");
    const target = errors ?? document.getElementById("isi");
    if (target) target.focus({ preventScroll: true });
    (errors ?? document.body).scrollIntoView({ block: "start" });
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
})();

// The little that HTML cannot do alone. Every page works without this file.
(() => {
  "use strict";

  // A press is one act: the button rests until the answer is there.
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button && !event.defaultPrevented) button.setAttribute("aria-busy", "true");
  });

  // Copy buttons name the field they copy; the word confirms it.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const source = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
    button.textContent = "Tersalin";
  });

  // After a swap the reader is at the errors, or at the top of the new page.
  document.addEventListener("htmx:after:swap", () => {
    const errors = document.querySelector(".errors");
    const target = errors ?? document.getElementById("isi");
    if (target) target.focus({ preventScroll: true });
    (errors ?? document.body).scrollIntoView({ block: "start" });
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
})();

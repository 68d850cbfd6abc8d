// A form is sent once. The first press closes it to a second one and says so; coming back to the page opens it again.
// Forms that may be sent often (downloads) carry data-many. Without this script the server still takes a form once.
(() => {
  const REOPEN_AFTER = 30_000;
  const announcer = document.getElementById("announcer");

  const buttonsOf = (form) => Array.from(form.elements).filter((one) => one.type === "submit" || one.type === "image");

  const open = (form) => {
    delete form.dataset.sent;
    for (const button of buttonsOf(form)) button.removeAttribute("aria-disabled");
    if (announcer) announcer.textContent = "";
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.getAttribute("method")?.toLowerCase() !== "post" || "many" in form.dataset) return;
    if ("sent" in form.dataset) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.sent = "";
    for (const button of buttonsOf(form)) button.setAttribute("aria-disabled", "true");
    if (announcer) announcer.textContent = document.body.dataset.saySending;
    setTimeout(() => open(form), REOPEN_AFTER);
  }, true);

  const openAll = () => document.querySelectorAll("form[data-sent]").forEach(open);
  window.addEventListener("pageshow", openAll);
  document.addEventListener("htmx:finally:request", openAll);
})();

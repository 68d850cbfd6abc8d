// After the confirmation: goes on by itself, once. Coming back to this page by the browser's history does nothing.
(() => {
  const next = document.querySelector("[data-continue]");
  const arrival = performance.getEntriesByType("navigation")[0];
  if (!next || (arrival && arrival.type === "back_forward")) return;
  if (next.tagName === "FORM") next.requestSubmit();
  else location.assign(next.href);
})();

// A page that tells what is wrong begins there. Who came past the menu has #main in the address, a form that posts to its
// own page keeps that, and the browser would begin there instead.
window.addEventListener("load", () => {
  if (location.hash) document.querySelector("[role=alert][autofocus]")?.focus();
});

// Whoever loses the contract while its page is open is told by the page itself, and what it showed is taken away.
// It asks every 45 seconds while the page is looked at, and at once when somebody comes back to it.
(() => {
  const ASK_EVERY = 45_000;
  const mark = document.querySelector("[data-here]");
  if (!mark) return;
  let timer = 0;

  const out = () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", look);
    for (const one of document.querySelectorAll(".head, .side, .bar-urgent, .footer")) one.remove();
    document.getElementById("main").replaceChildren(mark);
    mark.hidden = false;
  };

  const look = async () => {
    if (document.visibilityState !== "visible") return;
    try {
      const answer = await fetch(mark.dataset.here, { redirect: "manual", cache: "no-store" });
      if (answer.status === 404 || answer.type === "opaqueredirect") out();
    } catch {
      // no network: nothing is known
    }
  };

  timer = setInterval(look, ASK_EVERY);
  document.addEventListener("visibilitychange", look);
})();

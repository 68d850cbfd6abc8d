// The running clock. The server says what time it is and when it is due; the device's own clock only counts on from
// there, so that a wrong one does not matter. It is announced at these minutes before the time, and when it is over.
(() => {
  const timer = document.querySelector("[data-due]");
  if (!timer) return;
  const MINUTES = [60, 30, 15, 10, 5, 1];
  const due = Date.parse(timer.dataset.due);
  const loaded = Date.parse(timer.dataset.now);
  const started = performance.now();
  const figures = timer.querySelector(".countdown-figures");
  const over = timer.querySelector(".countdown-over");
  const box = timer.closest(".countdown");
  const said = document.getElementById("clock-said");
  const two = (number) => String(number).padStart(2, "0");
  let before = due - loaded;

  const tick = () => {
    const left = due - (loaded + performance.now() - started);
    const seconds = Math.floor(Math.abs(left) / 1000);
    figures.textContent = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
    if (left < 0 && before >= 0) {
      over.hidden = false;
      box.className = "countdown countdown-error";
      said.textContent = timer.dataset.sayOver;
    }
    const passed = MINUTES.find((minutes) => left <= minutes * 60000 && before > minutes * 60000);
    if (passed) said.textContent = `${timer.dataset.sayLeft} ${passed}${timer.dataset.sayMinutes}`;
    before = left;
  };
  setInterval(tick, 1000);
  // Back from the browser's memory, or from sleep, the device may have stood still: the server knows what time it is.
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
})();

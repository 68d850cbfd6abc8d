// A report is sent from here, so that a lost line loses nothing: what could not be sent, photos included, is stored on
// this device and sent when the line is back, also after the page was closed. How long it waited goes along in `age`,
// so that a telephone's wrong clock does not matter while the page is open. Without this script the form works as any.
(() => {
  const form = document.querySelector("form[data-report]");
  if (!form || !window.indexedDB || !window.fetch) return;
  const STORE = "reports";
  const AGAIN = 15_000;
  const LARGEST = 20 * 1024 * 1024;
  const name = `${document.body.dataset.user || "-"}:${form.dataset.report}`;
  const notice = form.querySelector(".report-waits");
  const started = performance.now();
  let timer = 0;
  let sending = false;

  const open = () =>
    new Promise((resolve, reject) => {
      const request = indexedDB.open("kokoroe.reports", 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const inStore = async (mode, act) => {
    const base = await open();
    try {
      return await new Promise((resolve, reject) => {
        const request = act(base.transaction(STORE, mode).objectStore(STORE));
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    } finally {
      base.close();
    }
  };
  const kept = () => inStore("readonly", (store) => store.get(name)).catch(() => undefined);
  const keep = (report) => inStore("readwrite", (store) => store.put(report, name)).catch(() => undefined);
  const forget = () => inStore("readwrite", (store) => store.delete(name)).catch(() => undefined);

  const say = (words) => {
    notice.textContent = words;
    notice.hidden = !words;
    if (words) notice.scrollIntoView({ block: "center" });
  };

  // Seconds since it was sent off: by the page's own watch, and by the device's clock where the page was closed since.
  const age = (report) => {
    const ms = report.page === started ? performance.now() - report.pressed : Date.now() - report.at;
    return Math.max(0, Math.round(ms / 1000));
  };

  const reopen = () => {
    delete form.dataset.sent;
    for (const one of form.elements) one.removeAttribute("aria-disabled");
  };

  const show = async (answer) => {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const summary = page.querySelector("form[data-report] .summary");
    if (!summary) {
      document.querySelector("main").replaceChildren(...page.querySelector("main").childNodes);
      return;
    }
    form.querySelector(".summary")?.remove();
    form.prepend(summary);
    for (const field of form.querySelectorAll(".field")) {
      const wrong = [...page.querySelectorAll(".field .wrong")].find((each) => field.contains(document.getElementById(each.id.replace(/_error$/, ""))));
      field.querySelector(".wrong")?.remove();
      field.classList.toggle("field-wrong", Boolean(wrong));
      if (wrong) field.querySelector("label, legend")?.after(wrong);
    }
    for (const one of form.querySelectorAll("[id]")) {
      for (const said of ["aria-invalid", "aria-describedby"]) {
        const now = page.getElementById(one.id)?.getAttribute(said);
        if (now) one.setAttribute(said, now);
        else one.removeAttribute(said);
      }
    }
    summary.focus();
    reopen();
  };

  const send = async (report) => {
    if (sending) return;
    sending = true;
    const body = new FormData();
    for (const [field, value] of report.fields) body.append(field, value);
    body.set("age", age(report));
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    let answer;
    try {
      answer = await fetch(form.action || location.href, { method: "POST", body, credentials: "same-origin" });
    } catch {
      answer = null;
    }
    sending = false;
    if (!answer || answer.status >= 500) {
      await keep(report);
      say(form.dataset.sayLater);
      clearTimeout(timer);
      timer = setTimeout(() => send(report), AGAIN);
      return;
    }
    if (answer.redirected && new URL(answer.url).pathname.startsWith("/accounts/")) {
      await keep(report);
      say(form.dataset.saySignin);
      reopen();
      return;
    }
    await forget();
    say("");
    if (answer.redirected) location.assign(answer.url);
    else await show(answer);
  };

  form.addEventListener("submit", async (event) => {
    const large = Array.from(form.querySelector("[data-files]")?.files || []).find((file) => file.size > LARGEST);
    event.preventDefault();
    if (large) {
      say(form.dataset.sayLarge + large.name);
      reopen();
      return;
    }
    const fields = [...new FormData(form)].filter(([field]) => field !== "csrfmiddlewaretoken");
    const report = { fields, at: Date.now(), pressed: performance.now(), page: started };
    await keep(report);
    await send(report);
  });

  const resume = async () => {
    const report = await kept();
    if (report) await send(report);
  };
  window.addEventListener("online", resume);
  resume();
})();

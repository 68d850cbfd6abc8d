// What was typed into a form with data-keep="NAME" stays on this device until the server has taken it: through a failed
// submit, a lost connection, a restart. It comes back with a notice and a button to discard it. Passwords, files and
// fields with data-keep-not are never kept. The server confirms with a cookie that names what it took (see keep.py).
(() => {
  const ROOT = "kokoroe.keep:";
  const FIELD = "_kept";
  const COOKIE = "taken-";
  const FORGET_AFTER = 14 * 24 * 3600 * 1000;
  const PAUSE = 300;
  const say = document.body.dataset;

  const read = (key) => {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  };
  const write = (key, kept) => {
    try {
      localStorage.setItem(key, JSON.stringify(kept));
    } catch {
      // A full or closed storage keeps nothing; the form works as it does without this script.
    }
  };
  const remove = (key) => {
    try {
      localStorage.removeItem(key);
    } catch {
      // See write.
    }
  };
  const keys = () => {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(ROOT));
    } catch {
      return [];
    }
  };

  const keyOf = (form) => `${ROOT}${say.user || "-"}:${form.dataset.keep}`;
  const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");

  const isKept = (field) =>
    field.name &&
    field.name !== FIELD &&
    field.name !== "csrfmiddlewaretoken" &&
    !field.disabled &&
    !["password", "file", "hidden", "submit", "button", "reset", "image"].includes(field.type) &&
    !["current-password", "new-password", "one-time-code"].includes(field.autocomplete) &&
    !("keepNot" in field.dataset);
  const isChoice = (field) => field.type === "checkbox" || field.type === "radio";
  const valueOf = (field) => {
    if (isChoice(field)) return field.checked;
    if (field.multiple) return Array.from(field.selectedOptions, (option) => option.value);
    return field.value;
  };

  // A name may stand for several fields: a choice is told by its value, the others by their order.
  const named = (form) => {
    const counts = new Map();
    return Array.from(form.elements).filter(isKept).map((field) => {
      if (isChoice(field)) return [`${field.name}=${field.value}`, field];
      const count = counts.get(field.name) || 0;
      counts.set(field.name, count + 1);
      return [`${field.name}#${count}`, field];
    });
  };
  const snapshot = (form) => Object.fromEntries(named(form).map(([name, field]) => [name, valueOf(field)]));
  const fill = (form, values) => {
    for (const [name, field] of named(form)) {
      if (!(name in values)) continue;
      if (isChoice(field)) field.checked = values[name];
      else if (field.multiple) for (const option of field.options) option.selected = values[name].includes(option.value);
      else field.value = values[name];
    }
  };
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  const idField = (form) => {
    let field = form.elements[FIELD];
    if (!field) {
      field = document.createElement("input");
      field.type = "hidden";
      field.name = FIELD;
      form.append(field);
    }
    return field;
  };

  const announce = (form, original) => {
    const notice = document.createElement("div");
    notice.className = "kept";
    notice.setAttribute("role", "status");
    const words = document.createElement("span");
    words.textContent = say.sayRestored;
    const discard = document.createElement("button");
    discard.type = "button";
    discard.className = "button button-quiet button-small";
    discard.textContent = say.sayDiscard;
    discard.addEventListener("click", () => {
      remove(keyOf(form));
      fill(form, original);
      idField(form).value = "";
      words.textContent = say.sayDiscarded;
      discard.remove();
    });
    notice.append(words, discard);
    form.prepend(notice);
  };

  const watch = (form) => {
    if ("keepWatched" in form.dataset) return;
    form.dataset.keepWatched = "";
    const key = keyOf(form);
    const original = snapshot(form);
    const kept = read(key);
    // A form that the server sent back with errors (or data-keep-newer) holds what was sent; it is newer than what is kept.
    const newer = "keepNewer" in form.dataset || form.querySelector("[aria-invalid=true], .summary");
    if (kept && !newer && !same(kept.values, original)) {
      fill(form, kept.values);
      idField(form).value = kept.id;
      announce(form, original);
    }
    let timer = 0;
    const keep = () => {
      clearTimeout(timer);
      timer = 0;
      const id = newId();
      idField(form).value = id;
      write(key, { id, at: Date.now(), values: snapshot(form) });
    };
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(keep, PAUSE);
    };
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    form.addEventListener("submit", keep);
    window.addEventListener("pagehide", () => timer && keep());
  };

  const forgetTaken = () => {
    const taken = document.cookie.split("; ").filter((pair) => pair.startsWith(COOKIE)).map((pair) => pair.slice(COOKIE.length).split("=")[0]);
    for (const key of keys()) {
      const kept = read(key);
      if (!kept || taken.includes(kept.id) || Date.now() - kept.at > FORGET_AFTER) remove(key);
    }
    for (const id of taken) document.cookie = `${COOKIE}${id}=; path=/; max-age=0; samesite=lax`;
  };

  const look = () => {
    forgetTaken();
    document.querySelectorAll("form[data-keep]").forEach(watch);
  };
  look();
  window.addEventListener("pageshow", (event) => event.persisted && forgetTaken());
  document.addEventListener("htmx:after:swap", look);
})();

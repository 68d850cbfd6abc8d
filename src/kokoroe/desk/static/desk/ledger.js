// The ledger's checkpoint as this browser saw it last: what is shown now must continue it (RFC 6962, 2.1.2).
//
// Weaker than a witness, and the page says so: whoever serves the page serves this script, the signature is not looked
// at, and what was seen goes with the browser's storage. It finds an older database, a truncation and a fork all the same.
(() => {
  "use strict";
  const panel = document.querySelector("[data-ledger-seen]");
  if (!panel) return;
  const { origin, size, root, growth } = panel.dataset;
  const now = { origin, size: Number(size), root };
  const key = `kokoroe-ledger:${origin.replace(/\/e[0-9]+$/, "")}`;

  const say = (name, values = {}) => {
    for (const each of panel.querySelectorAll("[data-says]")) each.hidden = each.dataset.says !== name;
    for (const [what, value] of Object.entries(values)) {
      for (const each of panel.querySelectorAll(`[data-says="${name}"] [data-value="${what}"]`)) each.textContent = value;
    }
  };

  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(key) ?? "null");
    } catch {
      return null;
    }
  };

  const remember = (seen) => {
    try {
      localStorage.setItem(key, JSON.stringify(seen));
    } catch {
      // A browser that keeps nothing sees each time for the first time.
    }
  };

  const bytes = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const text = (hash) => btoa(String.fromCharCode(...hash));
  const node = async (left, right) => {
    const joined = new Uint8Array(1 + left.length + right.length);
    joined[0] = 1;
    joined.set(left, 1);
    joined.set(right, 1 + left.length);
    return new Uint8Array(await crypto.subtle.digest("SHA-256", joined));
  };

  // The largest power of two below `count`.
  const split = (count) => {
    let half = 1;
    while (half * 2 < count) half *= 2;
    return half;
  };

  const ranges = (old, count) => {
    let [first, end, whole] = [0, count, true];
    const found = [];
    while (old !== end) {
      const middle = first + split(end - first);
      if (old <= middle) {
        found.push([middle, end]);
        end = middle;
      } else {
        found.push([first, middle]);
        first = middle;
        whole = false;
      }
    }
    if (!whole) found.push([first, end]);
    return found.reverse();
  };

  const continues = async (seen, grown, hashes) => {
    const parts = ranges(seen.size, grown.size);
    if (parts.length !== hashes.length) return false;
    let at = 0;
    let before = bytes(seen.root);
    let made = before;
    if (parts.length && parts[0][1] <= seen.size) {
      before = made = bytes(hashes[0]);
      at = 1;
    }
    for (; at < parts.length; at += 1) {
      const other = bytes(hashes[at]);
      if (parts[at][1] <= seen.size) {
        before = await node(other, before);
        made = await node(other, made);
      } else {
        made = await node(made, other);
      }
    }
    return text(before) === seen.root && text(made) === grown.root;
  };

  const grownSince = async (seen) => {
    const answer = await fetch(`${growth}?old=${seen.size}`, { credentials: "same-origin" });
    if (!answer.ok) return null;
    const [proof, ...note] = (await answer.text()).split("\n\n");
    const [, ...hashes] = proof.split("\n");
    const [name, count, head] = note[0].split("\n");
    const grown = { origin: name, size: Number(count), root: head };
    return name === seen.origin && (await continues(seen, grown, hashes)) ? grown : null;
  };

  const look = async () => {
    const seen = read();
    const values = { size: String(now.size), before: seen ? String(seen.size) : "" };
    if (!seen) {
      remember(now);
      return say("first", values);
    }
    if (seen.origin !== now.origin) return say("epoch", values);
    if (now.size === seen.size) return say(now.root === seen.root ? "same" : "refused", values);
    if (now.size < seen.size) return say("refused", values);
    if (!globalThis.crypto?.subtle) return say("unable", values);
    const grown = await grownSince(seen);
    if (!grown) return say("refused", values);
    remember(grown);
    return say("grown", { ...values, size: String(grown.size) });
  };

  panel.querySelector("[data-ledger-accept]")?.addEventListener("click", () => {
    remember(now);
    say("first", { size: String(now.size) });
  });
  look().catch(() => say("unable"));
})();

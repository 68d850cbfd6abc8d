// Passkeys (WebAuthn). A form with data-passkey="get" or "create" asks the server at data-options what to ask the
// browser for, and goes out with the browser's answer in its field `credential`. Without the browser's help it stays.
(() => {
  const failed = document.querySelector("[data-passkey-failed]");
  const possible = document.querySelector("[data-passkey-possible]");
  if (window.PublicKeyCredential && possible) possible.hidden = false;

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const understood = ({ publicKey }) => {
    const asked = { ...publicKey, challenge: bytes(publicKey.challenge) };
    if (asked.user) asked.user = { ...asked.user, id: bytes(asked.user.id) };
    if (asked.allowCredentials) asked.allowCredentials = named(asked.allowCredentials);
    if (asked.excludeCredentials) asked.excludeCredentials = named(asked.excludeCredentials);
    return asked;
  };

  const answer = (credential) => {
    const { response } = credential;
    const said = { clientDataJSON: text(response.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (response[name]) said[name] = text(response[name]);
    }
    if (response.getTransports) said.transports = response.getTransports();
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response: said,
      clientExtensionResults: credential.getClientExtensionResults(),
    });
  };

  const say = (word) => {
    failed.querySelector("p").textContent = failed.dataset[word];
    failed.hidden = false;
  };

  const reason = (error) =>
    ({ NotAllowedError: "sayCancelled", AbortError: "sayCancelled", InvalidStateError: "sayKnown", NotSupportedError: "sayUnable", SecurityError: "sayUnable" })[error.name] ||
    "sayFailed";

  const ask = async (form) => {
    if (!window.PublicKeyCredential) return say("sayUnable");
    failed.hidden = true;
    try {
      const token = form.elements.csrfmiddlewaretoken.value;
      const response = await fetch(form.dataset.options, { method: "POST", headers: { "X-CSRFToken": token } });
      if (!response.ok) throw new Error(`${response.status}`);
      const publicKey = understood(await response.json());
      const made = form.dataset.passkey === "create" ? await navigator.credentials.create({ publicKey }) : await navigator.credentials.get({ publicKey });
      form.elements.credential.value = answer(made);
      form.dataset.answered = "";
      form.requestSubmit();
    } catch (error) {
      say(reason(error));
    }
  };

  // Before once.js, which closes a form at its first submit: this one goes out only with an answer in it.
  window.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!form.dataset.passkey) return;
      if ("answered" in form.dataset) {
        delete form.dataset.answered;
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      ask(form);
    },
    true,
  );
})();

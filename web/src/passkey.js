// Passkeys: asks the server what to ask, asks the browser, brings back what it answered. Without this script, or in a
// browser without passkeys, what belongs to them stays hidden.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

// The fields that are bytes; on the way they are text.
function question({ publicKey }) {
  const listed = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));
  const asked = { ...publicKey, challenge: bytes(publicKey.challenge) };
  if (asked.user) asked.user = { ...asked.user, id: bytes(asked.user.id) };
  for (const name of ["excludeCredentials", "allowCredentials"]) if (asked[name]) asked[name] = listed(asked[name]);
  return { publicKey: asked };
}

function answer(credential) {
  const response = {};
  for (const name of ["attestationObject", "authenticatorData", "clientDataJSON", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  const transports = credential.response.getTransports?.();
  if (transports) response.transports = transports;
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response, extensions: {} });
}

async function send(path, fields) {
  const response = await fetch(path, { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams(fields) });
  const told = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(told.detail ?? "Máy chủ không trả lời. Mời thử lại.");
  return told;
}

async function run(form) {
  const fields = new FormData(form);
  const path = form.dataset.passkey;
  const asked = question(await send(`${path}/bat-dau`, fields));
  const credential = await ("passkeyNew" in form.dataset ? navigator.credentials.create(asked) : navigator.credentials.get(asked));
  fields.delete("mat-khau");
  fields.set("khoa", answer(credential));
  location.assign((await send(`${path}/xong`, fields)).href);
}

if (window.PublicKeyCredential) {
  document.querySelectorAll("[data-passkey-none]").forEach((none) => { none.hidden = true; });
  document.querySelectorAll("[data-passkey]").forEach((form) => {
    const say = form.querySelector("[data-passkey-say]");
    const button = form.querySelector("button[type=submit]");
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      event.stopPropagation();
      if (button.disabled) return;
      say.textContent = "";
      button.disabled = true;
      try {
        await run(form);
      } catch (error) {
        // Browsers tell little about why, on purpose: nobody should learn which keys there are.
        const given = error instanceof DOMException;
        say.textContent = given && error.name === "InvalidStateError" ? "Máy này đã có khóa truy cập của bạn." : given ? "Chưa dùng được khóa truy cập: bạn đã bấm hủy, quá lâu, hoặc máy này không có khóa." : error.message;
      } finally {
        button.disabled = false;
      }
    });
  });
}

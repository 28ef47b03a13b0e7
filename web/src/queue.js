// The queue of what was written without a network: kept in IndexedDB before anything is sent, sent in order, counted
// once by the server through its Idempotency-Key.

const NAME = "loa";
const STORE = "queue";

function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function inStore(mode, work) {
  const db = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = db.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? request.error);
    });
  } finally {
    db.close();
  }
}

export const put = (item) => inStore("readwrite", (store) => store.put(item));
export const remove = (id) => inStore("readwrite", (store) => store.delete(id));
export const all = async () => (await inStore("readonly", (store) => store.getAll())).sort((a, b) => a.t - b.t);
export const of = async (owner) => (await all()).filter((item) => item.owner === owner);

// Old browsers have no crypto.randomUUID, but all have randomness.
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export function bodyOf(item) {
  const form = new FormData();
  // Two arguments for a text: a third one, even undefined, is refused.
  for (const [name, value] of item.fields) form.append(name, value);
  for (const [name, blob, file] of item.blobs) form.append(name, blob, file);
  return form;
}

export const size = (item) => item.blobs.reduce((sum, [, blob]) => sum + blob.size, 0);

// Sends one item. Gives "sent", "refused" (the item says why and stays), "signin" or "later".
export async function send(item, fetcher = fetch) {
  let response;
  try {
    response = await fetcher(item.url, {
      method: "POST",
      body: bodyOf(item),
      headers: { "Idempotency-Key": item.id, Accept: "application/json" },
      redirect: "manual",
      credentials: "same-origin",
    });
  } catch {
    return later(item);
  }
  if (response.status === 200 || response.status === 201) {
    const told = await response.json().catch(() => null);
    // An answer that was cut off proves nothing; the key makes asking again harmless.
    if (!told) return later(item);
    await remove(item.id);
    return { state: "sent", code: told.code, href: told.href };
  }
  if (response.status === 401 || response.status === 403 || response.type === "opaqueredirect" || response.redirected) {
    return { state: "signin" };
  }
  if (response.status >= 400 && response.status < 500 && ![408, 409, 425, 429].includes(response.status)) {
    const told = await response.json().catch(() => ({}));
    item.refused = told.problems ?? [{ field: "", message: told.detail ?? `Máy chủ không nhận (mã ${response.status}).` }];
    await put(item);
    return { state: "refused" };
  }
  return later(item);
}

async function later(item) {
  item.tries = (item.tries ?? 0) + 1;
  await put(item);
  return { state: "later" };
}

let running = null;

// Sends what the owner has, oldest first; stops at the first one that must wait, so that the order stays.
export function flush(owner, heard = () => {}, fetcher = fetch) {
  running ??= (async () => {
    try {
      for (const item of await of(owner)) {
        if (item.refused) continue;
        const outcome = await send(item, fetcher);
        heard(outcome, item);
        if (outcome.state === "later" || outcome.state === "signin") return outcome.state;
      }
      return "done";
    } finally {
      running = null;
    }
  })();
  return running;
}

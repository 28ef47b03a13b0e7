// The queue of what was written without a network: kept in IndexedDB before anything is sent, sent in order, counted
// once by the server through its Idempotency-Key. Knows no page, so the service worker uses it too.

const QUEUE = "queue";
const FACTS = "facts";
const LOCK = "loa-queue";
/// After so many tries a server that fails at one item may not hold up those behind it.
const PATIENCE = 5;

function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("loa", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(QUEUE, { keyPath: "n", autoIncrement: true });
      request.result.createObjectStore(FACTS);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

// `work` returns a request, whose result is given once the transaction is on the disk.
async function inStore(name, mode, work) {
  const db = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = db.transaction(name, mode, { durability: "strict" });
      const request = work(transaction.objectStore(name));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? request.error);
    });
  } finally {
    db.close();
  }
}

/// Keeps an item, in the place of an earlier one where `instead` names it; gives its number.
export const add = (item, instead) =>
  inStore(QUEUE, "readwrite", (store) => {
    if (instead) store.delete(instead);
    return store.add(item);
  });
export const remove = (n) => inStore(QUEUE, "readwrite", (store) => store.delete(n));
/// Every item of every person on this machine, oldest first.
export const all = () => inStore(QUEUE, "readonly", (store) => store.getAll());
export const of = async (owner) => (await all()).filter((item) => item.owner === owner);

/// Notes something on an item, unless it was deleted meanwhile.
export const change = (n, more) =>
  inStore(QUEUE, "readwrite", (store) => {
    const request = store.get(n);
    request.onsuccess = () => request.result && store.put({ ...request.result, ...more });
    return request;
  });

/// Who is signed in, for the service worker; nobody after signing out.
export const setOwner = (owner) => inStore(FACTS, "readwrite", (store) => store.put(owner, "owner"));
export const owner = () => inStore(FACTS, "readonly", (store) => store.get("owner"));

/// Bytes of photos and files.
export const size = (item) => item.blobs.reduce((sum, [, blob]) => sum + blob.size, 0);

// Old browsers have no crypto.randomUUID, but all have randomness.
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export function bodyOf(item) {
  const form = new FormData();
  // Two arguments for a text: with a third one, even undefined, browsers throw.
  for (const [name, value] of item.fields) form.append(name, value);
  for (const [name, blob, file] of item.blobs) form.append(name, blob, file);
  return form;
}

// "sent", "signin" (the owner must sign in), "denied" (not theirs any more; it holds up nothing else), "refused" (the item
// keeps the reasons), "silent" (no answer) or "later".
async function send(item, fetcher) {
  const patience = new AbortController();
  // A minute, and as long as the photos need at 2 kB/s.
  const timer = setTimeout(() => patience.abort(), 60_000 + size(item) / 2);
  try {
    const response = await fetcher(item.url, {
      method: "POST",
      body: bodyOf(item),
      headers: { Accept: "application/json", "Idempotency-Key": item.id, "Loa-Person": item.owner },
      redirect: "manual",
      credentials: "same-origin",
      signal: patience.signal,
    });
    // An answer that is cut off, or comes from somebody else's sign-in page for the network, is no answer.
    const told = await response.json().catch(() => null);
    return judged(response, told ?? {});
  } catch {
    return { state: "silent" };
  } finally {
    clearTimeout(timer);
  }
}

function judged({ status, type }, told) {
  if (status === 200 || status === 201) {
    return told.code ? { state: "sent", code: told.code, href: told.href, sentence: told.sentence } : { state: "silent" };
  }
  if (type === "opaqueredirect" || (status >= 300 && status < 400) || status === 401) return { state: "signin" };
  if (status === 403) return { state: "denied" };
  if (status >= 400 && status < 500 && ![408, 409, 425, 429].includes(status)) {
    const problems = told.problems?.length ? told.problems : [{ field: "", message: told.detail ?? `Máy chủ không nhận (mã ${status}).` }];
    return { state: "refused", problems };
  }
  return { state: "later" };
}

async function inOrder(owner, heard, fetcher) {
  let end = "done";
  for (const item of await of(owner)) {
    if (item.problems) continue;
    const outcome = await send(item, fetcher);
    const { state } = outcome;
    if (state === "sent") await remove(item.n);
    else if (state === "refused") await change(item.n, { problems: outcome.problems, tries: item.tries + 1 });
    else if (state !== "signin") await change(item.n, { tries: item.tries + 1 });
    heard(outcome, item);
    if (state === "signin" || state === "silent") return state;
    if (state === "denied") end = state;
    if (state === "later") {
      end = state;
      if (item.tries + 1 < PATIENCE) return end;
    }
  }
  return end;
}

let running = null;

/// Sends what a person has, oldest first; whatever must wait stays, and those behind it wait too. Gives "done",
/// "signin", "denied", "silent", "later", or "busy" when another tab is at it. `heard(outcome, item)` is told of each item.
export function flush(owner, heard = () => {}, fetcher = fetch) {
  const work = () => inOrder(owner, heard, fetcher);
  const locks = globalThis.navigator?.locks;
  running ??= (locks ? locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? work() : "busy")) : work()).finally(() => {
    running = null;
  });
  return running;
}

// Keeps the officer's pages for the time without a network. Pages come from the network first; styles and scripts,
// whose names change with their content, from the cache.
const CACHE = `loa-${SHELL.join("").replace(/[^a-z0-9]/g, "")}`;
const PAGES = ["/viec", "/ghi", "/cho-gui"];

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL)));
});

addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))));
  event.waitUntil(old.then(() => clients.claim()).then(keepPages));
});

// The pages as they are for the person who is signed in.
async function keepPages() {
  const cache = await caches.open(CACHE);
  await Promise.all(PAGES.map((page) => fetch(page, { credentials: "same-origin" }).then((response) => kept(cache, page, response)).catch(() => {})));
}

function kept(cache, page, response) {
  if (response.ok && !response.redirected) return cache.put(page, response.clone());
}

async function page(request, path) {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (PAGES.includes(path)) await kept(cache, path, response);
    return response;
  } catch (error) {
    const found = PAGES.includes(path) ? await cache.match(path) : undefined;
    if (found) return found;
    if (PAGES.includes(path)) throw error;
    return (await cache.match("/cho-gui")) ?? Promise.reject(error);
  }
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (url.pathname === "/dang-xuat") {
    // The next person at this phone must not read these pages; what waits to be sent stays.
    event.waitUntil(caches.open(CACHE).then((cache) => Promise.all(PAGES.map((path) => cache.delete(path)))));
    return;
  }
  if (request.method !== "GET") return;
  if (url.pathname.startsWith("/tinh/")) {
    event.respondWith(caches.match(request).then((found) => found ?? fetch(request)));
  } else if (request.mode === "navigate") {
    event.respondWith(page(request, url.pathname));
  }
});

addEventListener("sync", (event) => {
  if (event.tag !== "loa-queue") return;
  event.waitUntil(clients.matchAll().then((open) => open.forEach((client) => client.postMessage("flush"))));
});

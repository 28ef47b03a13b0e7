// Keeps the officer's pages for the time without a network. Pages come from the network first; styles and scripts,
// whose names change with their content, from what is kept. What waits to be sent lies elsewhere and is never touched.
import { flush, owner, setOwner } from "./queue.js";

const CACHE = `loa-${SHELL.map((path) => path.match(/-(\w+)\.\w+$/)[1]).join("")}`;
const PAGES = ["/viec", "/ghi", "/cho-gui"];
/// A line that does not answer within this time is as good as none, when there is a page to show.
const PATIENCE_MS = 6000;

const keptPages = async (act) => {
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const path of PAGES) await act(cache, path);
  }
};
const forget = () => keptPages((cache, path) => cache.delete(path));

// Keeps a page as one person saw it, without the sentence that belongs to one moment.
async function keep(path, response) {
  if (!response.ok || response.redirected) return;
  const text = await response.clone().text();
  const person = text.match(/data-person="([^"]*)"/)?.[1];
  if (!person || text.includes("data-flash")) return;
  await keptPages(async (cache, other) => {
    const kept = await cache.match(other);
    if (kept && !(await kept.text()).includes(`data-person="${person}"`)) await cache.delete(other);
  });
  await (await caches.open(CACHE)).put(path, response.clone());
}

// Gets the pages that are not there. Those kept by an earlier version need its styles, so both go together once this
// version has every page.
async function complete() {
  const cache = await caches.open(CACHE);
  const absent = async () => (await Promise.all(PAGES.map(async (path) => ((await cache.match(path)) ? "" : path)))).filter(Boolean);
  for (const path of await absent()) await fetch(path).then((response) => keep(path, response)).catch(() => {});
  if ((await absent()).length === 0) for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
}

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL)));
});

addEventListener("activate", (event) => event.waitUntil(clients.claim().then(complete)));

const kept = async (path) => (await (await caches.open(CACHE)).match(path)) ?? caches.match(path);

function without() {
  const links = [["/viec", "Việc của tôi"], ["/ghi", "Ghi một việc đã làm"], ["/cho-gui", "Chờ gửi"]];
  const list = links.map(([href, label]) => `<li><a class="govuk-link" href="${href}">${label}</a></li>`).join("");
  const page = `<!doctype html><html lang="vi" class="govuk-template"><head><meta charset="utf-8"><title>Chưa có mạng</title><meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="${SHELL[0]}"></head><body class="govuk-template__body"><main class="govuk-width-container govuk-main-wrapper"><h1 class="govuk-heading-l">Chưa có mạng</h1><p class="govuk-body">Trang này cần mạng. Không có mạng vẫn mở được:</p><ul class="govuk-list govuk-list--bullet">${list}</ul></main></body></html>`;
  return new Response(page, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
}

async function page(event) {
  const { pathname, search } = new URL(event.request.url);
  const mine = PAGES.includes(pathname);
  const saved = mine && (await kept(pathname));
  const answer = fetch(event.request);
  if (mine && search === "") event.waitUntil(answer.then((response) => keep(pathname, response.clone())).then(complete).catch(() => {}));
  const late = new Promise((resolve) => saved && setTimeout(resolve, PATIENCE_MS, saved));
  return Promise.race([answer, late]).catch(() => saved || without());
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (url.pathname === "/dang-xuat") {
    // The next person at this phone must not read these pages; what waits to be sent stays.
    event.waitUntil(Promise.all([forget(), setOwner("")]));
  } else if (request.method !== "GET") {
    return;
  } else if (url.pathname.startsWith("/tinh/")) {
    event.respondWith(caches.match(request).then((found) => found ?? fetch(request)));
  } else if (request.mode === "navigate") {
    event.respondWith(page(event));
  }
});

// The browser says that there is a network, also when no page is open.
addEventListener("sync", (event) => {
  if (event.tag !== "loa-queue") return;
  const work = async () => {
    const person = await owner();
    if (!person) return;
    const end = await flush(person);
    for (const client of await clients.matchAll()) client.postMessage("flushed");
    // A failed wait makes the browser ask again later.
    if (end === "silent" || end === "later") throw new Error(end);
  };
  event.waitUntil(work());
});

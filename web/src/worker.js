// Keeps the officer's pages for the time without a network. Pages come from the network first; styles and scripts,
// whose names change with their content, from what is kept. What waits to be sent lies elsewhere and is never touched.
import { flush, owner, setOwner } from "./queue.js";

const CACHE = `loa-${SHELL.map((path) => path.match(/-(\w+)\.\w+$/)[1]).join("")}`;
const PAGES = ["/viec", "/ghi", "/cho-gui"];
// Pages of whoever inspects: kept once they were opened or listed, since nobody else has them.
const VISITS = /^\/kiem-tra(\/[0-9a-z]+(\/phieu)?)?$/;
const isVisit = (path) => VISITS.test(path) && !/^\/kiem-tra\/(phat-hien|cau-hoi|chuong-trinh)$/.test(path);
/// Pages of visits that are kept; the ones kept longest ago go.
const MOST_VISITS = 30;
/// A line that does not answer within this time is as good as none, when there is a page to show.
const PATIENCE_MS = 6000;

const pathOf = (request) => new URL(request.url).pathname;
const isPage = (path) => PAGES.includes(path) || isVisit(path);

const keptPages = async (act) => {
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) if (isPage(pathOf(request))) await act(cache, pathOf(request));
  }
};
// Counts sign-outs: what was asked for before one is not kept after it.
let era = 0;
const forget = () => (era++, keptPages((cache, path) => cache.delete(path)));
const isOf = (text, person) => text.includes(`data-person="${person}"`);

// Keeps a page as one person saw it, without the sentence that belongs to one moment.
async function keep(path, response, since) {
  if (!response.ok || response.redirected) return;
  const text = await response.clone().text();
  const person = text.match(/data-person="([^"]*)"/)?.[1];
  if (!person || text.includes("data-flash") || since !== era) return;
  await keptPages(async (cache, other) => {
    const kept = await cache.match(other);
    if (kept && !isOf(await kept.text(), person)) await cache.delete(other);
  });
  const cache = await caches.open(CACHE);
  // A visit that is kept anew goes behind the others.
  if (isVisit(path)) await cache.delete(path);
  await cache.put(path, response.clone());
  if (isVisit(path) && !(await cache.match(SHEET))) await cache.add(SHEET).catch(() => {});
}

// The checklists that a list of visits leads to; a page without them loses nothing.
async function keepListed(response, since) {
  const text = await response.text();
  const listed = [...text.matchAll(/data-keep href="([^"]+)"/g)].map(([, path]) => path).filter(isVisit);
  for (const path of listed.slice(0, MOST_VISITS)) if (!(await kept(path))) await renew(path, since);
}

async function trim() {
  const cache = await caches.open(CACHE);
  const visits = (await cache.keys()).map(pathOf).filter((path) => isVisit(path) && path !== "/kiem-tra");
  for (const path of visits.slice(0, Math.max(0, visits.length - MOST_VISITS))) await cache.delete(path);
}

// Gets the pages that are not there. Those kept by an earlier version need its styles, so both go together once this
// version has every page that the person may open.
async function complete(since = era) {
  const cache = await caches.open(CACHE);
  const wanted = new Set(PAGES);
  await keptPages((_, path) => wanted.add(path));
  let whole = true;
  for (const path of wanted) {
    if (await cache.match(path)) continue;
    const response = await fetch(path).catch(() => null);
    if (response) await keep(path, response, since).catch(() => {});
    // Refused, or led to another page: not theirs, or gone. Where signing in is what is missing they may be again.
    const led = response?.redirected && !/^\/(dang-nhap|tai-khoan)/.test(pathOf(response));
    const notTheirs = led || [403, 404].includes(response?.status);
    if (!notTheirs && !(await cache.match(path))) whole = false;
  }
  if (whole) for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
  await trim();
}

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL)));
});

addEventListener("activate", (event) => event.waitUntil(clients.claim().then(() => complete())));

const kept = async (path) => (await (await caches.open(CACHE)).match(path)) ?? caches.match(path);

// A kept page, unless somebody else is signed in by now.
async function theirs(path) {
  const page = await kept(path);
  return page && isOf(await page.clone().text(), await owner().catch(() => "")) && page;
}

async function without() {
  const all = [["/viec", "Việc của tôi"], ["/ghi", "Ghi một việc đã làm"], ["/kiem-tra", "Kiểm tra"], ["/cho-gui", "Chờ gửi"]];
  const there = await Promise.all(all.map(([path]) => theirs(path)));
  const links = all.filter((_, at) => there[at]);
  const list = links.map(([href, label]) => `<li><a class="govuk-link" href="${href}">${label}</a></li>`).join("");
  const page = `<!doctype html><html lang="vi" class="govuk-template"><head><meta charset="utf-8"><title>Chưa có mạng</title><meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="${SHELL[0]}"></head><body class="govuk-template__body"><main class="govuk-width-container govuk-main-wrapper"><h1 class="govuk-heading-l">Chưa có mạng</h1><p class="govuk-body">Trang này cần mạng. Không có mạng vẫn mở được:</p><ul class="govuk-list govuk-list--bullet">${list}</ul></main></body></html>`;
  return new Response(page, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
}

async function page(event) {
  const { pathname, search } = new URL(event.request.url);
  const mine = isPage(pathname);
  const since = era;
  const saved = mine && (await theirs(pathname));
  const answer = fetch(event.request);
  if (mine && search === "") event.waitUntil(answer.then(async (response) => {
    const copy = response.clone();
    await keep(pathname, copy, since);
    if (isVisit(pathname) && copy.ok) await keepListed(copy, since);
    await complete(since);
  }).catch(() => {}));
  const late = new Promise((resolve) => saved && setTimeout(resolve, PATIENCE_MS, saved));
  return Promise.race([answer, late]).catch(() => saved || without());
}

// A checklist whose answers have arrived: what is kept of it must show them.
async function renew(path, since = era) {
  if (!isVisit(path)) return;
  await fetch(path).then((response) => keep(path, response, since)).catch(() => {});
}

addEventListener("message", (event) => event.data?.renew && event.waitUntil(renew(event.data.renew)));

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
    const arrived = new Set();
    const end = await flush(person, (outcome, item) => outcome.state === "sent" && arrived.add(item.page));
    for (const path of arrived) await renew(path);
    for (const client of await clients.matchAll()) client.postMessage("flushed");
    // A failed wait makes the browser ask again later.
    if (end === "silent" || end === "later") throw new Error(end);
  };
  event.waitUntil(work());
});

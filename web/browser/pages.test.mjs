// Every page that a person can reach: accessible, valid, light, without sideways scrolling, at both widths.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { after, before, test } from "node:test";
import { atBothWidths, valid, weighed } from "./checks.mjs";
import { browser, demo, signedIn } from "./demo.mjs";

const PEOPLE = ["dieuphoi", "canbo", "quantri", "lanhdao", "kiemtra"];
// Bytes over the wire on a first visit; the hard limits of officers' pages and of the board.
const BUDGET = { "/bang-dieu-hanh": 120_000 };
const USUAL = 100_000;
const MOST_REQUESTS = 10;
// Pages looked at for each person; addresses of the same shape count once.
const MOST_PAGES = 40;
const shape = (path) => path.replace(/\/[0-9a-z]{11,13}(?=\/|$)/g, "/…");
const shots = process.env.LOA_SHOTS;

let site, chrome;
before(async () => {
  site = await demo();
  chrome = await browser();
  if (shots) await mkdir(shots, { recursive: true });
});
after(async () => {
  await chrome?.close();
  await site?.stop();
});

for (const login of PEOPLE) {
  test(`pages of ${login}`, { timeout: 600_000 }, async () => {
    const page = await signedIn(chrome, site.address, login, { viewport: { width: 360, height: 740 } });
    const answers = [];
    page.on("response", (response) => { if (response.status() >= 500) answers.push(`${response.status()} ${response.url()}`); });
    page.on("pageerror", (error) => answers.push(`script: ${error.message}`));
    page.on("console", (message) => { if (message.type() === "error") answers.push(`console: ${message.text()}`); });
    const open = [new URL(page.url()).pathname, "/dang-nhap", "/phien"];
    const seen = new Map();
    const told = [];
    while (open.length > 0 && seen.size < MOST_PAGES) {
      const path = open.shift();
      if (seen.has(shape(path))) continue;
      const response = await page.goto(path, { waitUntil: "load" });
      seen.set(shape(path), path);
      const type = response?.headers()["content-type"] ?? "";
      if (!response || !type.startsWith("text/html")) continue;
      if (response.status() !== 200) told.push(`${path}: answers ${response.status()}`);
      told.push(...(await atBothWidths(page, path, `${login}${shape(path).replaceAll("/", "_").replace(/[?&=].*/, "")}`)));
      for (const problem of await valid(page, path)) told.push(`${path}: ${problem}`);
      const links = await page.$$eval("a[href^='/']", (all) => all.map((link) => link.getAttribute("href").split("#")[0]));
      open.push(...links.filter((href) => href && !/\.(xlsx|ics|csv|docx|pdf)(\?|$)|^\/tep\//.test(href) && !href.includes("?")));
    }
    for (const path of [...seen.values()].slice(0, 12)) {
      const { bytes, requests } = await weighed(page, path);
      if (bytes > (BUDGET[path] ?? USUAL)) told.push(`${path}: ${bytes} bytes`);
      if (requests > MOST_REQUESTS) told.push(`${path}: ${requests} requests`);
    }
    await page.context().close();
    assert.deepEqual([...told, ...answers], []);
    assert.ok(seen.size >= 3, "there are pages");
  });
}

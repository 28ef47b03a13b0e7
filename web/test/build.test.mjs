// What the program carries: nothing of another's brand, nothing from elsewhere, and light.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { before, test } from "node:test";
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import { execFileSync } from "node:child_process";
import { png } from "../build/mark.mjs";
import { checked, patched } from "../build/styles.mjs";
import { today } from "../src/page.js";

const web = new URL("../", import.meta.url);
const file = (name) => readFileSync(new URL(`dist/${name}`, web));
let manifest;
before(() => {
  execFileSync(process.execPath, ["build.mjs"], { cwd: web });
  manifest = JSON.parse(file("manifest.json"));
});

test("the styles carry no brand of others, load only our own fonts and write no capitals", () => {
  const css = file(manifest["loa.css"]).toString();
  assert.doesNotMatch(css, /GDS|crest|crown/i);
  assert.doesNotMatch(css, /text-transform:\s*uppercase/);
  const loaded = [...css.matchAll(/url\(["']?([^)"']*)/g)].map((found) => found[1]);
  assert.deepEqual(new Set(loaded), new Set(["loa-sans-400.woff2", "loa-sans-700.woff2", "loa-tai-viet.woff2"].map((name) => `/tinh/${manifest[name]}`)));
  assert.match(css, /var\(--loa-font\)/);
  for (const kept of [".govuk-error-summary", ".govuk-summary-list", ".govuk-task-list", ".govuk-details", ".govuk-service-navigation"]) {
    assert.ok(css.includes(kept), kept);
  }
});

test("every class that a page names has its style", () => {
  const css = file(manifest["loa.css"]).toString();
  const pages = new URL("../crates/loa-app/src/", web);
  const html = readdirSync(pages, { recursive: true }).filter((name) => name.endsWith(".html")).map((name) => readFileSync(new URL(name, pages), "utf8"));
  const named = new Set(html.flatMap((text) => text.replace(/\{#[^]*?#\}/g, "").match(/\b(loa|govuk)-[a-z][a-z-]*(?:(?:__|--)[a-z][a-z0-9-]*)*/g) ?? []));
  assert.ok(named.size > 50);
  // Hooks of scripts, parts that need no style of their own, and the beginnings of names that a template completes.
  const bare = /^govuk-js-|^govuk-(table__(row|body)|file-upload--error|table__caption--s)$|__reading$|--$|-$/;
  assert.deepEqual([...named].filter((name) => !css.includes(`.${name}`) && !css.includes(`=${name}`) && !bare.test(name)), []);
});

test("a brand that comes back with a new version stops the build", () => {
  for (const css of [".a{font-family:GDS Transport}", ".a{background:url(/assets/images/govuk-crest.svg)}", ".a{background:url(https://example.org/x.png)}", ".a{text-transform:uppercase}"]) {
    assert.throws(() => checked(css, {}), Error, css);
  }
  const theirs = '@font-face{font-family:GDS Transport;src:url(/a.woff2)}.a{font-family:GDS Transport,arial,sans-serif}.govuk-footer__copyright-logo:before{background-image:url(/assets/images/govuk-crest.svg)}.govuk-accordion{a:b}.govuk-header,.govuk-tag{color:red}@media print{.a{font-family:sans-serif}}';
  assert.equal(patched(theirs), ".a{font-family:var(--loa-font)}.govuk-tag{color:red}");
});

test("files stay within their weight", () => {
  const compressed = (name) => file(`${manifest[name]}.gz`).length;
  for (const [name, most] of [["loa.css", 17_000], ["loa.js", 13_000], ["article.js", 96_500], ["officer.js", 2_600], ["form.js", 3_000], ["waiting.js", 2_500], ["worker.js", 3_200]]) {
    assert.ok(compressed(name) <= most, `${name}: ${compressed(name)} bytes, ${most} allowed`);
  }
  // The editor comes to people who write articles alone; as browsers take it over a sealed line.
  assert.ok(file(`${manifest["article.js"]}.br`).length <= 86_000, "article.js");
  for (const [name, most] of [["loa-sans-400.woff2", 12_000], ["loa-sans-700.woff2", 12_500], ["loa-tai-viet.woff2", 9_000]]) {
    assert.ok(file(manifest[name]).length <= most, name);
  }
});

test("every text lies beside its compressed forms, and nothing is there that nobody names", () => {
  const expected = new Set(["manifest.json", ".built"]);
  for (const name of Object.values(manifest)) {
    assert.match(name, /^[a-z0-9-]+-[0-9a-f]{10}\.(css|js|woff2|txt|svg|png|webmanifest)$/);
    expected.add(name);
    if (/\.(woff2|png)$/.test(name)) continue;
    assert.deepEqual(gunzipSync(file(`${name}.gz`)), file(name));
    assert.deepEqual(brotliDecompressSync(file(`${name}.br`)), file(name));
    expected.add(`${name}.gz`).add(`${name}.br`);
  }
  for (const name of readdirSync(new URL("dist", web))) assert.ok(expected.has(name), name);
});

test("a phone that puts Loa on its home screen finds a mark of each size, within the circle that it cuts out", () => {
  const told = JSON.parse(file(manifest["loa.webmanifest"]));
  assert.deepEqual([told.short_name, told.start_url, told.display, told.lang], ["Loa", "/viec", "standalone", "vi"]);
  for (const { src, sizes, type } of told.icons) {
    const bytes = file(src.replace("/tinh/", ""));
    if (type === "image/svg+xml") assert.match(bytes.toString(), /^<svg xmlns[^]*<title>Loa<\/title>/);
    else assert.equal(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`, sizes);
  }
  // Rows are written as they are, so points can be read without a decoder.
  const side = 192;
  const bytes = png(side);
  const rows = inflateSync(bytes.subarray(bytes.indexOf("IDAT") + 4, bytes.indexOf("IEND") - 8));
  const red = (x, y) => rows[y * (side * 3 + 1) + 1 + x * 3];
  const ground = red(0, 0);
  let drawn = 0;
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      if (red(x, y) === ground) continue;
      drawn += 1;
      assert.ok(Math.hypot(x - side / 2, y - side / 2) < side * 0.4, `${x} ${y}`);
    }
  }
  assert.ok(drawn > side * side * 0.1);
});

test("the same sources give the same files", () => {
  const before = file("manifest.json").toString();
  execFileSync(process.execPath, ["build.mjs"], { cwd: web });
  assert.equal(file("manifest.json").toString(), before);
});

test("licences go with what they cover, and the lock file names no address", () => {
  const text = file(manifest["licences.txt"]).toString();
  for (const part of ["Crown Copyright", "prosemirror-view", "micromark-core-commonmark", "Marijn Haverbeke", "Titus Wormer", "Permission is hereby granted", "Be Vietnam Pro Project Authors", "SIL OPEN FONT LICENSE", "The Noto Project Authors"]) {
    assert.ok(text.includes(part), part);
  }
  for (const name of ["loa.css", "loa.js"]) assert.ok(file(manifest[name]).toString().startsWith("/*! Contains govuk-frontend (MIT)"), name);
  assert.ok(existsSync(new URL("package-lock.json", web)));
  assert.doesNotMatch(readFileSync(new URL("package-lock.json", web), "utf8"), /"resolved"|https?:\/\/registry/);
});

test("today is the day in Vietnam, or the day that the page is seen as", () => {
  const evening = Date.UTC(2022, 3, 17, 17, 30);
  assert.equal(today(0, null, evening), "2022-04-18");
  assert.equal(today(-1, null, evening), "2022-04-17");
  assert.equal(today(0, "01/03/2022", evening), "2022-03-01");
  assert.equal(today(-1, "01/03/2022", evening), "2022-02-28");
});

// What people paste into an article, on its way to the public: from Word, and from LibreOffice, which then reads what became of it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";
import { validText } from "./checks.mjs";
import { browser, demo, signedIn } from "./demo.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const PLAN = here("../../examples/song-ma-2022/ke-hoach.docx");
const WORD = here("pasted/word.html");
// Of the machine on which somebody copied.
const TRACES = /LoThiHuong|C:\/Users|file:|urn:schemas|mso-|Mso|HYPERLINK|0912345678|o:p|supportLists/;

let site, chrome, writer, desk, folder;
before(async () => {
  folder = await mkdtemp(`${tmpdir()}/loa-pasted-`);
  site = await demo();
  chrome = await browser();
  writer = await signedIn(chrome, site.address, "canbo", { viewport: { width: 1280, height: 900 } });
  desk = await signedIn(chrome, site.address, "dieuphoi", { viewport: { width: 1280, height: 900 } });
});
after(async () => {
  await chrome?.close();
  await site?.stop();
  if (folder) await rm(folder, { recursive: true });
});

const hasLibreOffice = () => {
  try {
    execFileSync("soffice", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};
const unless = process.env.CI === "true" || hasLibreOffice() ? false : "LibreOffice is missing";

// A file as LibreOffice writes it in another form.
async function converted(file, form, ending) {
  execFileSync("soffice", [`-env:UserInstallation=file://${folder}/profile`, "--headless", "--convert-to", form, "--outdir", folder, file], { stdio: "ignore", timeout: 120_000 });
  return readFile(`${folder}/${file.split("/").pop().replace(/\.[a-z]+$/, "")}.${ending}`, "utf8");
}

const pressed = (page, name) => Promise.all([page.waitForNavigation(), page.getByRole("button", { name, exact: true }).first().click()]);

// Somebody pastes into the field: as the browser does it, by an event that holds both forms.
const paste = (page, html) =>
  page.evaluate((html) => {
    const field = document.querySelector("#noi-dung");
    field.focus();
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", html);
    clipboardData.setData("text/plain", "without its form");
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, html);

// Written, looked over, let out; gives the page that the public reads.
async function published(title, fill) {
  await writer.goto("/toa-soan/moi");
  await writer.fill("#tieu-de", title);
  await writer.fill("#tom-tat", "Bài thử.");
  await fill(writer);
  await pressed(writer, "Lưu bài");
  const page = new URL(writer.url()).pathname;
  await pressed(writer, "Gửi duyệt");
  await desk.goto(page);
  await pressed(desk, "Duyệt");
  await pressed(desk, "Đăng");
  const context = await chrome.newContext({ baseURL: site.address, javaScriptEnabled: false });
  const reader = await context.newPage();
  await reader.goto("/cong/dua-mon");
  await Promise.all([reader.waitForNavigation(), reader.getByRole("link", { name: title, exact: true }).click()]);
  const html = await (await reader.request.get(reader.url())).text();
  assert.deepEqual(await validText(html), []);
  const outline = await reader.$$eval(".loa-prose :is(h2, h3, p, li, th, td, a)", (all) =>
    all.map((one) => `${one.localName}${one.localName === "a" ? ` ${one.getAttribute("href")}` : ""}: ${[...one.childNodes].filter((node) => !/^(ul|ol)$/.test(node.localName)).map((node) => node.textContent).join("").replace(/\s+/g, " ").trim()}`));
  const text = await reader.$eval(".loa-prose", (prose) => prose.innerText);
  await context.close();
  return { html, outline, text };
}

const OUTLINE = [
  "h2: Cấp lại thẻ “bảo hiểm y tế”",
  "p: Bà con mất thẻ thì đến bộ phận một cửa của xã – từ 730, phí : 0 đồng; nơi nhận: ____________, khổ 5*3*2 cm, mẫu <TK1>.",
  "h2: Giấy tờ mang theo",
  "li: Tờ khai theo mẫu",
  "li: xin ở một cửa",
  "li: Căn cước của người lớn",
  "h2: Ba bước",
  "li: Lấy số",
  "li: Nộp tờ khai",
  "p: Xem trang của bảo hiểm xã hội hoặc gọi 1900 9068.",
  "a https://baohiemxahoi.gov.vn: trang của bảo hiểm xã hội",
  "a tel:19009068: 1900 9068",
  "th: Việc",
  "th: Bao lâu",
  "td: Cấp lại thẻ",
  "td: 2 ngày | 5 ngày",
  "td: Đổi thẻ",
  "td: 3 ngày",
  "p: Theo luật[1] hiện hành.",
];

test("a page of Word comes to the public with its words, headings, lists, links and table, and without traces of the machine", { timeout: 120_000 }, async () => {
  const html = await readFile(WORD, "utf8");
  const out = await published("Dán từ Word", (page) => paste(page, html));
  assert.deepEqual(out.outline, OUTLINE);
  assert.match(out.html, /<ol>\s*<li>Lấy số/, "steps keep their numbers");
  assert.match(out.html, /Tờ khai theo mẫu\s*<ul>\s*<li>xin ở một cửa/, "what stood below an item stands below it");
  assert.match(out.html, /<strong>bộ phận một cửa<\/strong>/);
  assert.match(out.html, /<em>của người lớn<\/em>/);
  assert.doesNotMatch(out.html, TRACES);
});

test("the same put into the field as it is, without scripts, loses no word", { timeout: 120_000 }, async () => {
  const html = await readFile(WORD, "utf8");
  const out = await published("Dán từ Word, không có tập lệnh", (page) => page.fill("#noi-dung", html));
  const words = (outline) => outline.filter((line) => !line.startsWith("a ")).map((line) => line.replace(/^\w+: /, ""));
  // A cell holds a paragraph here, a heading of a table is a cell, what stood below an item stands beside it.
  const there = new Set(words(out.outline));
  assert.deepEqual(words(OUTLINE).filter((one) => !there.has(one)), []);
  assert.doesNotMatch(out.html, TRACES);
});

// Signs before items and numbers of lists are drawn, not written, on one side and written on the other.
const tokens = (text) => text.replace(/[\ufeff\u00a0]/g, " ").normalize("NFC").split(/\s+/).filter((one) => one && !/^([-+•·]|\d+\.)$/.test(one));

test("a plan that LibreOffice opened and somebody pasted says the same in public, and LibreOffice reads it there", { timeout: 240_000, skip: unless }, async () => {
  const html = await converted(PLAN, "html:HTML (StarWriter)", "html");
  const words = tokens(await converted(PLAN, "txt:Text (encoded):UTF8", "txt"));
  assert.ok(words.length > 1500, `${words.length} words`);
  const out = await published("Kế hoạch dán từ LibreOffice", (page) => paste(page, html));
  assert.deepEqual(tokens(out.text), words);
  assert.ok(out.outline.filter((line) => line.startsWith("td: ")).length > 20, "its table is a table");

  // Without a screen LibreOffice does not open long pages with fields to fill in, whoever wrote them.
  await writeFile(`${folder}/public.html`, out.html.replace(/<form[\s\S]*?<\/form>/g, ""));
  const read = tokens(await converted(`${folder}/public.html`, "txt:Text (encoded):UTF8", "txt")).join(" ");
  assert.ok(read.includes(words.join(" ")), "the public page, read by LibreOffice");
});

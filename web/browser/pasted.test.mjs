// What people paste into an article, on its way to the public: from Word, and from LibreOffice, which then reads what became of it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";
import { validText } from "./checks.mjs";
import { bodyFilled, browser, demo, pressed, signedIn } from "./demo.mjs";

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

// Somebody pastes into the editor, or into the plain field: as the browser does it, by an event that holds both forms.
async function paste(page, html, isPlain = false) {
  if (isPlain) await bodyFilled(page, "");
  await page.evaluate(({ html, isPlain }) => {
    const target = document.querySelector(isPlain ? "#noi-dung" : "#noi-dung-khung");
    target.focus();
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", html);
    clipboardData.setData("text/plain", "without its form");
    target.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, { html, isPlain });
  return page.inputValue("#noi-dung");
}

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

// As a clipboard holds it that Word filled.
const FROM_WORD = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {margin:0cm} --></style>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings></o:OfficeDocumentSettings></xml><![endif]--></head><body lang=VI><!--StartFragment-->
<h1 style='margin:0'><span style='font-size:14pt'>Đăng ký khai sinh<o:p></o:p></span></h1>
<p class=MsoNormal style='text-align:justify'><b><span style='font-family:"Times New Roman",serif'>Nộp
ở một cửa</span></b> của xã, xem <a href="https://dichvucong.gov.vn">cổng quốc gia</a>.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><!--[if !supportLists]--><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp;</span></span><!--[endif]-->Giấy chứng sinh</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><!--[if !supportLists]--><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp;</span></span><!--[endif]-->Căn cước <i>của mẹ</i></p>
<table class=MsoTableGrid><tr><td><p class=MsoNormal>Việc</p></td><td><p class=MsoNormal>Phí</p></td></tr><tr><td><p class=MsoNormal>Khai sinh</p></td><td><p class=MsoNormal>Không mất tiền</p></td></tr></table>
<!--EndFragment--></body></html>`;


// What else comes from clipboards, and the Markdown that it becomes.
const SMALL = [
  [
    FROM_WORD,
    [
      "## Đăng ký khai sinh",
      "**Nộp ở một cửa** của xã, xem [cổng quốc gia](https://dichvucong.gov.vn).",
      "- Giấy chứng sinh\n- Căn cước *của mẹ*",
      "| Việc | Phí |\n| --- | --- |\n| Khai sinh | Không mất tiền |",
    ].join("\n\n"),
  ],
  ["<ol><li>một<ul><li><p>hai</p></li></ul></li><ul><li>ba</li></ul></ol>", "1. một\n   - hai\n   - ba"],
  ["<b style='font-weight:normal'><span style='font-weight:700'>Đậm</span> <span style='font-style:italic'>nghiêng</span></b>", "**Đậm** *nghiêng*"],
  ["<table><caption>Phí</caption><tr><td colspan=2>Việc</td></tr><tr><td rowspan=2><p>a</p><p>b</p></td><td><ul><li>c</li></ul></td></tr><tr><td>d</td></tr></table>", "Phí\n\n| Việc |  |\n| --- | --- |\n| a<br>b | c |\n|  | d |"],
  ["<p>a <a href='javascript:loaRan(1)'>b</a> <a href='file:///C:/x'>c</a> <img src='file:///C:/x.png'><a href='mailto:a@b.vn'>d</a></p>", "a b c [d](mailto:a@b.vn)"],
  ["<h1>Một<br>hai <b>ba</b></h1><p>&nbsp;</p><p>1. bốn</p>", "## Một hai ba\n\n1\\. bốn"],
];

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
  assert.match(out.html, /<strong>bộ phận một cửa<\/strong> của xã – từ 7<sup>30<\/sup>/);
  assert.match(out.html, /<em>của người lớn<\/em>/);
  assert.doesNotMatch(out.html, TRACES);
});

test("the plain field takes the same as the editor", { timeout: 120_000 }, async () => {
  const html = await readFile(WORD, "utf8");
  for (const [from, wanted] of [[html], ...SMALL]) {
    await writer.goto("/toa-soan/moi");
    const rich = await paste(writer, from);
    await writer.goto("/toa-soan/moi");
    assert.equal(await paste(writer, from, true), rich);
    if (wanted) assert.equal(rich, wanted);
    assert.doesNotMatch(rich, TRACES);
  }
});

test("the same put into the field as it is, without scripts, loses no word", { timeout: 120_000 }, async () => {
  const html = await readFile(WORD, "utf8");
  const out = await published("Dán từ Word, không có tập lệnh", (page) => bodyFilled(page, html));
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

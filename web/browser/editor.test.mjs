// The editor over the body of an article: what is typed, pressed and composed stands in the field as Markdown; by keys alone, on a
// phone, in the language of a version; without it the field is there.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { after, before, test } from "node:test";
import { atBothWidths } from "./checks.mjs";
import { browser, demo, signedIn } from "./demo.mjs";

const shots = process.env.LOA_SHOTS;
const PAGE = "#noi-dung-khung";

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

const body = (page) => page.inputValue("#noi-dung");
const tool = (page, name) => page.getByRole("toolbar").getByRole("button", { name, exact: true });
const typed = (page, words) => page.keyboard.type(words);
const pressed = (page, ...keys) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());

async function blank(options = { viewport: { width: 1280, height: 900 } }) {
  const page = await signedIn(chrome, site.address, "canbo", options);
  const told = [];
  page.on("console", (message) => /Policy|ProseMirror|error/i.test(message.text()) && told.push(message.text()));
  page.on("pageerror", (error) => told.push(String(error)));
  await page.goto("/toa-soan/moi");
  return { page, told };
}

test("what is written with the buttons stands in the field as Markdown, and comes back", { timeout: 180_000 }, async () => {
  const { page, told } = await blank();
  await page.fill("#tieu-de", "Khai sinh (mẫu)");
  await page.fill("#tom-tat", "Đến công an xã.");
  await page.getByText("Nội dung", { exact: true }).click();
  assert.equal(await page.evaluate(() => document.activeElement.id), "noi-dung-khung", "the label leads to the editor");
  await tool(page, "Đề mục").click();
  await typed(page, "Mang theo");
  assert.equal(await tool(page, "Đề mục").getAttribute("aria-pressed"), "true");
  await pressed(page, "Enter");
  await tool(page, "Gạch đầu dòng").click();
  await typed(page, "Giấy chứng sinh");
  await pressed(page, "Enter");
  await tool(page, "Thụt vào").click();
  await typed(page, "bản chính");
  await pressed(page, "Enter", "Control+[");
  await typed(page, "Căn cước ");
  await pressed(page, "Control+b");
  await typed(page, "của mẹ:");
  await pressed(page, "Control+b");
  await typed(page, "5*3");
  await pressed(page, "Enter", "Enter");
  await typed(page, "Xem ");
  await tool(page, "Liên kết").click();
  await page.getByLabel("Liên kết dẫn đến đâu?").fill("javascript:alert(1)");
  await pressed(page, "Enter");
  assert.ok(await page.getByText("Chưa đúng địa chỉ.").isVisible());
  assert.ok(page.url().endsWith("/toa-soan/moi"), "the form is not sent");
  assert.deepEqual(await atBothWidths(page, "link", "editor-link"), []);
  await page.getByLabel("Liên kết dẫn đến đâu?").fill("dichvucong.gov.vn");
  await pressed(page, "Enter");
  await typed(page, " nhé.");
  await tool(page, "Bảng").click();
  await typed(page, "Việc");
  await pressed(page, "ArrowRight");
  await typed(page, "Phí | lệ phí");
  await tool(page, "Thêm hàng").click();
  await typed(page, "Khai sinh");
  await pressed(page, "Enter");
  await typed(page, "lần đầu");
  await tool(page, "Bỏ hàng").click();
  await tool(page, "Hoàn tác").click();
  const written = [
    "## Mang theo",
    "- Giấy chứng sinh\n  - bản chính\n- Căn cước <b>của mẹ:</b>5*3",
    "Xem [https://dichvucong.gov.vn](https://dichvucong.gov.vn) nhé.",
    "| Việc | Phí \\| lệ phí |\n| --- | --- |\n| Khai sinh<br>lần đầu |  |\n|  |  |",
  ].join("\n\n");
  assert.equal(await body(page), written);
  assert.deepEqual(await atBothWidths(page, "written", "editor-written"), []);
  await page.setViewportSize({ width: 1280, height: 900 });

  await page.selectOption("#chuyen-muc", { label: "Thủ tục cần biết" });
  await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "Lưu bài" }).click()]);
  assert.match(await page.locator(".loa-prose td").first().innerText(), /^Khai sinh\nlần đầu/);
  await page.goto(`${new URL(page.url()).pathname}/sua`);
  assert.equal(await body(page), written, "nothing is written anew that nobody changed");
  assert.equal(await page.locator(`${PAGE} li`).count(), 3);
  await page.locator(`${PAGE} p`, { hasText: "nhé" }).click();
  await pressed(page, "End");
  await typed(page, " Xong.");
  assert.equal(await body(page), written.replace("nhé.", "nhé. Xong."));
  await pressed(page, "Control+z");
  assert.equal(await body(page), written);
  assert.deepEqual(told, []);
});

test("keys alone lead to every button, and each is large enough for a finger", { timeout: 120_000 }, async () => {
  const { page, told } = await blank({ viewport: { width: 360, height: 740 }, hasTouch: true });
  await page.locator(PAGE).focus();
  await pressed(page, "Alt+F10");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Đậm");
  await pressed(page, "ArrowRight");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Nghiêng");
  await pressed(page, "Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "noi-dung-khung");
  await typed(page, "nghiêng");
  await pressed(page, "Alt+F10", "End");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Làm lại");
  await pressed(page, "Escape");
  assert.equal(await body(page), "*nghiêng*");
  assert.equal(await page.locator("[role=toolbar] [tabindex='0']").count(), 1, "one stop for the Tab key");
  const small = await page.$$eval(".loa-editor__button", (all) => all.filter((one) => one.offsetParent && (one.offsetHeight < 44 || one.offsetWidth < 44)).map((one) => one.textContent));
  assert.deepEqual(small, []);
  await tool(page, "Ảnh").click();
  assert.ok(await page.getByLabel("Trong ảnh có gì").isVisible());
  assert.match(await page.evaluate(() => document.activeElement.id), /^anh/, "the picture of the article, with what it shows and who agreed");
  assert.deepEqual(told, []);
});

test("Vietnamese is typed as input methods type it: composed, or put right by going back", { timeout: 120_000 }, async () => {
  const { page, told } = await blank();
  await page.locator(PAGE).focus();
  const keys = await page.context().newCDPSession(page);
  for (const text of ["T", "Ti", "Tie", "Tiê", "Tiêng", "Tiếng"]) await keys.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
  await keys.send("Input.insertText", { text: "Tiếng" });
  await typed(page, " Vie");
  // As UniKey does it: what was typed is taken back and typed anew.
  await pressed(page, "Backspace");
  await page.keyboard.insertText("ê");
  await typed(page, "t");
  await pressed(page, "Backspace", "Backspace");
  await page.keyboard.insertText("ệt");
  assert.equal(await body(page), "Tiếng Việt");
  await pressed(page, "Enter");
  await typed(page, "## Đề mục");
  await pressed(page, "Enter");
  await typed(page, "- một");
  await pressed(page, "Enter", "Enter");
  await typed(page, "1. Căn cứ __ và (c) -- “a”");
  assert.equal(await body(page), "Tiếng Việt\n\n## Đề mục\n\n- một\n\n1\\. Căn cứ \\_\\_ và (c) -- “a”", "nothing else turns into something else");
  assert.deepEqual(told, []);
});

test("what the editor cannot show stays in the plain field, which is always one press away", { timeout: 120_000 }, async () => {
  const { page, told } = await blank();
  const plain = page.getByRole("button", { name: "Văn bản", exact: true });
  const rich = page.getByRole("button", { name: "Soạn thảo", exact: true });
  await plain.click();
  assert.equal(await page.evaluate(() => document.activeElement.id), "noi-dung");
  const odd = "Xem <u lang=\"hmn\">đây</u>.\n\n```\nmã\n```";
  await page.fill("#noi-dung", odd);
  await rich.click();
  assert.ok(await page.getByText("Bài có phần mà khung soạn thảo không hiển thị được; mời sửa ở dạng văn bản.").isVisible());
  assert.deepEqual([await body(page), await page.locator(PAGE).count()], [odd, 0]);
  assert.deepEqual(await atBothWidths(page, "plain", "editor-plain"), []);
  await page.fill("#noi-dung", "Một *hai*");
  await rich.click();
  assert.equal(await page.locator(`${PAGE} em`).innerText(), "hai");
  // The sentence about a body that is missing leads to the editor.
  await page.setViewportSize({ width: 1280, height: 900 });
  await plain.click();
  await page.fill("#noi-dung", "");
  await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "Lưu bài" }).click()]);
  await page.locator(".govuk-error-summary a[href='#noi-dung']").click();
  assert.equal(await page.evaluate(() => document.activeElement.id), "noi-dung-khung");
  assert.match(await page.locator(PAGE).getAttribute("aria-describedby"), /noi-dung-error/);
  assert.deepEqual(await atBothWidths(page, "wrong", "editor-wrong"), []);
  assert.deepEqual(told, []);
});

test("without scripts, or where the editor does not come, the field is there", { timeout: 120_000 }, async () => {
  const none = await signedIn(chrome, site.address, "canbo", { javaScriptEnabled: false });
  await none.goto("/toa-soan/moi");
  await none.fill("#noi-dung", "Một đoạn");
  const stopped = await signedIn(chrome, site.address, "canbo", { serviceWorkers: "block" });
  await stopped.route(/\/tinh\/article-/, (route) => route.abort());
  await stopped.goto("/toa-soan/moi");
  await stopped.fill("#noi-dung", "Một đoạn");
  assert.ok(await stopped.getByText("Dòng trống tách đoạn").isVisible());
  assert.equal(await stopped.locator(".loa-editor__button").count(), 0);
});

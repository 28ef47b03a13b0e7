// Pages of those who steer: urging from the board to the letter, the leader's page on paper, ways of signing in, the log,
// refusals. Accessible, valid, light, without sideways scrolling, at both widths.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { after, before, test } from "node:test";
import { atBothWidths, validText, weighed } from "./checks.mjs";
import { browser, demo, signedIn } from "./demo.mjs";

// Bytes over the wire on a first visit; the board has a limit of its own.
const MOST_BYTES = 100_000;
const MOST_REQUESTS = 10;
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

// What is wrong with the page that is shown; `html`: as the program sent it.
async function looked(page, name, html) {
  const told = await atBothWidths(page, name, `steering-${name}`);
  for (const problem of await validText(html)) told.push(`${name}: ${problem}`);
  return told;
}

// Opens an address, and looks at it.
async function opened(page, path, name, status = 200) {
  const { answer, bytes, requests } = await weighed(page, path);
  const told = [];
  if (answer.status() !== status) told.push(`${name}: answers ${answer.status()}`);
  if (bytes > MOST_BYTES) told.push(`${name}: ${bytes} bytes`);
  if (requests > MOST_REQUESTS) told.push(`${name}: ${requests} requests`);
  return [...told, ...(await looked(page, name, await answer.text()))];
}

const pressed = async (page, selector) => {
  const [answer] = await Promise.all([page.waitForNavigation(), page.click(selector)]);
  return answer;
};

test("from the board to the letter that is kept", { timeout: 300_000 }, async () => {
  const page = await signedIn(chrome, site.address, "dieuphoi");
  const told = await opened(page, "/don-doc", "don-doc");
  await page.goto("/bang-dieu-hanh");
  const link = page.locator("a[href^='/don-doc?don-vi=']").first();
  const name = (await link.innerText()).replace("Soạn đôn đốc", "").trim();
  await Promise.all([page.waitForNavigation(), link.click()]);
  const ticked = page.locator("input[name=don-vi]:checked");
  assert.equal(await ticked.count(), 1, "the unit of the line is ticked");
  assert.equal(name, await page.locator(`label[for="${await ticked.getAttribute("id")}"]`).innerText());
  let answer = await pressed(page, "main form[action='/don-doc/soan'] button");
  assert.equal(answer.status(), 200);
  told.push(...(await looked(page, "don-doc-soan", await answer.text())));
  await page.check("input[value=other]");
  answer = await pressed(page, "main form[action='/don-doc/gui'] button");
  assert.equal(new URL(page.url()).pathname, "/don-doc/da-gui");
  told.push(...(await looked(page, "don-doc-vua-gui", await answer.text())));
  told.push(...(await opened(page, "/don-doc/da-gui", "don-doc-da-gui")));
  const letter = await page.locator("main a[href^='/don-doc/da-gui/']").first().getAttribute("href");
  told.push(...(await opened(page, letter, "don-doc-thu")));
  // Nothing chosen: the page again, with what is wrong.
  await page.goto("/don-doc");
  answer = await pressed(page, "main form[action='/don-doc/soan'] button");
  assert.equal(answer.status(), 422);
  told.push(...(await looked(page, "don-doc-chua-chon", await answer.text())));
  await page.context().close();
  assert.deepEqual(told, []);
});

test("the leader's page is one sheet of paper, also by its link", { timeout: 300_000 }, async () => {
  const page = await signedIn(chrome, site.address, "lanhdao");
  const told = await opened(page, "/tong-quan", "tong-quan");
  const answer = await pressed(page, "main form[action='/tong-quan/lien-ket'] button");
  told.push(...(await looked(page, "tong-quan-lien-ket", await answer.text())));
  const href = await page.locator("a[href*='/xem/']").first().getAttribute("href");
  const path = new URL(href, site.address).pathname;
  const context = await chrome.newContext({ baseURL: site.address, locale: "vi-VN" });
  const shared = await context.newPage();
  told.push(...(await opened(shared, path, "xem")));
  for (const [from, name] of [[shared, "xem"], [page, "tong-quan"]]) {
    if (from === page) await page.goto("/tong-quan");
    const pdf = await from.pdf({ preferCSSPageSize: true, path: shots && `${shots}/steering-${name}.pdf` });
    const text = pdf.toString("latin1");
    const [, wide, high] = text.match(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/).map(Number);
    assert.ok(Math.abs(wide - 595) < 2 && Math.abs(high - 842) < 2, `${name}: A4, not ${wide} × ${high}`);
    assert.equal(text.match(/\/Type \/Page\b(?!s)/g).length, 1, `${name}: one sheet`);
  }
  await context.close();
  await page.context().close();
  assert.deepEqual(told, []);
});

test("ways of signing in, the log, and refusals with their menu", { timeout: 300_000 }, async () => {
  const told = [];
  const admin = await signedIn(chrome, site.address, "quantri");
  told.push(...(await opened(admin, "/nhat-ky", "nhat-ky")));
  const log = (await admin.locator("main table tbody tr").allInnerTexts()).join("\n");
  assert.match(log, /Đăng nhập/);
  assert.doesNotMatch(log, /\b(password|passkey|link|code|orders|duties|units|accepted|returned)\b/, "details are told in Vietnamese");
  for (const path of ["/tai-khoan", "/tai-khoan/dang-nhap", "/tai-khoan/ma", "/tai-khoan/khoa", "/mat-khau", "/phien"]) {
    told.push(...(await opened(admin, path, path.slice(1).replaceAll("/", "-"))));
  }
  await admin.context().close();
  const officer = await signedIn(chrome, site.address, "canbo");
  for (const [path, status, name] of [["/nguoi", 403, "khong-co-quyen"], ["/khong-co-trang-nay", 404, "khong-co-trang"]]) {
    told.push(...(await opened(officer, path, name, status)));
    assert.equal(await officer.locator("nav[aria-label='Các trang'] a[href='/viec']").count(), 1, `${path}: the menu`);
  }
  await officer.context().close();
  assert.deepEqual(told, []);
});

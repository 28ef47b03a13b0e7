// A quarter of the demonstration: units that were late, silent or sent back, one that put a figure right; the report of the whole is
// written, sent, approved and printed, and every number on paper is opened down to the activities behind it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { atBothWidths, valid, weighed } from "./checks.mjs";
import { browser, demo, pressed, signedIn } from "./demo.mjs";

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

// Opens an address and looks at it.
async function opened(page, path, name) {
  const { answer, bytes, requests } = await weighed(page, path);
  const told = [];
  if (answer.status() !== 200) told.push(`${name}: answers ${answer.status()}`);
  if (bytes > MOST_BYTES) told.push(`${name}: ${bytes} bytes`);
  if (requests > MOST_REQUESTS) told.push(`${name}: ${requests} requests`);
  for (const problem of await valid(page, path)) told.push(`${name}: ${problem}`);
  return [...told, ...(await atBothWidths(page, name, `report-${name}`))];
}

const number = (text) => Number(text.replaceAll(".", "").trim());

// What a figure shows, after everything that it is the sum of was opened and added up.
async function traced(request, href, known) {
  if (known.has(href)) return known.get(href);
  const answer = await request.get(href);
  assert.equal(answer.status(), 200, href);
  const html = await answer.text();
  const values = (mark) => [...html.matchAll(new RegExp(`${mark}[^>]*>([\\d.]+)`, "g"))].map((found) => number(found[1]));
  const [total] = values("data-total");
  const counted = values("data-value").reduce((sum, value) => sum + value, 0);
  const [own = total] = values("data-own");
  if (!html.includes("điều chỉnh thành") && !html.includes("data-list")) assert.equal(counted, own, href);
  let sum = own;
  for (const [, part, shown] of html.matchAll(/data-part href="([^"]+)">([\d.]+)/g)) {
    const value = await traced(request, part.replaceAll("&amp;", "&").replaceAll("&#38;", "&"), known);
    assert.equal(value, number(shown), part);
    sum += value;
  }
  assert.equal(sum, total, href);
  known.set(href, total);
  return total;
}

test("a quarter is reported", { timeout: 600_000 }, async () => {
  const page = await signedIn(chrome, site.address, "dieuphoi");
  const told = await opened(page, "/bao-cao", "rounds");
  await Promise.all([page.waitForNavigation(), page.getByRole("link", { name: "Quý I năm 2022", exact: true }).last().click()]);
  const round = new URL(page.url()).pathname;
  told.push(...(await opened(page, round, "round")));
  const said = await page.locator("main").innerText();
  for (const word of [/\d+ đơn vị chưa báo cáo/, /Trả lại 2/, /Chậm \d ngày/]) assert.match(said, word);
  told.push(...(await opened(page, `${round}/cham-diem`, "score")));
  told.push(...(await opened(page, "/bao-cao/cai-dat", "settings")));

  // Who put a figure right sees both numbers; the unit below that was sent back reads why.
  await page.goto(round);
  const late = page.locator("tr", { hasText: /Số điều chỉnh|1$/ });
  assert.ok((await late.count()) > 0);
  await page.goto(`${round}?tinh-trang=returned`);
  await Promise.all([page.waitForNavigation(), page.locator("tbody a").first().click()]);
  assert.match(await page.locator("main").innerText(), /Phần nguyên nhân chưa ghi/);
  told.push(...(await opened(page, new URL(page.url()).pathname, "returned")));

  // The whole: highlights taken in, sent by the coordinator, approved by the leader.
  await page.goto(round);
  await Promise.all([page.waitForNavigation(), page.getByRole("link", { name: /Báo cáo tổng hợp/ }).click()]);
  const whole = new URL(page.url()).pathname;
  await page.locator("input[name=lay]").first().check();
  await page.fill("#muc-kien-nghi", "Đề nghị cấp kinh phí sửa loa trước mùa mưa.");
  await pressed(page, "Lưu");
  told.push(...(await opened(page, whole, "whole")));
  await pressed(page, "Gửi báo cáo");
  const leader = await signedIn(chrome, site.address, "lanhdao");
  await leader.goto(whole);
  await pressed(leader, "Lãnh đạo duyệt");
  assert.match(await leader.locator("main").innerText(), /Đã duyệt, phát hành được/);
  await leader.context().close();
  told.push(...(await opened(page, `${whole}/ban/1`, "edition")));

  // Every number of the edition, down to activities.
  const hrefs = await page.$$eval("a[href*='/so-lieu?chi-tieu=']", (links) => links.map((link) => link.getAttribute("href")));
  const shown = await page.$$eval("a[href*='/so-lieu?chi-tieu=']", (links) => links.map((link) => link.innerText));
  const known = new Map();
  for (const [at, href] of hrefs.entries()) {
    if (href.includes("ty-le")) continue;
    assert.equal(await traced(page.request, href, known), number(shown[at]), href);
  }
  assert.ok(known.size > 200, `${known.size} pages of figures`);
  told.push(...(await opened(page, hrefs[0], "figure")));

  // On paper: what the page says, the same bytes each time.
  const files = [`${whole}/tai/ban-1.pdf`, `${whole}/tai/ban-1.docx`];
  const folder = await mkdtemp(join(tmpdir(), "loa-report-"));
  for (const file of files) {
    const [one, other] = [await page.request.get(file), await page.request.get(file)];
    assert.equal(one.status(), 200, file);
    assert.deepEqual(await one.body(), await other.body(), file);
  }
  const pdf = join(folder, "bao-cao.pdf");
  await writeFile(pdf, await (await page.request.get(files[0])).body());
  if (shots) await writeFile(join(shots, "bao-cao.pdf"), await readFile(pdf));
  if (shots) await writeFile(join(shots, "bao-cao.docx"), await (await page.request.get(files[1])).body());
  const flat = (text) => text.normalize("NFC").replace(/\s+/g, "");
  const printed = flat(execFileSync("pdftotext", ["-layout", pdf, "-"]).toString()).replaceAll("-", "");
  await page.goto(`${whole}/ban/1`);
  for (const line of await page.locator("main p.govuk-body:has(a[href*='so-lieu'])").allInnerTexts()) {
    assert.ok(printed.includes(flat(line).replaceAll("-", "").replace(/^-/, "")), line);
  }

  // It gets its number; what was given out comes back signed, is the same text, and goes out. The file of the edition stays that one.
  await page.goto(whole);
  await pressed(page, "Lấy số để phát hành");
  const official = new URL(page.url()).pathname;
  told.push(...(await opened(page, official, "official")));
  const given = await (await page.request.get(`${official}/ban-thao.pdf`)).body();
  assert.deepEqual(await (await page.request.get(files[0])).body(), given, "the edition is what was given out");
  await page.goto(official);
  for (const [field, value] of [["ngay", "18"], ["ngay-thang", "4"], ["ngay-nam", "2022"], ["nguoi-ky", "Nguyễn Văn Mẫu"]]) await page.fill(`#${field}`, value);
  await page.setInputFiles("input[name=tep]", { name: "da-ky.pdf", mimeType: "application/pdf", buffer: given });
  await pressed(page, "Ghi là đã ký");
  assert.match(await page.locator("main").innerText(), /cùng nội dung với bản đã đưa ra/);
  await pressed(page, "Ban hành");
  await page.goto(whole);
  assert.match(await page.locator("main").innerText(), /Bản 1.*: số \d+\/BC-UBND, đã ban hành ngày 18\/04\/2022/);
  told.push(...(await opened(page, `${whole}/ban/1`, "issued")));
  for (const file of files) {
    const [one, other] = [await page.request.get(file), await page.request.get(file)];
    assert.deepEqual(await one.body(), await other.body(), file);
  }
  assert.deepEqual(await (await page.request.get(files[0])).body(), given, "issued again: the same bytes");
  assert.deepEqual(told, []);
  await page.context().close();
});

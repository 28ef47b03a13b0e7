// Sub-plans from the board to acceptance: a unit sees what is ordered of it, sends a file, another fills in the form; the
// coordinator returns and accepts. Accessible, valid, light, without sideways scrolling, at both widths.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { after, before, test } from "node:test";
import { atBothWidths, validText, weighed } from "./checks.mjs";
import { browser, demo, signedIn } from "./demo.mjs";

// Bytes over the wire on a first visit.
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
  const told = await atBothWidths(page, name, `subplan-${name}`);
  for (const problem of await validText(html)) told.push(`${name}: ${problem}`);
  return told;
}

// Opens an address, weighs it, and looks at it.
async function opened(page, path, name, status = 200) {
  const { answer, bytes, requests } = await weighed(page, path);
  const told = [];
  if (answer.status() !== status) told.push(`${name}: answers ${answer.status()}`);
  if (bytes > MOST_BYTES) told.push(`${name}: ${bytes} bytes`);
  if (requests > MOST_REQUESTS) told.push(`${name}: ${requests} requests`);
  return [...told, ...(await looked(page, name, await answer.text()))];
}

const pressed = async (page, selector) => {
  const [answer] = await Promise.all([page.waitForNavigation(), page.locator(selector).first().click()]);
  return answer;
};

test("returned, sent again as a file and accepted; the rest is told by numbers", { timeout: 600_000 }, async () => {
  const told = [];
  // The officer of the sign-in page: their plan was returned.
  const officer = await signedIn(chrome, site.address, "canbo", { viewport: { width: 360, height: 740 } });
  await officer.goto("/viec");
  const path = await officer.locator("main a[href^='/ke-hoach-don-vi/']").first().getAttribute("href");
  told.push(...(await opened(officer, "/ke-hoach-don-vi", "danh-sach")));
  told.push(...(await opened(officer, path, "bi-tra-lai")));
  assert.match(await officer.locator("main").innerText(), /Góp ý cho bản 1[\s\S]*Ghi rõ ai làm/);
  const file = await (await officer.request.get(`${path}/mau.docx`)).body();
  assert.equal(file.subarray(0, 2).toString(), "PK", "the template is a Word file");
  // A photo is no plan: the page again, with what is wrong.
  await officer.goto(path);
  await officer.setInputFiles("input[name=tep]", { name: "anh.jpg", mimeType: "image/jpeg", buffer: Buffer.from([0xff, 0xd8, 0xff]) });
  let answer = await pressed(officer, `main form[action='${path}/gui'] button[type=submit]`);
  assert.equal(answer.status(), 422);
  told.push(...(await looked(officer, "sai-tep", await answer.text())));
  await officer.setInputFiles("input[name=tep]", { name: "ke-hoach.docx", mimeType: "application/octet-stream", buffer: file });
  answer = await pressed(officer, `main form[action='${path}/gui'] button[type=submit]`);
  assert.equal(new URL(officer.url()).pathname, path);
  told.push(...(await looked(officer, "da-gui", await answer.text())));
  assert.match(await officer.locator("main").innerText(), /có đủ \d+ nhiệm vụ cấp trên giao/i);
  told.push(...(await opened(officer, `${path}/khac`, "khac-gi")));
  told.push(...(await opened(officer, `${path}/dien`, "bieu-mau")));
  answer = await pressed(officer, `main form[action='${path}/dien'] button[type=submit]`);
  told.push(...(await looked(officer, "bieu-mau-da-gui", await answer.text())));
  await officer.context().close();

  // The coordinator: the first line of the board leads to who is missing, and on to urging.
  const coordinator = await signedIn(chrome, site.address, "dieuphoi");
  told.push(...(await opened(coordinator, "/ke-hoach-don-vi", "danh-sach-dieu-phoi")));
  await coordinator.goto("/bang-dieu-hanh");
  const line = coordinator.locator("main p", { hasText: "đơn vị chưa gửi kế hoạch" }).first();
  assert.match(await line.innerText(), /^13 đơn vị chưa gửi kế hoạch .*hạn 28\/02\/2022 · Xem và đôn đốc/);
  const call = await line.locator("a").getAttribute("href");
  told.push(...(await opened(coordinator, call, "chua-gui")));
  assert.equal(await coordinator.locator("main tbody tr").count(), 13);
  assert.equal(await coordinator.locator("main a[href^='/don-doc?don-vi=']").count(), 13);
  told.push(...(await opened(coordinator, call.split("?")[0], "day-du")));
  told.push(...(await opened(coordinator, `${path}/xet`, "xet")));
  answer = await pressed(coordinator, "main button[value=tra-lai]");
  assert.equal(answer.status(), 422);
  told.push(...(await looked(coordinator, "xet-chua-gop-y", await answer.text())));
  await pressed(coordinator, "main button[value=nhan]");
  assert.equal(new URL(coordinator.url()).pathname, call.split("?")[0]);
  told.push(...(await opened(coordinator, path, "da-chap-nhan")));
  assert.match(await coordinator.locator("main").innerText(), /Đang có hiệu lực/);
  told.push(...(await opened(coordinator, "/ke-hoach-don-vi/goi", "goi-chon")));
  await coordinator.goto("/ke-hoach-don-vi");
  const form = await coordinator.locator("main a[href^='/ke-hoach-don-vi/goi?']").first().getAttribute("href");
  told.push(...(await opened(coordinator, form, "goi")));
  await coordinator.context().close();
  assert.deepEqual(told, []);
});

// Criticism of a unit: refused with a name in it and without the unit's say, shown with it; an article that went out alone stays marked.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { after, before, test } from "node:test";
import { holds } from "./checks.mjs";
import { bodyFilled, browser, demo, pressed, signedIn } from "./demo.mjs";

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

const looked = (page, path, name) => holds(page, path, "recognition", name);

test("criticism waits for the unit's say and a second person", { timeout: 300_000 }, async () => {
  const desk = await signedIn(chrome, site.address, "dieuphoi", { viewport: { width: 1280, height: 900 } });
  const officer = await signedIn(chrome, site.address, "mau01", { viewport: { width: 360, height: 740 } });
  const leader = await signedIn(chrome, site.address, "lanhdao");
  await looked(desk, "/bieu-duong", "list");
  await looked(desk, "/bieu-duong/moi", "start");
  await desk.getByLabel("Phê bình", { exact: true }).check();
  // The unit of which an inspection found something.
  const unit = "Văn phòng HĐND và UBND huyện";
  assert.ok((await officer.locator("header").first().innerText()).includes(unit));
  const subject = desk.locator("#ve option", { hasText: unit }).first();
  await desk.selectOption("#ve", await subject.getAttribute("value"));
  await pressed(desk, "Tiếp tục");
  const form = new URL(desk.url());
  await looked(desk, form.pathname + form.search, "criticism");
  await desk.fill("#tieu-de", "Niêm yết chưa đủ thủ tục (mẫu)");
  await desk.fill("#noi-dung", "Ông Sồng A Mẫu chưa niêm yết đủ.");
  await desk.selectOption("#can-cu", { index: 1 });
  await pressed(desk, "Lưu");
  assert.ok(await desk.locator("#noi-dung-error").isVisible(), "nobody is named without a public decision (COM-02)");
  await desk.fill("#noi-dung", "Bảng niêm yết ở trụ sở thiếu thủ tục mới.");
  await pressed(desk, "Lưu");
  const entry = new URL(desk.url()).pathname;
  await pressed(desk, "Báo cho đơn vị, chờ trả lời");
  assert.ok(await desk.locator("#viec").isVisible(), "nobody of the unit could be told: no term begins (COM-02)");
  await officer.goto("/tai-khoan");
  await officer.getByLabel("Thư điện tử của tôi").fill("mau01@example.vn");
  await pressed(officer, "Ghi lại");
  await pressed(desk, "Báo cho đơn vị, chờ trả lời");

  // Without the unit's say nobody approves it: there is no button, and what is forged is refused.
  await leader.goto(entry);
  assert.equal(await leader.getByRole("button", { name: "Duyệt", exact: true }).count(), 0);
  assert.equal(await desk.getByRole("button", { name: "Đăng", exact: true }).count(), 0);
  const refused = await leader.evaluate(async (path) => {
    const turn = document.querySelector("input[name=luot]").value;
    const answer = await fetch(`${path}/lam`, { method: "POST", body: new URLSearchParams({ luot: turn, viec: "approve", "ly-do": "" }), redirect: "manual" });
    return answer.status;
  }, entry);
  assert.equal(refused, 422, "a sentence says what it waits for");

  await looked(officer, entry, "asked");
  await officer.fill("#tra-loi", "Xã đã bổ sung bảng niêm yết ngày 18/4.");
  await pressed(officer, "Gửi");
  await leader.goto(entry);
  await pressed(leader, "Duyệt");
  await desk.goto(entry);
  await pressed(desk, "Đăng");
  await looked(desk, entry, "published");

  const phone = await chrome.newContext({ baseURL: site.address, javaScriptEnabled: false });
  const page = await phone.newPage();
  await page.goto("/cong");
  const homes = await page.getByRole("link").evaluateAll((links) => links.map((link) => link.getAttribute("href")).filter((href) => /^\/cong\/[^/]+$/.test(href)));
  let shown = 0;
  for (const home of homes) {
    const answer = await page.goto(`${home}/bieu-duong`);
    if (answer.status() !== 200 || !(await page.getByText("Niêm yết chưa đủ thủ tục (mẫu)").count())) continue;
    shown += 1;
    assert.ok(await page.getByText("Xã đã bổ sung bảng niêm yết ngày 18/4.").isVisible(), "the unit's say stands beside it");
  }
  assert.equal(shown, 1);
  await phone.close();
});

test("an article that went out alone stays marked until somebody else has looked", { timeout: 200_000 }, async () => {
  const desk = await signedIn(chrome, site.address, "dieuphoi", { viewport: { width: 1280, height: 900 } });
  const leader = await signedIn(chrome, site.address, "lanhdao");
  await desk.goto("/toa-soan/moi");
  await desk.fill("#tieu-de", "Mưa lũ: số máy phải gọi (mẫu)");
  await desk.fill("#tom-tat", "Gọi ngay khi nước lên.");
  await bodyFilled(desk, "Gọi Ủy ban nhân dân.");
  await desk.selectOption("#chuyen-muc", { index: 0 });
  await pressed(desk, "Lưu bài");
  const article = new URL(desk.url()).pathname;
  await pressed(desk, "Đăng khi chưa có người thứ hai duyệt");
  assert.ok(await desk.getByText("Mời ghi rõ vì sao.").first().isVisible());
  await desk.fill("#nhan-xet", "Nước lên, lãnh đạo đi vắng.");
  await pressed(desk, "Đăng khi chưa có người thứ hai duyệt");
  await looked(desk, article, "forced");
  assert.ok(await desk.getByText("Bài đã đăng khi chưa có người thứ hai duyệt.").isVisible());
  await desk.goto("/toa-soan?buoc=published");
  assert.ok(await desk.getByText("! đăng khi chưa có người thứ hai duyệt").first().isVisible());
  await leader.goto(article);
  await pressed(leader, "Duyệt");
  await desk.goto(article);
  assert.equal(await desk.getByText("Bài đã đăng khi chưa có người thứ hai duyệt.").count(), 0);
});

// What a commune must let everybody read, from the desk of the officer to the phone of a reader: a document by decision, a notice
// with its days, who reads and whether it helped, without a cookie; how news come by e-mail.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { after, before, test } from "node:test";
import { holds } from "./checks.mjs";
import { browser, demo, pressed, signedIn } from "./demo.mjs";

// Programs are not counted as readers.
const PHONE = "Mozilla/5.0 (Linux; Android 9; SM-J415F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/90.0 Mobile Safari/537.36";

let site, chrome;
before(async () => {
  site = await demo();
  chrome = await browser();
  if (process.env.LOA_SHOTS) await mkdir(process.env.LOA_SHOTS, { recursive: true });
});
after(async () => {
  await chrome?.close();
  await site?.stop();
});

const looked = (page, path, name) => holds(page, path, "public", name);

// A phone of somebody whom nobody knows, which runs no script.
async function reader(act) {
  const phone = await chrome.newContext({ baseURL: site.address, javaScriptEnabled: false, userAgent: PHONE, viewport: { width: 360, height: 740 } });
  await act(await phone.newPage());
  assert.deepEqual(await phone.cookies(), [], "nobody is followed");
  await phone.close();
}

async function day(page, name, [day, month, year]) {
  await page.fill(`[name=${name}-ngay]`, day);
  await page.fill(`[name=${name}-thang]`, month);
  await page.fill(`[name=${name}-nam]`, year);
}

async function paper(text) {
  const page = await chrome.newPage();
  await page.setContent(`<p>${text}</p>`);
  const pdf = await page.pdf();
  await page.close();
  return { name: "ban-da-ky.pdf", mimeType: "application/pdf", buffer: pdf };
}

// The site of the unit of somebody who is signed in.
async function home(page) {
  const unit = (await page.locator("header").first().innerText()).match(/UBND [^\n,]+/)[0].trim();
  await page.goto("/cong");
  return page.getByRole("link", { name: unit, exact: true }).getAttribute("href");
}

test("a document is public by decision, and no longer by another one", { timeout: 300_000 }, async () => {
  const desk = await signedIn(chrome, site.address, "dieuphoi", { viewport: { width: 1280, height: 900 } });
  const own = await home(desk);
  await desk.goto("/van-ban/so-di/moi");
  await desk.selectOption("#loai", { label: "Thông báo" });
  await desk.selectOption("#don-vi", { label: "UBND huyện Sông Mã" });
  await desk.fill("#ky-hieu", "TB-UBND");
  await desk.fill("#trich-yeu", "Lịch tiếp dân quý II (mẫu)");
  await pressed(desk, "Lấy số");
  const document = new URL(desk.url()).pathname;
  await looked(desk, `${document}/cong-khai`, "undecided");
  assert.equal(await desk.getByLabel("Công khai", { exact: true }).count(), 0, "nothing is public before it is issued");
  await desk.goto(document);
  await day(desk, "ngay", ["18", "4", "2022"]);
  await desk.fill("[name=nguoi-ky]", "Người Mẫu Ký");
  await desk.setInputFiles("input[name=tep]", await paper("Lịch tiếp dân quý II (mẫu)"));
  await pressed(desk, "Ghi là đã ký");
  await pressed(desk, "Ban hành");
  await reader(async (page) => {
    await page.goto(`${own}/van-ban`);
    assert.equal(await page.getByText("Lịch tiếp dân quý II").count(), 0, "issued is not yet public");
  });
  await looked(desk, `${document}/cong-khai`, "decide");
  await desk.locator("input[name=quyet-dinh]").first().check();
  await pressed(desk, "Ghi quyết định");
  assert.ok(await desk.locator("#da-xem-error").isVisible(), "whoever decides has read it");
  await desk.locator("input[name=quyet-dinh]").first().check();
  await desk.check("#da-xem");
  await pressed(desk, "Ghi quyết định");
  const link = `${own}/van-ban/${document.split("/").pop()}`;
  await reader(async (page) => {
    await page.goto(`${own}/van-ban`);
    await page.getByRole("link", { name: /Lịch tiếp dân quý II/ }).first().click();
    assert.equal(new URL(page.url()).pathname, link);
    const file = await page.request.get(`${link}/tep`);
    assert.equal(file.headers()["content-type"], "application/pdf");
    const part = await page.request.get(`${link}/tep`, { headers: { Range: "bytes=0-4" } });
    assert.deepEqual([part.status(), await part.text()], [206, "%PDF-"]);
    const known = await page.request.get(`${link}/tep`, { headers: { "If-None-Match": file.headers().etag } });
    assert.equal(known.status(), 304);
  });
  await looked(desk, `${own}/van-ban`, "library");
  await looked(desk, link, "document");
  await looked(desk, `${own}/tim?q=ti%E1%BA%BFp+d%C3%A2n`, "search");
  assert.ok(await desk.getByRole("link", { name: /Lịch tiếp dân/ }).isVisible(), "it is found");

  await desk.goto(`${document}/cong-khai`);
  await desk.locator("input[name=quyet-dinh]").first().check();
  await desk.fill("#ly-do", "Đã có lịch mới.");
  await desk.check("#da-xem");
  await pressed(desk, "Ghi quyết định");
  await reader(async (page) => {
    await page.goto(link);
    assert.ok(await page.getByText("Đã có lịch mới.").isVisible());
    assert.equal((await page.request.get(`${link}/tep`)).status(), 404);
  });
});

test("a notice hangs on the board for its days and is told by its quarter", { timeout: 300_000 }, async () => {
  const desk = await signedIn(chrome, site.address, "dieuphoi", { viewport: { width: 1280, height: 900 } });
  const own = await home(desk);
  await looked(desk, "/niem-yet/moi", "notice-blank");
  await pressed(desk, "Lưu thông báo");
  assert.ok((await desk.locator(".govuk-error-summary a").count()) >= 2, "what is missing is told");
  await desk.selectOption("#noi-dung-so", { index: 7 });
  await desk.fill("#tieu-de", "Kết quả bình xét hộ nghèo (mẫu)");
  await desk.fill("#noi-dung", "## Kết quả\n\n- Bản Mẫu: 3 hộ <script>alert(1)</script>");
  await day(desk, "quyet-dinh", ["15", "4", "2022"]);
  await day(desk, "den", ["30", "5", "2022"]);
  await desk.fill("#noi", "Trụ sở xã\nNhà văn hóa bản Mẫu");
  await desk.fill("#loa", "3");
  await desk.setInputFiles("input[name=tep]", await paper("Danh sách (mẫu)"));
  await pressed(desk, "Lưu thông báo");
  const notice = new URL(desk.url()).pathname;
  await looked(desk, notice, "notice-draft");
  await pressed(desk, "Niêm yết");
  await looked(desk, notice, "notice-posted");
  await looked(desk, "/niem-yet", "notices");
  await looked(desk, "/niem-yet/quy", "quarter");
  let link;
  await reader(async (page) => {
    await page.goto(`${own}/niem-yet`);
    await page.getByRole("link", { name: "Kết quả bình xét hộ nghèo (mẫu)" }).first().click();
    link = new URL(page.url()).pathname;
    assert.ok(await page.getByText("Nhà văn hóa bản Mẫu").isVisible());
    assert.equal((await page.content()).includes("alert(1)"), false);
    assert.equal((await page.request.get(`${link}/tep`)).status(), 200);
    await page.goto(`${own}/niem-yet`);
    await page.getByRole("link", { name: /Quý II năm 2022|quý II/i }).first().click();
    assert.ok(await page.getByText("Kết quả bình xét hộ nghèo (mẫu)").isVisible());
  });
  await looked(desk, `${own}/niem-yet`, "board");
  await looked(desk, link, "notice");
  await desk.goto(notice);
  await desk.fill("#ly-do", "Danh sách phải xét lại.");
  await pressed(desk, "Gỡ thông báo");
  await reader(async (page) => {
    await page.goto(link);
    assert.ok(await page.getByText("Danh sách phải xét lại.").first().isVisible());
    assert.equal((await page.request.get(`${link}/tep`)).status(), 404);
  });
});

test("readers say whether a page helped, and are counted, not known", { timeout: 200_000 }, async () => {
  const desk = await signedIn(chrome, site.address, "dieuphoi", { viewport: { width: 1280, height: 900 } });
  await desk.goto("/cong");
  const own = await desk.getByRole("link", { name: /UBND xã/ }).first().getAttribute("href");
  await reader(async (page) => {
    await page.goto(own);
    await page.getByRole("link").filter({ has: page.locator("xpath=self::*[contains(@href, '/tin/')]") }).first().click();
    await pressed(page, "Có");
    assert.ok(await page.getByText("Cảm ơn bà con").first().isVisible());
    await page.getByRole("link", { name: "Quay lại trang vừa đọc" }).click();
    assert.match(new URL(page.url()).pathname, /\/tin\//);
  });
  await looked(desk, `${own}/cam-on`, "thanks");
  await looked(desk, `${own}/nhan-tin`, "digest");
  // What was counted is written down every few seconds.
  await assert.doesNotReject(async () => {
    for (let turn = 0; turn < 40; turn += 1) {
      await desk.goto("/toa-soan/luot-doc");
      if ((await desk.locator("td[data-l='Có']").allInnerTexts()).includes("1")) return;
      await desk.waitForTimeout(500);
    }
    throw new Error("the mark does not arrive");
  });
  await looked(desk, "/toa-soan/luot-doc", "readings");
  await looked(desk, "/toa-soan/nhan-tin", "readers");
});

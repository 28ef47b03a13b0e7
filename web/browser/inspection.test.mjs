// An inspection in a real browser: units proposed by risk, a checklist answered in the hills, with something found there
// and followed up before any of it was sent; the unit's say, the conclusion, the duty that comes of it.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { test } from "node:test";
import { accessible, valid, weighed } from "./checks.mjs";
import { browser, demo, engines, signedIn, until } from "./demo.mjs";
import { line } from "./line.mjs";

const PHONE = { viewport: { width: 360, height: 740 } };
const DESK = { viewport: { width: 1280, height: 900 } };
const MOST_BYTES = 100_000;
const MOST_REQUESTS = 10;
const shots = process.env.LOA_SHOTS;

for (const [engine, env] of engines()) {
  test(`an inspection from the programme to a finding that is owed, on ${engine}`, { timeout: 300_000 }, async (t) => {
    const site = await demo(env);
    const chrome = await browser();
    const wire = await line(site.address);
    t.after(async () => {
      await chrome.close();
      await wire.close();
      await site.stop();
    });
    const errors = [];
    const seen = async (page, name, isSent = true) => {
      const own = page.viewportSize();
      for (const { viewport } of [PHONE, DESK]) {
        await page.setViewportSize(viewport);
        for (const problem of await accessible(page)) errors.push(`${name} at ${viewport.width}: ${problem}`);
        if (shots) {
          await mkdir(shots, { recursive: true });
          await page.screenshot({ path: `${shots}/inspection-${engine}-${name}-${viewport.width}.png`, fullPage: true });
        }
      }
      await page.setViewportSize(own);
      if (isSent) for (const problem of await valid(page, page.url())) errors.push(`${name}: ${problem}`);
    };
    const enter = async (login, options, address = site.address) => {
      const page = await signedIn(chrome, address, login, options);
      page.on("pageerror", (error) => errors.push(`${login}: ${error.message}`));
      page.on("response", (response) => { if (response.status() >= 500) errors.push(`${response.status()} ${response.url()}`); });
      return page;
    };

    // At the desk: the programme of the demonstration, one unit more, chosen from what is proposed.
    const desk = await enter("kiemtra", DESK);
    await desk.goto("/kiem-tra");
    await seen(desk, "list");
    for (const [path, name] of [["/kiem-tra/chuong-trinh/moi", "programme-new"], ["/kiem-tra/cau-hoi", "questions"], ["/kiem-tra/phat-hien", "findings"]]) {
      await desk.goto(path);
      await seen(desk, name);
    }
    await desk.goto("/kiem-tra");
    await desk.getByRole("link", { name: /Kiểm tra công tác tuyên truyền CCHC/ }).first().click();
    await seen(desk, "programme");
    await desk.getByRole("link", { name: "Chọn thêm đơn vị" }).click();
    assert.equal(await desk.locator("input[name=don-vi]:checked").count(), 5, "some are proposed");
    await seen(desk, "choose");
    const boxes = desk.locator("input[name=don-vi]");
    for (const box of await boxes.all()) await box.uncheck();
    await boxes.first().check();
    await desk.getByRole("button", { name: "Đưa vào chương trình" }).click();
    await desk.getByText("Đã đưa 1 đơn vị vào chương trình kiểm tra.").waitFor();

    // The phone lists the visits, which keeps their checklists; then the line is gone.
    const phone = await enter("kiemtra", PHONE, wire.address);
    await phone.goto("/kiem-tra");
    await phone.evaluate(() => navigator.serviceWorker.ready);
    await phone.goto("/kiem-tra");
    const sheet = await phone.locator("a[data-keep]").first().getAttribute("href");
    await until(phone, async () => {
      const links = [...document.querySelectorAll("a[data-keep]")].map((link) => link.getAttribute("href"));
      const kept = await Promise.all(links.map((path) => caches.match(path)));
      return links.length > 0 && kept.every(Boolean);
    });
    await phone.context().setOffline(true);
    await phone.goto("/kiem-tra");
    await phone.locator("a[data-keep]").first().click();
    await phone.waitForURL(`**${sheet}`);
    await phone.getByRole("heading", { name: /^Phiếu kiểm tra/ }).waitFor();
    const card = phone.locator("[data-card]").first();
    const said = (place) => place.locator("[data-answer-state]").innerText();
    // Nothing chosen is said at once, and nothing is kept.
    await card.getByRole("button", { name: /^Lưu/ }).click();
    await card.getByText("Mời chọn Đạt, Chưa đạt").waitFor();
    await card.getByLabel("Chưa đạt").check();
    await card.locator("textarea").fill("Loa bản Nà Dìa hỏng");
    await card.locator("input[type=file]").setInputFiles({ name: "loa.png", mimeType: "image/png", buffer: await picture(phone, 1200, 900) });
    await card.getByRole("button", { name: /^Lưu/ }).click();
    await phone.getByText("Đã lưu trên máy. Sẽ gửi khi có mạng.").waitFor();
    assert.match(await said(card), /Chờ gửi\s+Chưa đạt, 1 ảnh/);
    // Something that is on no list, found without a network,
    await phone.fill("#ten-moi", "Bảng tin cũ, còn văn bản đã hết hiệu lực");
    const adds = phone.locator("form[data-adds]");
    await adds.getByLabel("Chưa đạt").check();
    await adds.getByRole("button", { name: "Thêm vào phiếu" }).click();
    const own = phone.locator("[data-card]", { hasText: "Bảng tin cũ" });
    await own.waitFor();
    await seen(phone, "sheet-offline", false);
    // and followed up after the page was opened anew, still without one.
    await phone.goto(sheet);
    await own.waitFor();
    assert.match(await said(own), /Chờ gửi\s+Chưa đạt/);
    assert.ok(await card.getByLabel("Chưa đạt").isChecked(), "what waits stands in its card");
    await own.locator("textarea").fill("Đã gỡ ngay khi đoàn nhắc");
    await own.getByLabel("Đạt", { exact: true }).check();
    await own.locator("input[type=file]").setInputFiles({ name: "bang.png", mimeType: "image/png", buffer: await picture(phone, 800, 600) });
    await own.getByRole("button", { name: "Lưu" }).click();
    await until(phone, async () => document.querySelector("[data-queue-badge]").textContent.includes(": 3"));
    await phone.goto("/cho-gui");
    await phone.locator(".loa-queue-item").nth(2).waitFor();
    assert.equal(await phone.locator(".loa-queue-item").count(), 3);
    await seen(phone, "waiting", false);
    // The program does the work, the hills swallow its answer; the phone asks again.
    await phone.goto(sheet);
    wire.lose = true;
    await phone.context().setOffline(false);
    await phone.goto("/cho-gui");
    for (let tries = 0; tries < 15 && (await phone.locator(".loa-queue-item").count()) > 0; tries += 1) {
      await phone.waitForTimeout(2000);
      await phone.getByRole("button", { name: "Gửi ngay" }).first().click({ timeout: 1000 }).catch(() => {});
    }
    await phone.getByText("Không còn bản ghi nào chờ gửi").waitFor();
    assert.equal(wire.lose, false, "an answer was lost");
    const keys = wire.posts.filter(({ path }) => path === sheet).map(({ key }) => key);
    assert.ok(keys.length >= 4 && new Set(keys).size === 3, `${keys}`);
    await phone.goto(sheet);
    await seen(phone, "sheet");
    assert.match(await said(card), /Đã trả lời: Chưa đạt .*1 ảnh/);
    assert.match(await said(own), /Đã trả lời: Đạt .*đã trả lời 2 lần/);
    const { bytes, requests } = await weighed(phone, sheet);
    assert.ok(bytes <= MOST_BYTES && requests <= MOST_REQUESTS, `${bytes} bytes, ${requests} requests`);

    // The team was there; the unit reads it and has its say; the conclusion makes a duty of it.
    const visit = sheet.replace("/phieu", "");
    await desk.goto(visit);
    await seen(desk, "visit-ahead");
    await desk.locator("#ngay").fill("18");
    await desk.locator("#ngay-thang").fill("4");
    await desk.locator("#ngay-nam").fill("2022");
    await desk.fill("#co-mat", "Cầm Văn Mẫu, Chủ tịch UBND xã");
    await desk.getByRole("button", { name: "Đã kiểm tra xong" }).click();
    await desk.getByText("Đã ghi là đã kiểm tra.").waitFor();
    await seen(desk, "visit-held", false);
    await desk.getByRole("link", { name: "Soạn kết luận" }).click();
    await desk.getByText("Đơn vị chưa giải trình").waitFor();
    await seen(desk, "conclude");
    await desk.locator("textarea[name^=lam-]").first().fill("Sửa loa bản Nà Dìa");
    await desk.getByRole("button", { name: "Kết luận và giao việc khắc phục" }).click();
    await desk.getByText("1 phát hiện thành việc có hạn của đơn vị.").waitFor();
    await desk.goto(visit);
    await seen(desk, "visit-concluded");
    const file = await desk.request.get(`${visit}/bien-ban/bien-ban.docx`);
    assert.equal((await file.body()).subarray(0, 2).toString(), "PK");
    await desk.getByRole("link", { name: "Sửa loa bản Nà Dìa" }).click();
    await seen(desk, "duty");

    // Signed out: the next person at this phone reads none of it.
    await phone.goto("/kiem-tra");
    await phone.getByRole("button", { name: "Đăng xuất" }).click();
    await until(phone, async () => !(await caches.match("/kiem-tra")));
    assert.equal(await phone.evaluate(async (path) => Boolean(await caches.match(path)), sheet), false);
    assert.deepEqual(errors, []);
  });
}

// A picture with so many points.
async function picture(page, width, height) {
  const bytes = await page.evaluate(async ([width, height]) => {
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const pen = canvas.getContext("2d");
    for (let at = 0; at < 500; at += 1) {
      pen.fillStyle = `hsl(${(at * 137) % 360} 60% 60%)`;
      pen.fillRect((at * 7919) % width, (at * 104_729) % height, 90, 60);
    }
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    return [...new Uint8Array(await blob.arrayBuffer())];
  }, [width, height]);
  return Buffer.from(bytes);
}

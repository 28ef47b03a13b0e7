// One story through the built program in a real browser, on both engines: a plan from its document to duties that are
// proven, by people at a desk, in the hills, without a mouse, without scripts, and on paper.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { accessible, valid } from "./checks.mjs";
import { browser, demo, engines, shell, signedIn } from "./demo.mjs";
import { line } from "./line.mjs";

const PLAN = fileURLToPath(new URL("../../examples/song-ma-2022/ke-hoach.docx", import.meta.url));
const PHONE = { viewport: { width: 360, height: 740 } };
const DESK = { viewport: { width: 1280, height: 900 } };
const shots = process.env.LOA_SHOTS;

for (const [engine, env] of engines()) {
  test(`from the document of a plan to proven duties, on ${engine}`, { timeout: 300_000 }, async (t) => {
    const site = await demo(env, ["--without-plan"]);
    const chrome = await browser();
    const wire = await line(site.address);
    t.after(async () => {
      await chrome.close();
      await wire.close();
      await site.stop();
    });
    const world = { chrome, site, wire, errors: [] };
    // A page on the way: looked at by machine at both widths, and by people where LOA_SHOTS names a folder.
    world.seen = async (page, name, isSent = true) => {
      const own = page.viewportSize();
      for (const { viewport } of [PHONE, DESK]) {
        await page.setViewportSize(viewport);
        for (const problem of await accessible(page)) world.errors.push(`${name} at ${viewport.width}: ${problem}`);
        if (shots) {
          await mkdir(shots, { recursive: true });
          await page.screenshot({ path: `${shots}/journey-${engine}-${name}-${viewport.width}.png`, fullPage: true });
        }
      }
      await page.setViewportSize(own);
      if (isSent) for (const problem of await valid(page, page.url())) world.errors.push(`${name}: ${problem}`);
    };
    world.enter = async (login, options, address = site.address) => {
      const page = await signedIn(chrome, address, login, options);
      page.on("pageerror", (error) => world.errors.push(`${login}: ${error.message}`));
      page.on("response", (response) => { if (response.status() >= 500) world.errors.push(`${response.status()} ${response.url()}`); });
      return page;
    };
    for (const [name, step] of STEPS) {
      // Each step stands on the one before.
      let done = false;
      await t.test(name, async () => { await step(world); done = true; });
      if (!done) return;
    }
    assert.deepEqual(world.errors, []);
  });
}


const STEPS = [
  ["the document is brought in, looked over, decided and adopted", adopted],
  ["an officer writes without a network, the answer is lost, one record counts", written],
  ["proof is returned with a reason, corrected, and accepted", corrected],
  ["with the keyboard alone", byKeyboard],
  ["without scripts, and with scripts that never arrive", withoutScripts],
  ["on paper, and in high contrast", onPaper],
];

const pressed = (page, name) => page.getByRole("button", { name, exact: true }).first().click();
const standing = (page) => page.locator("main .loa-status").first().innerText();

async function adopted(world) {
  const page = await world.enter("dieuphoi", DESK);
  await page.goto("/ke-hoach");
  await pressed(page, "Tải lên và đọc");
  await page.locator(".govuk-error-summary").waitFor();
  await world.seen(page, "upload-refused", false);
  await page.setInputFiles("input[name=tep]", PLAN);
  await pressed(page, "Tải lên và đọc");
  await page.waitForURL(/\/soat$/);
  const review = page.url();
  await world.seen(page, "review");
  const said = await page.locator("main").innerText();
  for (const code of ["P202", "P213"]) assert.match(said, new RegExp(code));
  // A value is one press away from its words.
  await page.locator(".loa-review__reading").getByRole("link", { name: "Quý II, III năm 2022" }).click();
  const words = page.locator(`[id="${new URL(page.url()).hash.slice(1)}"]`);
  assert.match(await words.innerText(), /Quý II, III năm 2022/);
  assert.ok(await words.evaluate((place) => {
    const { top, bottom } = place.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  }), "the words are in sight");
  // What is open is offered in words, and nothing can be adopted before it is decided.
  await page.goto(review.replace("soat", "ban-hanh"));
  await world.seen(page, "adopt-open");
  await pressed(page, "Ban hành và giao việc");
  await page.locator(".govuk-error-summary").waitFor();
  await page.getByRole("link", { name: /hiểu được nhiều cách/ }).click();
  await page.locator("fieldset", { hasText: "Hiểu thời gian thế nào?" }).scrollIntoViewIfNeeded();
  await world.seen(page, "decide");
  await page.getByLabel(/mỗi quý/i).check();
  await pressed(page, "Lưu");
  await page.goto(review);
  await page.getByRole("link", { name: /có liên quan” là những đơn vị nào/ }).click();
  await world.seen(page, "name");
  await page.getByLabel(/[Kk]hông giao/).first().check();
  await pressed(page, "Lưu quyết định");
  await page.goto(review);
  await page.getByText("Không còn điều gì phải quyết định.").waitFor();
  await page.getByRole("link", { name: "Xem trước khi ban hành" }).click();
  await world.seen(page, "adopt");
  for (const box of await page.locator("#ban-hanh input[type=checkbox]").all()) await box.check();
  await pressed(page, "Ban hành và giao việc");
  await page.waitForURL((url) => !url.pathname.endsWith("ban-hanh"));
  assert.match(await page.locator("main").innerText(), /Đã ban hành: 21 nhiệm vụ, \d+ việc có hạn mới\./);
  await page.goto("/bang-dieu-hanh");
  await world.seen(page, "board");
  assert.match(await page.locator("main").innerText(), /1\d\d\s+✕ Quá hạn/);
  await page.context().close();
}

const APRIL = /2\.3 .*tháng 4\/2022/;
const MARCH = /2\.3 .*tháng 3\/2022/;

async function written(world) {
  const page = (world.phone = await world.enter("canbo", PHONE, world.wire.address));
  await page.goto("/viec");
  await world.seen(page, "mine-before");
  await shell(page);
  await page.context().setOffline(true);
  await page.goto("/ghi");
  // What is not pressing is folded away.
  await page.locator("summary", { hasText: "chưa đến kỳ" }).click();
  await page.getByLabel(APRIL).check();
  await page.fill("#lam-gi", "Phát tin về đăng ký khai sinh trên loa bản Nà Dìa, 120 người nghe");
  await page.getByLabel("Mông").check();
  await page.setInputFiles("input[name=anh]", { name: "IMG_0418.png", mimeType: "image/png", buffer: await picture(page, 3000, 2000) });
  await world.seen(page, "log", false);
  await pressed(page, "Lưu");
  await page.getByText("Đã lưu trên máy. Sẽ gửi khi có mạng.").waitFor();
  await page.goto("/cho-gui");
  await page.locator(".loa-queue-item").waitFor();
  await world.seen(page, "waiting", false);
  // The program does the work, the hills swallow its answer; the phone asks again.
  world.wire.lose = true;
  await page.context().setOffline(false);
  // Pressing while the lost try is still on its way waits for that one; the next press tries again.
  for (let tries = 0; tries < 15 && (await page.locator(".loa-queue-item").count()) > 0; tries += 1) {
    await page.waitForTimeout(2000);
    await page.getByRole("button", { name: "Gửi ngay" }).first().click({ timeout: 1000 }).catch(() => {});
  }
  await page.getByText("Không còn bản ghi nào chờ gửi").waitFor();
  assert.equal(world.wire.lose, false, "an answer was lost");
  // Twice at least: a browser repeats by itself what a line that it had used before did not answer.
  const keys = world.wire.posts.filter(({ path }) => path === "/ghi").map(({ key }) => key);
  assert.ok(keys.length >= 2 && new Set(keys).size === 1, `${keys}`);
  await page.goto("/hoat-dong");
  await world.seen(page, "activities");
  const records = page.locator("main table tbody tr");
  assert.equal(await records.count(), 1, "exactly one record");
  await page.goto("/viec");
  await world.seen(page, "mine-after");
  await page.getByRole("link", { name: APRIL }).or(page.locator("li", { hasText: "tháng 4/2022" }).getByRole("link", { name: /^2\.3/ })).first().click();
  world.duty = new URL(page.url()).pathname;
  assert.equal(await standing(page), "✓ Đạt");
  await page.locator(".loa-photos img").scrollIntoViewIfNeeded();
  await page.waitForFunction(() => document.querySelector(".loa-photos img").naturalWidth > 0);
  await world.seen(page, "duty");
  // The photo that the program gives says nothing about where it was taken and is light.
  const photo = await page.request.get(await page.locator(".loa-photos a").getAttribute("href"));
  assert.equal(photo.headers()["content-type"], "image/jpeg");
  const bytes = await photo.body();
  assert.ok(bytes.length < 400_000, `${bytes.length} bytes`);
  assert.ok(!bytes.includes("Exif"));
}

// A picture with so many points, noisy enough to weigh something.
async function picture(page, width, height) {
  const bytes = await page.evaluate(async ([width, height]) => {
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const pen = canvas.getContext("2d");
    for (let at = 0; at < 4000; at += 1) {
      pen.fillStyle = `hsl(${(at * 137) % 360} 60% 60%)`;
      pen.fillRect((at * 7919) % width, (at * 104_729) % height, 90, 60);
    }
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    return [...new Uint8Array(await blob.arrayBuffer())];
  }, [width, height]);
  return Buffer.from(bytes);
}

async function corrected(world) {
  const desk = await world.enter("dieuphoi", DESK);
  await desk.goto("/minh-chung");
  await desk.getByText("Phát tin về đăng ký khai sinh").first().waitFor();
  await world.seen(desk, "judge");
  // A return without a reason is refused, and what was written stays.
  await pressed(desk, "Trả lại");
  await desk.locator(".govuk-error-summary").waitFor();
  assert.match(await desk.title(), /^Lỗi: /);
  await world.seen(desk, "judge-refused", false);
  await desk.fill("#ly-do", "Ảnh không thấy loa.");
  await pressed(desk, "Trả lại");
  await desk.getByText("Không còn minh chứng nào chưa xem.").waitFor();
  await desk.goto(world.duty);
  assert.equal(await standing(desk), "↩ Trả lại");

  const phone = world.phone;
  await phone.goto("/viec");
  await phone.locator("li", { hasText: "Trả lại" }).getByRole("link", { name: /^2\.3/ }).click();
  await phone.getByText("Bị trả lại: Ảnh không thấy loa.").first().waitFor();
  await world.seen(phone, "returned");
  await phone.getByRole("link", { name: "Sửa bản ghi" }).click();
  await phone.waitForURL("**/sua");
  await world.seen(phone, "edit");
  await phone.fill("#lam-gi", "Phát tin về đăng ký khai sinh trên loa bản Nà Dìa, 120 người nghe; ảnh chụp cột loa");
  await phone.setInputFiles("input[name=anh]", { name: "loa.png", mimeType: "image/png", buffer: await picture(phone, 800, 600) });
  await pressed(phone, "Lưu");
  await phone.waitForURL((url) => !url.pathname.endsWith("/sua"));
  await world.seen(phone, "corrected");
  await phone.goto(world.duty);
  assert.equal(await standing(phone), "… Chờ duyệt", "who found fault must see it mended");

  await desk.goto("/minh-chung");
  await desk.getByText("ảnh chụp cột loa").first().waitFor();
  await pressed(desk, "Đạt");
  await desk.goto(world.duty);
  assert.equal(await standing(desk), "✓ Đạt");
  await world.seen(desk, "accepted");
  await desk.context().close();
}

// Presses Tab until the place has the focus; on the way the focus is always in sight.
async function tabTo(page, place) {
  for (let press = 0; press < 80; press += 1) {
    await page.keyboard.press("Tab");
    const hidden = await page.evaluate(() => {
      const at = document.activeElement;
      const { left, top, right, bottom } = at.getBoundingClientRect();
      const inside = bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
      return inside ? "" : at.outerHTML.slice(0, 120);
    });
    assert.equal(hidden, "", "the focus is out of sight");
    if (await place.evaluate((node) => node === document.activeElement)) return;
  }
  assert.fail(`Tab does not reach ${place}`);
}

async function byKeyboard(world) {
  const page = await world.enter("canbo2", DESK);
  await page.goto("/viec");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Đến nội dung chính");
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("link", { name: "Ghi một việc đã làm" }));
  await page.keyboard.press("Enter");
  await page.waitForURL("**/ghi");
  await tabTo(page, page.getByLabel(MARCH));
  await page.keyboard.press("Space");
  await tabTo(page, page.locator("#lam-gi"));
  await page.keyboard.type("Truyền thanh xã về một cửa, 80 người nghe");
  await tabTo(page, page.getByLabel("Việt", { exact: true }));
  await page.keyboard.press("Space");
  await tabTo(page, page.getByRole("button", { name: "Lưu", exact: true }));
  await page.keyboard.press("Enter");
  await page.getByText(/Đã gửi, mã 2022-\d+/).waitFor();
  await page.context().close();
}

async function withoutScripts(world) {
  // Each photo proves once, so no two of them are the same.
  let side = 60;
  const blocked = async (page) => { await page.route(/\.js$/, (route) => route.abort()); };
  for (const [way, options, prepare] of [["no scripts", { javaScriptEnabled: false }, async () => {}], ["scripts blocked", { serviceWorkers: "block" }, blocked]]) {
    for (const view of [PHONE, DESK]) {
      const page = await world.enter("phong", { ...view, ...options });
      await prepare(page);
      await page.goto("/ghi");
      for (const name of ["Việc của tôi", "Hoạt động"]) assert.ok(await page.getByRole("link", { name, exact: true }).first().isVisible(), `${way}: ${name}`);
      await page.getByLabel("Việc khác, không có trong danh sách").check();
      await page.fill("#lam-gi", "");
      await pressed(page, "Lưu");
      await page.locator(".govuk-error-summary").waitFor();
      assert.ok(await page.getByLabel("Việc khác, không có trong danh sách").isChecked(), "the choice is kept");
      await page.locator("summary", { hasText: "Ghi thêm" }).click();
      await page.fill("#noi", "Hội trường huyện");
      await page.fill("#lam-gi", `Họp giao ban, ${way}, ${view.viewport.width}, 20 người`);
      await page.getByLabel("Việt", { exact: true }).check();
      await page.setInputFiles("input[name=anh]", { name: "a.png", mimeType: "image/png", buffer: await picture(world.phone, 60, (side += 1)) });
      await pressed(page, "Lưu");
      await page.waitForURL((url) => url.pathname !== "/ghi");
      await page.getByText(`Họp giao ban, ${way}, ${view.viewport.width}`).first().waitFor();
      await page.context().close();
    }
  }
}

async function onPaper(world) {
  const page = await world.enter("dieuphoi", DESK);
  for (const path of ["/bang-dieu-hanh", "/nhiem-vu", world.duty]) {
    await page.goto(path);
    const pdf = await page.pdf({ preferCSSPageSize: true, path: shots && `${shots}/journey-${path.split("/")[1]}.pdf` });
    const [, wide, high] = pdf.toString("latin1").match(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/).map(Number);
    assert.ok(Math.abs(wide * high - 842 * 595) < 1000, "A4");
    assert.equal(wide > high, path === "/bang-dieu-hanh", "the board lies, all else stands");
    await page.emulateMedia({ media: "print" });
    for (const gone of [".loa-nav", ".loa-header__out", "[data-print]"]) {
      for (const node of await page.locator(gone).all()) assert.ok(await node.isHidden(), `${gone} is printed`);
    }
    await page.emulateMedia({ media: "screen", forcedColors: "active" });
    await world.seen(page, `contrast-${path.split("/")[1]}`);
    await page.emulateMedia({ media: null, forcedColors: null });
  }
  await page.context().close();
}

// One article, every surface: a version in Thái with a translator, a second speaker and a recording, a card, a poster, a copy to read aloud;
// a correction marks all of them, each is a thing to do.
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
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

const followed = (page, name) => Promise.all([page.waitForNavigation(), page.getByRole("link", { name }).first().click()]);

const looked = (page, path, name) => holds(page, path, "versions", name);

// Forty silent frames of MPEG-1 layer III, 128 kbit/s, behind notes of a program that say who spoke where.
function recording() {
  const frame = Buffer.alloc(417);
  frame.set([0xff, 0xfb, 0x90, 0x00]);
  const notes = Buffer.from("ID3\x03\x00\x00\x00\x00\x00\x20TPE1\x00\x00\x00\x12\x00\x00\x00Nguoi doc, ban Na Dia", "latin1");
  return Buffer.concat([notes, ...Array.from({ length: 40 }, () => frame)]);
}

async function file(page, path) {
  const answer = await page.request.get(path);
  assert.equal(answer.status(), 200, path);
  const body = await answer.body();
  if (shots) await writeFile(`${shots}/versions-${path.split("/").pop()}`, body);
  return { body, kind: answer.headers()["content-type"] };
}

test("a Thái version, a poster and a card follow the article that they were made from", { timeout: 300_000 }, async () => {
  const officer = await signedIn(chrome, site.address, "canbo", { viewport: { width: 360, height: 740 } });
  const desk = await signedIn(chrome, site.address, "dieuphoi", { viewport: { width: 1280, height: 900 } });
  const leader = await signedIn(chrome, site.address, "lanhdao");
  await officer.goto("/toa-soan/moi");
  await officer.fill("#tieu-de", "Khám bệnh bằng căn cước: ba điều cần nhớ (mẫu)");
  await officer.fill("#tom-tat", "Mang căn cước là đủ, không phải mang thẻ giấy.");
  await bodyFilled(officer, "## Cần nhớ\n\n- Mang căn cước gắn chip\n- Trẻ em mang giấy khai sinh\n- Hỏi trạm y tế xã\n\nKhông mất tiền.");
  await officer.selectOption("#chuyen-muc", { label: "Thủ tục cần biết" });
  await pressed(officer, "Lưu bài");
  const article = new URL(officer.url()).pathname;
  await pressed(officer, "Gửi duyệt");
  await desk.goto(article);
  await pressed(desk, "Duyệt");
  await pressed(desk, "Đăng");

  // Terms that everybody says alike.
  await looked(desk, "/toa-soan/thuat-ngu", "terms");
  await desk.fill("#tu", "căn cước");
  await desk.fill("#noi-la", "ꪹꪎꪸꪉ");
  await pressed(desk, "Lưu từ này");
  assert.ok(await desk.getByText("ꪹꪎꪸꪉ").isVisible());

  await looked(desk, `${article}/tieng`, "ask");
  await desk.selectOption("#tieng", "blt");
  const person = async (field, name) => {
    const option = desk.locator(`${field} option`, { hasText: name }).first();
    await desk.selectOption(field, await option.getAttribute("value"));
  };
  await person("#nguoi-dich", "Cầm Văn Mẫu");
  await person("#nguoi-nghe", "Nguyễn Văn Mẫu");
  await pressed(desk, "Lưu");
  const version = new URL(desk.url()).pathname;

  await officer.goto(version);
  await pressed(officer, "Gửi duyệt");
  assert.ok(await officer.getByText("Bản này chưa có chữ, chưa có tiếng nói").first().isVisible());
  await looked(officer, `${version}/sua`, "translate");
  assert.ok(await officer.getByText("Từ đã thống nhất").isVisible(), "terms of the article stand beside it");
  await officer.fill("#tieu-de", "ꪵꪒꪉ ꪋꪳ꫁ ꪹꪎꪸꪉ");
  await officer.fill("#tom-tat", "ꪼꪕ ꪙꪲ꫁");
  assert.equal(await officer.getByRole("textbox", { name: "Nội dung" }).getAttribute("lang"), "blt", "what is read aloud knows the language");
  await bodyFilled(officer, "ꪼꪕ ꪙꪲ꫁ ꪹꪎꪸꪉ");
  await officer.setInputFiles("input[name=ghi-am]", { name: "giong-nguoi-doc.mp3", mimeType: "audio/mpeg", buffer: recording() });
  await pressed(officer, "Lưu bài");
  await pressed(officer, "Gửi duyệt");
  await leader.goto(version);
  await pressed(leader, "Đã đọc, nghe lại: đúng với bài gốc");
  await desk.goto(version);
  await pressed(desk, "Đăng");
  await looked(desk, version, "version");

  // What somebody reads whom nobody knows.
  const phone = await chrome.newContext({ baseURL: site.address, viewport: { width: 360, height: 740 } });
  const page = await phone.newPage();
  const fonts = [];
  page.on("request", (request) => request.resourceType() === "font" && fonts.push(request.url()));
  await page.goto("/cong");
  await page.getByRole("link", { name: /Đứa Mòn|Chiềng|Mường|Nà|Bó|Pú|Yên|Huổi/ }).first().click();
  await followed(page, /Khám bệnh bằng căn cước/);
  const address = new URL(page.url()).pathname;
  assert.equal(fonts.filter((font) => font.includes("tai-viet")).length, 0, "the font is fetched where it is needed");
  const card = await page.locator("meta[property='og:image']").getAttribute("content");
  const picture = await file(page, new URL(card).pathname);
  assert.equal(picture.kind, "image/png");
  assert.deepEqual([picture.body.readUInt32BE(16), picture.body.readUInt32BE(20)], [1200, 630], "the size that programs want");
  await looked(page, address, "article");
  await followed(page, "Tiếng Thái (nghe)");
  const thai = new URL(page.url()).pathname;
  await looked(page, thai, "article-thai");
  assert.equal(await page.locator("h1").getAttribute("lang"), "blt");
  assert.equal(fonts.filter((font) => font.includes("tai-viet")).length > 0, true);
  const sound = await page.locator("audio").getAttribute("src");
  const heard = await page.request.get(sound, { headers: { Range: "bytes=0-3" } });
  assert.equal(heard.status(), 206);
  assert.deepEqual([...(await heard.body())], [0xff, 0xfb, 0x90, 0x00], "nothing of what programs note about who spoke");
  await looked(page, `${thai.split("/tin/")[0]}/tieng/blt`, "language");

  // A poster, and a copy to read aloud.
  await looked(officer, `${article}/be-mat/ap-phich`, "poster");
  await pressed(officer, "Lưu");
  for (const name of ["ap-phich-a4.pdf", "ap-phich-a3.pdf", "ban-doc.pdf"]) {
    const made = await file(officer, `${article}/tai/${name}`);
    assert.equal(made.body.subarray(0, 5).toString(), "%PDF-", name);
  }
  const inThai = await file(officer, `${version}/tai/ap-phich-a4.pdf`);
  if (shots) await writeFile(`${shots}/versions-thai.pdf`, inThai.body);

  // Put right: all that was made from the old words is a thing to do.
  await officer.goto(article);
  await pressed(officer, "Sửa bài đã đăng");
  await officer.goto(`${article}/sua`);
  await bodyFilled(officer, "## Cần nhớ\n\n- Mang căn cước gắn chip\n- Trẻ em mang thẻ bảo hiểm\n\nKhông mất tiền.");
  await pressed(officer, "Lưu bài");
  await pressed(officer, "Gửi duyệt");
  await desk.goto(article);
  await pressed(desk, "Duyệt");
  await desk.fill("#nhan-xet", "Trẻ em mang thẻ bảo hiểm.");
  await pressed(desk, "Đăng");
  await looked(officer, "/toa-soan", "to-do");
  for (const name of [/^Bản tiếng Thái/, /^Áp phích có mã QR/, /^Ảnh chia sẻ/]) {
    assert.equal(await officer.getByRole("link", { name }).count(), 1, String(name));
  }
  await page.goto(thai);
  assert.ok(await page.getByText("Bài gốc đã sửa sau bản này.").isVisible());
  await followed(officer, /^Áp phích có mã QR/);
  await looked(officer, new URL(officer.url()).pathname, "stale");
  await officer.fill("#chu", "Khám bệnh bằng căn cước\nTrẻ em mang thẻ bảo hiểm");
  await pressed(officer, "Lưu");
  // The public sees a card at once: who may publish decides about it.
  await officer.goto(`${article}/be-mat/the`);
  assert.equal(await officer.getByRole("button", { name: "Vẫn đúng" }).count(), 0);
  await desk.goto(`${article}/be-mat/the`);
  await pressed(desk, "Vẫn đúng");
  await leader.goto(version);
  await pressed(leader, "Vẫn đúng");
  await officer.goto("/toa-soan");
  assert.equal(await officer.getByText("Bài gốc đã sửa, phải làm lại").count(), 0);
  await page.goto(thai);
  assert.equal(await page.getByText("Bài gốc đã sửa sau bản này.").count(), 0);
  await phone.close();
});

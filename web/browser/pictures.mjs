// The pictures of docs/guide, taken anew from the demonstration: `scripts/browser.sh PROGRAM pictures`.
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { browser, demo, shell, signedIn } from "./demo.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const PLAN = here("../../examples/song-ma-2022/ke-hoach.docx");
const FOLDER = here("../../docs/guide/hinh");
const DESK = { viewport: { width: 1000, height: 640 } };
const PHONE = { viewport: { width: 360, height: 640 } };

const chrome = await browser();
await mkdir(FOLDER, { recursive: true });
const taken = (page, name) => page.screenshot({ path: `${FOLDER}/${name}.png` });
const top = (page, place) => page.locator(place).first().evaluate((node) => scrollTo(0, node.getBoundingClientRect().top + scrollY - 12));

async function withoutPlan() {
  const site = await demo({}, ["--without-plan"]);
  const page = await signedIn(chrome, site.address, "dieuphoi", DESK);
  await page.goto("/ke-hoach");
  await page.setInputFiles("input[name=tep]", PLAN);
  await page.getByRole("button", { name: "Tải lên và đọc" }).click();
  await page.waitForURL(/\/soat$/);
  const review = page.url();
  await top(page, "#can-quyet-dinh");
  await taken(page, "soat-quyet-dinh");
  await page.locator(".loa-review__reading").getByRole("link", { name: "Quý II, III năm 2022" }).click();
  await page.waitForTimeout(300);
  await taken(page, "soat-van-ban");
  await page.goto(review.replace("soat", "ban-hanh"));
  await taken(page, "ban-hanh");
  await site.stop();
}

async function inTheYear() {
  const site = await demo();
  const desk = await signedIn(chrome, site.address, "dieuphoi", DESK);
  await desk.goto("/bang-dieu-hanh");
  await taken(desk, "bang-dieu-hanh");
  await top(desk, ".loa-legend");
  await taken(desk, "bang-don-vi-nhiem-vu");
  await desk.goto("/minh-chung");
  await taken(desk, "duyet-minh-chung");

  const phone = await signedIn(chrome, site.address, "canbo", PHONE);
  await phone.goto("/viec");
  await shell(phone);
  await taken(phone, "viec-cua-toi");
  await phone.goto("/ghi");
  await taken(phone, "ghi-viec-nao");
  await phone.getByLabel(/tháng 4\/2022/).check();
  await phone.fill("#lam-gi", "Phát tin về đăng ký khai sinh trên loa bản Nà Dìa, 120 người nghe");
  await phone.getByLabel("Mông").check();
  await top(phone, "fieldset:has(.govuk-date-input)");
  await taken(phone, "ghi-lam-gi");
  await phone.context().setOffline(true);
  await phone.getByRole("button", { name: "Lưu", exact: true }).click();
  await phone.getByText("Đã lưu trên máy").waitFor();
  await phone.goto("/cho-gui");
  await phone.locator(".loa-queue-item").waitFor();
  await taken(phone, "cho-gui");
  await phone.context().setOffline(false);
  await phone.goto("/viec");
  await phone.getByRole("link", { name: /Xem lý do và sửa/ }).first().click();
  await taken(phone, "tra-lai");
  await site.stop();
}

await withoutPlan();
await inTheYear();
await chrome.close();

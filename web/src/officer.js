// Work without a network: forms with data-offline go into the queue first and are sent when the network is there.
import { all, flush, of, put, remove, size, uuid } from "./queue.js";

const owner = document.body.dataset.person ?? "";
const ownerName = document.body.dataset.personName ?? "";
const DAY = 24 * 60 * 60 * 1000;
const LONG_SIDE = 1600;

function say(text, href) {
  const place = document.querySelector("[data-queue-say]");
  if (!place) return;
  place.textContent = text;
  place.hidden = false;
  if (href) {
    const link = document.createElement("a");
    link.className = "govuk-link";
    link.href = href;
    link.textContent = "Xem";
    place.append(" ", link);
  }
}

async function badge() {
  const count = (await of(owner)).length;
  for (const link of document.querySelectorAll("[data-queue-badge]")) {
    link.hidden = count === 0;
    link.textContent = `⇧ Chờ gửi: ${count}`;
  }
}

// Smaller photos travel, without where they were taken. What cannot be drawn goes as it is; the server decides.
async function shrunk(file) {
  if (!file.type.startsWith("image/")) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONG_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close?.();
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.72));
    return blob && blob.size < file.size ? blob : file;
  } catch {
    return file;
  }
}

async function itemOf(form) {
  const item = { id: uuid(), url: form.getAttribute("action"), owner, ownerName, t: Date.now(), fields: [], blobs: [], tries: 0 };
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") {
      // The key of the page is for browsers without scripts; the queue has its own.
      if (name !== "khoa") item.fields.push([name, value]);
    } else if (value.size > 0) {
      item.blobs.push([name, await shrunk(value), value.name]);
    }
  }
  return item;
}

function heard(outcome) {
  if (outcome.state === "sent") say(`Đã gửi, mã ${outcome.code}.`, outcome.href);
  if (outcome.state === "signin") say("Mời đăng nhập lại để gửi. Mọi thứ đã ghi vẫn còn trên máy.", "/dang-nhap");
  if (outcome.state === "refused") say("Có bản ghi chưa được nhận, lý do ở trang Chờ gửi.", "/cho-gui");
}

async function flushed() {
  if (!owner) return;
  const state = await flush(owner, heard);
  await badge();
  await list();
  return state;
}

for (const form of document.querySelectorAll("form[data-offline]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = event.submitter;
    if (button) button.disabled = true;
    try {
      const item = await itemOf(form);
      await put(item);
      form.reset();
      say("Đã lưu trên máy. Sẽ gửi khi có mạng.");
      document.querySelector("[data-queue-say]")?.scrollIntoView({ block: "center" });
      await badge();
      navigator.storage?.persist?.();
      await flushed();
      (await navigator.serviceWorker?.ready)?.sync?.register("loa-queue").catch(() => {});
    } catch {
      // No room on the phone, or a private window without storage: the form goes the ordinary way.
      form.removeAttribute("data-offline");
      form.submit();
    } finally {
      if (button) button.disabled = false;
    }
  });
}

function element(tag, text, className) {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function button(text, act) {
  const made = element("button", text, "govuk-button govuk-button--secondary govuk-button--small");
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

function saved(item) {
  const text = item.fields.map(([name, value]) => `${name}: ${value}`).join("\n");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  link.download = `loa-${new Date(item.t).toISOString().slice(0, 10)}.txt`;
  link.click();
  URL.revokeObjectURL(link.href);
}

function shown(item) {
  const box = element("div", "", "loa-queue-item");
  const mine = item.owner === owner;
  const what = item.fields.find(([name]) => name === "lam-gi")?.[1] ?? "Một việc đã làm";
  const at = new Date(item.t);
  const time = `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
  const day = `${String(at.getDate()).padStart(2, "0")}/${String(at.getMonth() + 1).padStart(2, "0")}/${at.getFullYear()}`;
  box.append(element("h2", mine ? what.slice(0, 80) : `Bản ghi của ${item.ownerName}`, "govuk-heading-s"));
  const kb = Math.ceil(size(item) / 1000);
  box.append(element("p", `Lưu trên máy ${time} ${day} · ${kb} KB ảnh, tệp · đã thử gửi ${item.tries} lần`, "govuk-body"));
  if (Date.now() - item.t > 3 * DAY) {
    box.append(element("p", "! Đã lưu quá 3 ngày: mời gửi sớm, hoặc tải bản ghi về máy.", "govuk-body govuk-!-font-weight-bold"));
  }
  for (const problem of item.refused ?? []) box.append(element("p", `✕ ${problem.message}`, "govuk-error-message"));
  if (!mine) {
    box.append(element("p", "Chỉ người ghi mới xem và gửi được: mời đăng nhập bằng tên người đó.", "govuk-body"));
    return box;
  }
  const actions = element("div", "", "loa-actions");
  actions.append(
    button("Gửi ngay", async () => {
      delete item.refused;
      await put(item);
      await flushed();
    }),
    button("Tải bản ghi về máy", () => saved(item)),
    button("Xoá", async () => {
      if (!confirm("Xoá bản ghi này khỏi máy? Không lấy lại được.")) return;
      await remove(item.id);
      await badge();
      await list();
    }),
  );
  box.append(actions);
  return box;
}

async function list() {
  const place = document.querySelector("[data-queue-list]");
  if (!place) return;
  const items = await all();
  place.replaceChildren(...items.map(shown));
  if (items.length === 0) place.append(element("p", "Không còn bản ghi nào chờ gửi trên máy này.", "govuk-body"));
}

addEventListener("online", flushed);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && flushed());
setInterval(flushed, 60_000);
navigator.serviceWorker?.addEventListener("message", (event) => event.data === "flush" && flushed());
navigator.serviceWorker?.register("/worker.js").catch(() => {});
badge();
list();
flushed();

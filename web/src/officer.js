// Work without a network: what waits on this machine is counted, sent when there is a network, and shown. Forms with
// data-offline and the page of waiting items bring what they need beside it.
import * as queue from "./queue.js";

const { person: owner = "", personName: ownerName = "" } = document.body.dataset;
const STALE_MS = 3 * 86_400_000;
const form = document.querySelector("form[data-offline=activity]");
const answers = document.querySelectorAll("form[data-offline=answer]");
const place = document.querySelector("[data-queue-list]");
// Given a refused item, true when the form took it back.
let takenBack = () => false;
// Told what became of an item, on the page of a checklist.
let answered = () => {};

function say(text, href, label) {
  const line = document.querySelector("[data-queue-say]");
  if (!line) return;
  line.textContent = text;
  if (!href) return;
  const link = document.createElement("a");
  link.className = "govuk-link";
  link.href = href;
  link.textContent = label;
  line.append(" ", link);
}

async function shown() {
  const mine = await queue.of(owner);
  for (const link of document.querySelectorAll("[data-queue-badge]")) {
    link.hidden = mine.length === 0;
    link.textContent = `⇧ Chờ gửi: ${mine.length}`;
  }
  if (place) (await import(WAITING)).list(place, { ...queue, owner, say, send, shown, STALE_MS });
  return mine;
}

function heard(outcome, item) {
  if (outcome.state === "sent") {
    say(outcome.sentence ?? `Đã gửi, mã ${outcome.code}.`, !outcome.sentence && outcome.href, "Xem bản ghi");
    if (form) import(FORM).then(({ renewed }) => renewed(form)).catch(() => {});
  }
  if (outcome.state === "signin") say("Đăng nhập lại để gửi. Mọi bản ghi vẫn còn trên máy.", "/dang-nhap?tiep=/cho-gui", "Đăng nhập");
  if (outcome.state === "denied") say("Bạn không còn quyền gửi bản ghi này; nó vẫn còn trên máy.", "/cho-gui", "Xem");
  answered(outcome, item);
  if (outcome.state === "refused" && !takenBack(item, outcome.problems)) say("Có bản ghi bị trả lại.", "/cho-gui", "Xem lý do");
}

async function send() {
  const end = await queue.flush(owner, heard);
  await shown();
  return end;
}

// Without a network nothing is tried, so that tries count what a server, not the hills, did.
const sendLater = () => owner && navigator.onLine && send().catch(() => {});

// Something was just kept: say so, ask the browser not to clear it away, and try.
function kept() {
  say("Đã lưu trên máy. Sẽ gửi khi có mạng.");
  shown();
  navigator.storage?.persist?.();
  navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("loa-queue")).catch(() => {});
  sendLater();
}

async function start() {
  // Without storage the form still helps as far as it can.
  const mine = await queue.setOwner(owner).then(shown).catch(() => []);
  const stale = mine.some((item) => Date.now() - item.t > STALE_MS);
  if (stale && !place) say("Có bản ghi đã chờ quá 3 ngày.", "/cho-gui", "Xem và gửi");
  const api = { ...queue, owner, ownerName, say, kept };
  if (form) takenBack = (await import(FORM)).enhance(form, mine, api);
  if (answers[0]) answered = (await import(SHEET)).enhance(answers, mine, { ...api, ...(await import(FORM)) });
  sendLater();
}

addEventListener("online", sendLater);
document.addEventListener("visibilitychange", () => document.hidden || sendLater());
setInterval(sendLater, 60_000);
navigator.serviceWorker?.addEventListener("message", shown);
navigator.serviceWorker?.register("/worker.js").catch(() => {});
if (owner) start().catch(() => {});

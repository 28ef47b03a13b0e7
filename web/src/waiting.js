// The list of what waits to be sent on this machine.
import { made } from "./made.js";

function button(text, about, act) {
  const one = made("button", "govuk-button govuk-button--secondary govuk-button--small", text);
  one.append(made("span", "govuk-visually-hidden", ` ${about}`));
  one.type = "button";
  one.addEventListener("click", act);
  return one;
}

const two = (number) => String(number).padStart(2, "0");
function moment(t) {
  const at = new Date(t);
  return `${two(at.getHours())}:${two(at.getMinutes())} ngày ${two(at.getDate())}/${two(at.getMonth() + 1)}/${at.getFullYear()}`;
}

function weight(bytes) {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} KB` : `${(bytes / 1_000_000).toFixed(1).replace(".", ",")} MB`;
}

const asData = (blob) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });

// One file that opens anywhere, photos inside.
async function takeAway(item) {
  const page = document.implementation.createHTMLDocument(`Bản ghi ${moment(item.t)}`);
  page.documentElement.lang = "vi";
  page.head.append(Object.assign(page.createElement("meta"), { httpEquiv: "content-type", content: "text/html; charset=utf-8" }));
  const add = (tag, text) => page.body.append(Object.assign(page.createElement(tag), { textContent: text }));
  add("h1", `Bản ghi của ${item.ownerName}, lưu lúc ${moment(item.t)}`);
  for (const [label, value] of item.lines) add("p", `${label}: ${value}`);
  for (const [, blob, name] of item.blobs) {
    const image = blob.type.startsWith("image/");
    const one = page.createElement(image ? "img" : "a");
    one[image ? "src" : "href"] = await asData(blob);
    if (image) Object.assign(one, { alt: name, width: 600 });
    else Object.assign(one, { textContent: name, download: name });
    page.body.append(one);
  }
  const address = URL.createObjectURL(new Blob([`<!doctype html>${page.documentElement.outerHTML}`], { type: "text/html" }));
  const link = Object.assign(document.createElement("a"), { href: address, download: `loa-ban-ghi-${new Date(item.t).toISOString().slice(0, 10)}-${item.n}.html` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

function status(item) {
  const refused = Boolean(item.problems);
  const one = made("span", `loa-status loa-status--${refused ? "tra-lai" : "cho-gui"}`);
  const glyph = made("span", "", refused ? "↩" : "⇧");
  glyph.setAttribute("aria-hidden", "true");
  one.append(glyph, refused ? " Trả lại" : " Chờ gửi");
  return one;
}

// What was written, as its first words; its page has a field of that name.
function told(item) {
  const text = item.fields.find(([name]) => name === "lam-gi")?.[1].trim() || item.lines[0]?.[1] || "Một việc đã làm";
  return text.length > 120 ? `${text.slice(0, 120).replace(/\s+\S*$/, "")} …` : text;
}

function card(item, api) {
  const mine = item.owner === api.owner;
  const what = told(item);
  const heading = made("h2", "govuk-heading-s govuk-!-margin-bottom-1", mine ? what : `Bản ghi của ${item.ownerName}`);
  const facts = [`lưu trên máy lúc ${moment(item.t)}`, weight(api.size(item)), item.tries ? `đã thử gửi ${item.tries} lần` : "chưa thử gửi"];
  const box = made("li", "loa-queue-item", "", heading, made("p", "govuk-body govuk-!-margin-bottom-2", "", status(item), ` ${facts.join(" · ")}`));
  if (Date.now() - item.t > api.STALE_MS) {
    box.append(made("p", "govuk-body govuk-!-font-weight-bold", "! Đã chờ quá 3 ngày: mời gửi sớm, hoặc tải bản ghi về máy cho chắc."));
  }
  if (!mine) {
    box.append(made("p", "govuk-body", `Chỉ ${item.ownerName} xem và gửi được, sau khi đăng nhập bằng tên của mình.`));
    return box;
  }
  box.append(made("p", "govuk-body-s govuk-!-margin-bottom-2", item.lines.map((line) => line[1]).filter((value) => value !== what).join(" · ")));
  for (const problem of item.problems ?? []) box.append(made("p", "govuk-error-message", `✕ ${problem.message}`));
  const actions = made("div", "loa-actions");
  if (item.problems) {
    const mend = made("a", "govuk-button govuk-button--small", "Sửa lại");
    mend.href = `${item.page}?sua=${item.n}`;
    mend.append(made("span", "govuk-visually-hidden", ` ${what}`));
    actions.append(mend);
  }
  const now = async () => {
    if (item.problems) await api.change(item.n, { problems: undefined });
    const end = await api.send();
    if (end === "silent" || end === "later") api.say("Chưa gửi được. Bản ghi vẫn còn trên máy, sẽ tự gửi lại.");
  };
  const away = async () => {
    if (!confirm("Xoá bản ghi này khỏi máy? Xoá rồi không lấy lại được.")) return;
    await api.remove(item.n);
    await api.shown();
  };
  actions.append(button("Gửi ngay", what, now), button("Tải bản ghi về máy", what, () => takeAway(item)), button("Xoá", what, away));
  box.append(actions);
  return box;
}

/// Fills the list of the page.
export async function list(place, api) {
  const items = await api.all();
  const none = made("p", "govuk-body", "Không còn bản ghi nào chờ gửi trên máy này.");
  place.replaceChildren(items.length ? made("ul", "govuk-list", "", ...items.map((item) => card(item, api))) : none);
}

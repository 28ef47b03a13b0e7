// The checklist of a visit on a phone: every answer is an item of the queue by itself, so that nothing large can be lost.
// What waits to be sent stands in the page also after it was opened anew without a network, things that the team added
// there included: those are told from others by a key that the phone makes, and can be answered again before any of it
// has reached the server.
import { made } from "./made.js";

const value = (item, name) => item.fields.find((field) => field[0] === name)?.[1] ?? "";
const keyOf = (form) => form.elements.muc.value;

// "Chờ gửi: Chưa đạt, 2 ảnh"
function told(item) {
  const verdict = item.lines.find(([label]) => label === "Kết quả")?.[1] ?? "";
  return item.blobs.length > 0 ? `${verdict}, ${item.blobs.length} ảnh` : verdict;
}

function stands(form, item, sent) {
  const line = form.closest("section").querySelector("[data-answer-state]");
  if (!line) return;
  const [key, glyph, word] = item.problems ? ["tra-lai", "↩", "Trả lại"] : sent ? ["dat", "✓", "Đã gửi"] : ["cho-gui", "⇧", "Chờ gửi"];
  const sign = made("span", "", glyph);
  sign.setAttribute("aria-hidden", "true");
  line.replaceChildren(made("span", `loa-status loa-status--${key}`, "", sign, ` ${word}`), ` ${told(item)}`);
  wrong(form, item.problems ?? []);
}

// What is missing or was refused, above the fields of its own card.
function wrong(form, problems) {
  form.querySelectorAll("[data-wrong]").forEach((old) => old.remove());
  for (const { message } of problems) {
    const line = made("p", "govuk-error-message", "", made("span", "govuk-visually-hidden", "Lỗi: "), message);
    line.dataset.wrong = "";
    line.setAttribute("role", "alert");
    form.prepend(line);
  }
}

// Puts an answer back into its card; photos only of one that was refused, since it will be sent in the place of that one.
function filled(form, item) {
  for (const input of form.elements) {
    if (input.type === "radio") input.checked = input.value === value(item, "kq");
    else if (input.name === "nhan-xet") input.value = value(item, "nhan-xet");
    else if (input.type === "file" && item.problems) {
      const files = new DataTransfer();
      for (const [, blob, name] of item.blobs) files.items.add(new File([blob], name, { type: blob.type }));
      input.files = files.files;
    }
  }
}

/// Makes each form of the checklist write into the queue; gives what wants to hear what became of its items.
export function enhance(forms, waiting, api) {
  const action = forms[0].getAttribute("action");
  const list = document.querySelector("[data-sheet]");
  const blank = document.querySelector("template[data-own-card]");
  const cards = new Map();
  // The refused item of a card, which its next answer replaces.
  const refused = new Map();

  // A card for something that only this phone knows of.
  function added(key, title) {
    const card = blank.content.firstElementChild.cloneNode(true);
    const form = card.querySelector("form");
    card.querySelector("h2").textContent = title;
    card.dataset.card = key;
    for (const part of card.querySelectorAll("[id], [for]")) {
      if (part.id) part.id = `${part.id}-${key}`;
      if (part.htmlFor) part.htmlFor = `${part.htmlFor}-${key}`;
    }
    form.elements.muc.value = key;
    form.elements.ten.value = title;
    form.dataset.title = title;
    list.append(card);
    listened(form);
    return form;
  }

  function shown(item, sent = false) {
    const key = value(item, "muc");
    const form = cards.get(key) ?? added(key, value(item, "ten") || key);
    if (item.problems) refused.set(key, item.n);
    filled(form, item);
    stands(form, item, sent);
    return form;
  }

  async function submitted(event) {
    event.preventDefault();
    const form = event.target;
    if (form.dataset.busy) return;
    const problems = api.missing(form);
    wrong(form, problems);
    if (problems.length > 0) return;
    form.dataset.busy = "1";
    const adds = "adds" in form.dataset;
    try {
      if (adds) form.elements.muc.value = api.uuid();
      const item = await api.itemOf(form, event.submitter, api);
      item.fields.push(["luc", new Date(item.t).toISOString()]);
      const key = value(item, "muc");
      await api.add(item, refused.get(key));
      refused.delete(key);
      if (adds) form.reset();
      for (const input of form.querySelectorAll("input[type=file]")) input.value = "";
      if (adds) form.elements.muc.value = "";
      shown(item);
      api.kept();
      if (adds) cards.get(key).closest("section").scrollIntoView({ block: "center" });
    } catch {
      // No room on the machine: with a network the form goes the ordinary way, without one it stays as it is.
      if (navigator.onLine) {
        form.removeEventListener("submit", submitted);
        setTimeout(() => form.requestSubmit?.());
      } else api.say("Chưa lưu được: máy không còn chỗ và chưa có mạng. Mời để nguyên trang này, có mạng thì bấm lưu lại.");
    } finally {
      delete form.dataset.busy;
    }
  }

  function listened(form) {
    if (!("adds" in form.dataset)) cards.set(keyOf(form), form);
    form.addEventListener("submit", submitted);
  }

  forms.forEach(listened);
  for (const item of waiting) if (item.url === action) shown(item);

  return (outcome, item) => {
    if (item.url !== action || !["sent", "refused"].includes(outcome.state)) return;
    const form = cards.get(value(item, "muc"));
    // A later answer to the same thing may be waiting behind this one: that one stands in the card.
    if (form) api.of(item.owner).then((left) => {
      const later = left.filter((one) => one.url === action && value(one, "muc") === value(item, "muc")).pop();
      if (later) shown(later);
      else stands(form, item, true);
    }).catch(() => {});
    // What is kept for the time without a network must know what has arrived.
    if (outcome.state === "sent") navigator.serviceWorker?.controller?.postMessage({ renew: location.pathname });
  };
}

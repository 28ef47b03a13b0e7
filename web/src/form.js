// A form that keeps what was written on the machine first: what is missing is said at once, photos are made small, and
// an item that the server refused comes back into it with the reasons.
import { made } from "./made.js";
import { fillDate, today } from "./page.js";
import { shrunk } from "./photo.js";

const isChoice = (input) => /radio|checkbox/.test(input.type);

// What is ticked is never folded away.
function tick(input, on) {
  input.checked = on;
  if (on) input.closest("details")?.setAttribute("open", "");
}

// How a person reads the form: label and value of each field, for the list and for the file to take away.
function linesOf(form) {
  const lines = new Map();
  for (const input of form.elements) {
    const group = input.closest(".govuk-form-group");
    if (!input.name || !group || input.type === "file" || (isChoice(input) && !input.checked)) continue;
    const value = isChoice(input) ? input.labels[0]?.textContent.trim() : (input.selectedOptions?.[0]?.text ?? input.value.trim());
    const label = group.querySelector("legend, label")?.textContent.trim();
    const between = group.querySelector(".govuk-date-input") ? "/" : ", ";
    if (label && value) lines.set(label, lines.has(label) ? lines.get(label) + between + value : value);
  }
  // A form of which a page has many says itself what it is about.
  return form.dataset.title ? [["Mục", form.dataset.title], ...lines] : [...lines];
}

/// What a form says now, as an item of the queue.
export async function itemOf(form, button, { owner, ownerName, uuid }) {
  const item = {
    id: uuid(), url: form.getAttribute("action"), page: location.pathname, owner, ownerName,
    t: Date.now(), tries: 0, lines: linesOf(form), fields: [], blobs: [],
  };
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") {
      // The key in the page is for browsers without scripts; each item has its own.
      if (name !== "khoa") item.fields.push([name, value]);
    } else if (value.size > 0) {
      const blob = await shrunk(value);
      item.blobs.push([name, blob, blob === value ? value.name : value.name.replace(/\.\w*$|$/, ".jpg")]);
      // When it was taken is the one thing worth keeping of what a photo says about itself.
      item.fields.push([`${name}-luc`, new Date(value.lastModified).toISOString()]);
    }
  }
  if (button?.name) item.fields.push([button.name, button.value]);
  return item;
}

function summary(list) {
  const alert = made("div", "", "", made("h2", "govuk-error-summary__title", "Có chỗ cần sửa"), made("div", "govuk-error-summary__body", "", list));
  alert.setAttribute("role", "alert");
  const box = made("div", "govuk-error-summary", "", alert);
  box.tabIndex = -1;
  return box;
}

// The problems as the server would show them: a summary on top, each sentence beside its field too.
function told(form, problems) {
  document.querySelectorAll(".govuk-error-summary, form .govuk-error-message").forEach((old) => old.remove());
  form.querySelectorAll(".govuk-form-group--error").forEach((group) => group.classList.remove("govuk-form-group--error"));
  document.title = document.title.replace(/^(Lỗi: )?/, problems.length ? "Lỗi: " : "");
  if (problems.length === 0) return;
  const list = made("ul", "govuk-list govuk-error-summary__list");
  for (const { field, message } of problems) {
    const target = document.getElementById(field);
    const group = target?.closest(".govuk-form-group");
    if (!group) {
      list.append(made("li", "", message));
      continue;
    }
    const link = made("a", "", message);
    link.href = `#${target.id}`;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      (target.matches("input, select, textarea") ? target : target.querySelector("input"))?.focus();
    });
    list.append(made("li", "", "", link));
    if (group.classList.contains("govuk-form-group--error")) continue;
    group.classList.add("govuk-form-group--error");
    const sentence = made("p", "govuk-error-message", "", made("span", "govuk-visually-hidden", "Lỗi: "), message);
    group.querySelector(".govuk-radios, .govuk-checkboxes, .govuk-date-input, input, textarea, select")?.before(sentence);
  }
  const box = summary(list);
  document.querySelector("main").prepend(box);
  box.focus();
}

// What must be filled in and is not: data-must="sentence" on a field, or on what is around its choices, with data-must-name.
export function missing(form) {
  const data = new FormData(form);
  const given = (field) => data.getAll(field).some((value) => (typeof value === "string" ? value.trim() : value.size > 0));
  return [...form.querySelectorAll("[data-must]")]
    .map((one) => ({ field: one.dataset.mustName ?? one.name, message: one.dataset.must }))
    .filter(({ field }) => !given(field) && !given(`${field}-ngay`));
}

// Puts an item back into its form.
function filled(form, item) {
  const values = (name) => item.fields.filter((field) => field[0] === name).map((field) => field[1]);
  for (const input of form.elements) {
    if (isChoice(input)) tick(input, values(input.name).includes(input.value));
    else if (input.type === "file") {
      const files = new DataTransfer();
      for (const [name, blob, file] of item.blobs) if (name === input.name) files.items.add(new File([blob], file, { type: blob.type }));
      input.files = files.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    } else if (input.name !== "khoa" && values(input.name).length > 0) [input.value] = values(input.name);
  }
}

// A page kept from an earlier day has that day in its form.
function freshDates(form) {
  for (const button of form.querySelectorAll('[data-date-pick][data-days="0"]')) {
    const name = button.dataset.datePick;
    if (form.elements[`${name}-nam`]?.defaultValue) fillDate(name, today());
  }
}

// The page kept for the time without a network knows nothing of what stands behind "?".
function chosen(form, query) {
  for (const input of form.elements) if (isChoice(input) && query.getAll(input.name).includes(input.value)) tick(input, true);
}

// No room on the machine, or a private window without storage: the form goes the ordinary way, with a key of its own;
// without a network it stays as it is, since sending would lose it.
function ordinary(form, button, { say, uuid }) {
  if (!navigator.onLine) {
    say("Chưa lưu được: máy không còn chỗ và chưa có mạng. Mời để nguyên trang này, có mạng thì bấm lưu lại.");
    return false;
  }
  if (form.elements.khoa) form.elements.khoa.value = uuid();
  // Later, since a form does not submit again while its own event is still on the way.
  setTimeout(() => (form.requestSubmit ? form.requestSubmit(button) : form.submit()));
  return true;
}

/// How the duties stand now; what is being written stays as it is.
export async function renewed(form) {
  const place = form.querySelector('[data-must-name="viec"]');
  if (!place || place.querySelector(":checked")) return;
  const sent = new DOMParser().parseFromString(await (await fetch(form.getAttribute("action"))).text(), "text/html");
  const fresh = sent.querySelector('[data-must-name="viec"]');
  if (fresh && !place.querySelector(":checked")) place.replaceWith(document.adoptNode(fresh));
}

/// Makes the form write into the queue. Gives what takes a refused item back into the form, when it still may.
export function enhance(form, waiting, api) {
  const query = new URLSearchParams(location.search);
  let last = null;
  let instead = null;
  let touched = false;
  let busy = false;

  function takeBack(item, problems) {
    if (item.id !== last || touched) return false;
    filled(form, item);
    instead = item.n;
    touched = false;
    api.say(problems ? "Bản ghi chưa được nhận: mời sửa rồi lưu lại." : "");
    told(form, problems ?? []);
    return true;
  }

  // Nothing after this may fail: the item is kept, and sending the form as well would make two of it.
  function kept(item) {
    last = item.id;
    instead = null;
    form.reset();
    // What was ticked by the way here is told now.
    for (const input of form.elements) if (isChoice(input) && query.getAll(input.name).includes(input.value)) input.checked = false;
    freshDates(form);
    touched = false;
    form.querySelectorAll("input[type=file], textarea").forEach((input) => input.dispatchEvent(new Event("change", { bubbles: true })));
    api.kept();
    document.querySelector("[data-queue-say]")?.scrollIntoView({ block: "center" });
  }

  async function submitted(event) {
    event.preventDefault();
    if (busy) return;
    const problems = missing(form);
    told(form, problems);
    if (problems.length > 0) return;
    busy = true;
    api.say("Đang lưu trên máy…");
    try {
      const item = await itemOf(form, event.submitter, api);
      await api.add(item, instead);
      queueMicrotask(() => kept(item));
    } catch {
      if (ordinary(form, event.submitter, api)) form.removeEventListener("submit", submitted);
    } finally {
      busy = false;
    }
  }

  form.addEventListener("submit", submitted);
  form.addEventListener("input", () => { touched = true; });
  form.addEventListener("change", (event) => { for (const file of event.target.files ?? []) shrunk(file); });
  if (!document.querySelector(".govuk-error-summary")) freshDates(form);
  chosen(form, query);
  const again = waiting.find((item) => String(item.n) === query.get("sua"));
  if (again) {
    last = again.id;
    takeBack(again, again.problems);
  }
  return takeBack;
}

// The line in which somebody says where a link leads.
import { TextSelection } from "prosemirror-state";
import { leads, schema } from "./body.js";
import { made } from "./made.js";

const type = schema.marks.link;

/// Where the link around the selection begins and ends, and where it leads; null when there is none.
export function linkAt(state) {
  const { $from, empty, from, to } = state.selection;
  const parent = $from.parent;
  const at = $from.index();
  const near = [at, at - 1].filter((one) => one >= 0 && one < parent.childCount && (empty || one === at));
  const index = near.find((one) => type.isInSet(parent.child(one).marks));
  if (index === undefined) return null;
  const mark = type.isInSet(parent.child(index).marks);
  let [first, last] = [index, index];
  while (first > 0 && mark.isInSet(parent.child(first - 1).marks)) first -= 1;
  while (last < parent.childCount - 1 && mark.isInSet(parent.child(last + 1).marks)) last += 1;
  let begin = $from.start();
  for (let one = 0; one < first; one += 1) begin += parent.child(one).nodeSize;
  let end = begin;
  for (let one = first; one <= last; one += 1) end += parent.child(one).nodeSize;
  return from >= begin && to <= end ? { from: begin, to: end, href: mark.attrs.href } : null;
}

// As people write addresses: without https://, an address for letters alone.
export function whole(address) {
  if (/^[\w.+-]+@[\w-]+(\.[\w-]+)+$/.test(address)) return `mailto:${address}`;
  return /^[\w-]+(\.[\w-]+)*\.[a-z]{2,}([/?#].*)?$/i.test(address) ? `https://${address}` : address;
}

// A link of the words that are chosen; where none are, its address is its words.
function linked(view, href) {
  const { state } = view;
  const mark = type.create({ href });
  const there = linkAt(state);
  const { from, to, empty } = there ? { ...there, empty: false } : state.selection;
  const tr = state.tr;
  if (empty) tr.insert(from, schema.text(href.replace(/^(mailto|tel):/, ""), [mark]));
  else tr.removeMark(from, to, type).addMark(from, to, mark);
  const end = empty ? from + tr.doc.content.size - state.doc.content.size : to;
  view.dispatch(tr.setSelection(TextSelection.create(tr.doc, end)).removeStoredMark(type).scrollIntoView());
}

function unlinked(view) {
  const there = linkAt(view.state);
  if (there) view.dispatch(view.state.tr.removeMark(there.from, there.to, type));
}

/// The line for the link of an editor, closed; `view()` gives the editor. `open()` shows it, `close()` puts it away.
export function linkLine(id, view) {
  const label = made("label", "govuk-label", "Liên kết dẫn đến đâu?");
  const hint = made("div", "govuk-hint", "Địa chỉ trang (https://…), thư điện tử, hoặc tel: và số máy.");
  const told = made("p", "govuk-error-message", "Chưa đúng địa chỉ. Ví dụ: https://dichvucong.gov.vn, tel:19009068.");
  const input = made("input", "govuk-input");
  const button = (text) => Object.assign(made("button", "loa-editor__button", text), { type: "button" });
  const [set, drop, leave] = [button("Gắn liên kết"), button("Bỏ liên kết"), button("Thôi")];
  const line = made("div", "loa-editor__link", "", label, hint, told, input, made("div", "loa-editor__row", "", set, drop, leave));
  Object.assign(input, { id: `${id}-lien-ket`, type: "text", inputMode: "url", autocomplete: "off", spellcheck: false });
  Object.assign(hint, { id: `${input.id}-hint` });
  Object.assign(told, { id: `${input.id}-error` });
  label.htmlFor = input.id;
  line.hidden = true;
  const complain = (on) => {
    told.hidden = !on;
    input.setAttribute("aria-describedby", on ? `${hint.id} ${told.id}` : hint.id);
    input.setAttribute("aria-invalid", String(on));
  };
  const close = () => {
    line.hidden = true;
    view().focus();
  };
  const done = () => {
    const href = whole(input.value.trim());
    if (!leads(href)) {
      complain(true);
      return input.focus();
    }
    linked(view(), href);
    return close();
  };
  set.addEventListener("click", done);
  leave.addEventListener("click", close);
  drop.addEventListener("click", () => {
    unlinked(view());
    close();
  });
  line.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    else if (event.key !== "Enter" || event.target !== input) return;
    else done();
    // The form around it is not sent.
    event.preventDefault();
  });
  const open = () => {
    const there = linkAt(view().state);
    input.value = there?.href ?? "";
    drop.hidden = !there;
    complain(false);
    line.hidden = false;
    input.focus();
  };
  return { line, open, put: () => { line.hidden = true; } };
}

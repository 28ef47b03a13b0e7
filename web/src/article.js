// Writing an article: over the field of its body, which is Markdown and is what is sent, lies an editor that shows it as it will be
// read. Where the editor cannot show all of a body, the field stays; it is always one press away.
import { baseKeymap, chainCommands } from "prosemirror-commands";
import { history, redo, undo } from "prosemirror-history";
import { inputRules, textblockTypeInputRule, undoInputRule, wrappingInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { splitListItem } from "prosemirror-schema-list";
import { EditorState, Plugin } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { read, schema, written } from "./body.js";
import { linkLine } from "./link.js";
import { made } from "./made.js";
import { plainHtml, plainMarks } from "./pasted.js";
import { breakInCell, goesOn, stopsBefore, stopsBehind } from "./tables.js";
import { bold, deeper, higher, slanted, toolbar } from "./tools.js";

const HINT = "Chọn chữ rồi bấm nút. Dán từ Word được. Alt+F10 đến các nút.";
const UNHELD = "Bài có phần mà khung soạn thảo không hiển thị được; mời sửa ở dạng văn bản.";
const { nodes } = schema;

function newLine(state, dispatch) {
  if (state.selection.$from.parent.type !== nodes.heading) dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
  return true;
}

// The marks that the plain field is known by; anything else stays as it is typed.
const RULES = inputRules({
  rules: [
    textblockTypeInputRule(/^(##|###)\s$/, nodes.heading, (found) => ({ level: found[1].length })),
    wrappingInputRule(/^-\s$/, nodes.bullet_list),
  ],
});

const plugins = (keys) => [
  RULES,
  keymap({
    Enter: chainCommands(breakInCell, splitListItem(nodes.list_item)),
    "Shift-Enter": newLine,
    Backspace: chainCommands(undoInputRule, stopsBefore),
    Delete: stopsBehind,
    "Mod-b": bold,
    "Mod-i": slanted,
    "Mod-]": deeper,
    "Mod-[": higher,
    "Mod-z": undo,
    "Mod-y": redo,
    "Shift-Mod-z": redo,
    ...keys,
  }),
  keymap(baseKeymap),
  history(),
  new Plugin({ appendTransaction: (_, __, state) => goesOn(state) }),
];

function attributes(field, page, label) {
  const isWrong = field.classList.contains("govuk-textarea--error");
  return {
    id: page,
    class: "loa-editor__page",
    role: "textbox",
    "aria-multiline": "true",
    "aria-labelledby": label.id,
    ...(field.hasAttribute("aria-describedby") && { "aria-describedby": field.getAttribute("aria-describedby") }),
    ...(isWrong && { "aria-invalid": "true" }),
    ...(field.lang && { lang: field.lang }),
    spellcheck: "false",
  };
}

// Two buttons: the way that is on, and the other one.
function ways(choose) {
  const row = made("div", "loa-editor__row");
  row.setAttribute("role", "group");
  row.setAttribute("aria-label", "Cách viết");
  const [rich, plain] = ["Soạn thảo", "Văn bản"].map((name) => Object.assign(made("button", "loa-editor__button", name), { type: "button" }));
  rich.addEventListener("click", () => choose(true));
  plain.addEventListener("click", () => choose(false));
  row.append(rich, plain);
  const show = (isRich) => {
    rich.setAttribute("aria-pressed", String(isRich));
    plain.setAttribute("aria-pressed", String(!isRich));
  };
  return { row, show };
}

/// The editor over a field.
class Editor {
  constructor(field) {
    this.field = field;
    this.view = null;
    this.hint = document.getElementById(`${field.id}-hint`);
    this.plainHint = this.hint?.textContent;
    this.label = document.querySelector(`label[for="${field.id}"]`);
    this.label.id ||= `${field.id}-label`;
    const page = `${field.id}-khung`;
    const view = () => this.view;
    const picture = document.getElementById(field.dataset.picture);
    this.link = linkLine(field.id, view);
    this.tools = toolbar(page, view, { link: this.link.open, ...(picture && { picture: () => this.picture() }) });
    this.ways = ways((isRich) => this.choose(isRich, true));
    this.told = made("p", "loa-notice loa-notice--warning loa-editor__told");
    const told = made("div", "", "", this.told);
    told.setAttribute("role", "status");
    this.told.hidden = true;
    this.place = made("div", "");
    this.frame = made("div", `loa-editor${field.classList.contains("govuk-textarea--error") ? " loa-editor--error" : ""}`, "", this.tools.bar, this.link.line, this.place);
    this.attributes = attributes(field, page, this.label);
    this.plugins = plugins({ "Alt-F10": () => (this.tools.focus(), true), "Mod-k": () => (this.link.open(), true) });
    field.before(this.ways.row, told, this.frame);
    this.listen();
    this.choose(true, false);
  }

  listen() {
    const { field } = this;
    // Labels, sentences about what is wrong and other scripts know the field: whoever comes to it comes to the editor.
    field.addEventListener("focus", () => this.view?.focus());
    const again = () => {
      if (this.view && field.value !== this.last) this.choose(true, false);
    };
    field.addEventListener("input", again);
    field.form?.addEventListener("reset", () => setTimeout(again));
    // Going back, browsers put into the field what stood there.
    addEventListener("pageshow", again);
    field.addEventListener("paste", (event) => this.paste(event));
  }

  state(doc) {
    const state = EditorState.create({ doc, plugins: this.plugins });
    const more = goesOn(state);
    return more ? state.apply(more) : state;
  }

  // Shows the editor, if it can hold what stands in the field, or the field. `isAsked`: somebody pressed the button.
  choose(isRich, isAsked) {
    const doc = isRich ? read(this.field.value) : null;
    this.told.hidden = !isRich || doc !== null;
    this.told.textContent = this.told.hidden ? "" : UNHELD;
    if (doc) this.lay(doc);
    else this.lift();
    this.ways.show(doc !== null);
    if (isAsked) (this.view ?? this.field).focus();
  }

  lay(doc) {
    this.last = this.field.value;
    this.link.put();
    if (this.view) this.view.updateState(this.state(doc));
    else {
      this.view = new EditorView(this.place, {
        state: this.state(doc),
        attributes: this.attributes,
        transformPastedHTML: plainHtml,
        dispatchTransaction: (transaction) => this.changed(transaction),
      });
    }
    this.frame.hidden = false;
    this.field.classList.add("govuk-visually-hidden");
    this.field.tabIndex = -1;
    this.field.setAttribute("aria-hidden", "true");
    if (this.hint) this.hint.textContent = HINT;
    this.tools.show(this.view.state);
  }

  lift() {
    this.view?.destroy();
    this.view = null;
    this.frame.hidden = true;
    this.field.classList.remove("govuk-visually-hidden");
    this.field.removeAttribute("tabindex");
    this.field.removeAttribute("aria-hidden");
    if (this.hint) this.hint.textContent = this.plainHint;
  }

  changed(transaction) {
    this.view.updateState(this.view.state.apply(transaction));
    this.tools.show(this.view.state);
    if (!transaction.docChanged) return;
    this.last = written(this.view.state.doc);
    this.field.value = this.last;
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // The picture of an article has fields of its own, with what it shows and who agreed.
  picture() {
    const field = document.getElementById(this.field.dataset.picture);
    field.closest(".govuk-form-group")?.scrollIntoView({ block: "center" });
    field.focus();
  }

  // In the plain field the same comes in as marks.
  paste(event) {
    const html = event.clipboardData?.getData("text/html");
    const text = html && plainMarks(html);
    if (!text) return;
    event.preventDefault();
    // By this way it can be undone like everything that is typed.
    if (!document.execCommand("insertText", false, text)) this.field.setRangeText(text, this.field.selectionStart, this.field.selectionEnd, "end");
  }
}

for (const field of document.querySelectorAll("textarea[data-editor]")) new Editor(field);

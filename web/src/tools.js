// The buttons above the editor, and the keys for the same.
import { lift, setBlockType, toggleMark, wrapIn } from "prosemirror-commands";
import { closeHistory, redo, undo } from "prosemirror-history";
import { liftListItem, sinkListItem, wrapInList } from "prosemirror-schema-list";
import { schema } from "./body.js";
import { linkAt } from "./link.js";
import { made } from "./made.js";
import { addColumn, addRow, addTable, dropColumn, dropRow, dropTable, isInTable } from "./tables.js";

const { nodes, marks } = schema;

const hasMark = (type) => ({ selection: { from, to, empty, $from }, storedMarks, doc }) => (empty ? Boolean(type.isInSet(storedMarks ?? $from.marks())) : doc.rangeHasMark(from, to, type));
const isHeading = (level) => ({ selection: { $from } }) => $from.parent.type === nodes.heading && $from.parent.attrs.level === level;

// The nearest part around the selection that is asked for: its depth, or 0.
function depthOf({ selection: { $from } }, is) {
  for (let depth = $from.depth; depth > 0; depth -= 1) if (is($from.node(depth))) return depth;
  return 0;
}
const isList = (node) => node.type === nodes.bullet_list || node.type === nodes.ordered_list;
const listOf = (state) => {
  const depth = depthOf(state, isList);
  return depth ? state.selection.$from.node(depth) : null;
};
const isInList = (state) => listOf(state) !== null;

const heading = (level) => (state, dispatch) => setBlockType(...(isHeading(level)(state) ? [nodes.paragraph] : [nodes.heading, { level }]))(state, dispatch);

// A list of one kind, of the other, none any more.
const list = (type) => (state, dispatch) => {
  const there = listOf(state);
  if (!there) return wrapInList(type)(state, dispatch);
  if (there.type === type) return liftListItem(nodes.list_item)(state, dispatch);
  dispatch?.(state.tr.setNodeMarkup(state.selection.$from.before(depthOf(state, isList)), type, { loose: there.attrs.loose }));
  return true;
};

const isQuoted = (state) => depthOf(state, (node) => node.type === nodes.blockquote) > 0;
const quote = (state, dispatch) => (isQuoted(state) ? lift : wrapIn(nodes.blockquote))(state, dispatch);

export const deeper = sinkListItem(nodes.list_item);
export const higher = liftListItem(nodes.list_item);
export const bold = toggleMark(marks.strong);
export const slanted = toggleMark(marks.em);

// `is`: whether it holds where the cursor is. `when`: only there is the button shown.
const TOOLS = [
  { name: "Đậm", told: "Chữ đậm (Ctrl+B)", run: bold, is: hasMark(marks.strong), look: "strong" },
  { name: "Nghiêng", told: "Chữ nghiêng (Ctrl+I)", run: slanted, is: hasMark(marks.em), look: "em" },
  { name: "Đề mục", told: "Đề mục", run: heading(2), is: isHeading(2) },
  { name: "Đề mục nhỏ", told: "Đề mục nhỏ", run: heading(3), is: isHeading(3) },
  { name: "Gạch đầu dòng", told: "Danh sách gạch đầu dòng", run: list(nodes.bullet_list), is: (state) => listOf(state)?.type === nodes.bullet_list },
  { name: "Đánh số", told: "Danh sách đánh số", run: list(nodes.ordered_list), is: (state) => listOf(state)?.type === nodes.ordered_list },
  { name: "Thụt vào", told: "Thụt vào một cấp (Ctrl+])", run: deeper, when: isInList },
  { name: "Thụt ra", told: "Thụt ra một cấp (Ctrl+[)", run: higher, when: isInList },
  { name: "Trích dẫn", told: "Đoạn trích dẫn", run: quote, is: isQuoted },
  { name: "Liên kết", told: "Liên kết (Ctrl+K)", asks: "link", is: (state) => linkAt(state) !== null },
  { name: "Bảng", told: "Thêm bảng", run: addTable },
  { name: "Thêm hàng", told: "Thêm hàng ở dưới", run: addRow, when: isInTable },
  { name: "Thêm cột", told: "Thêm cột bên phải", run: addColumn, when: isInTable },
  { name: "Bỏ hàng", told: "Bỏ hàng này", run: dropRow, when: isInTable },
  { name: "Bỏ cột", told: "Bỏ cột này", run: dropColumn, when: isInTable },
  { name: "Bỏ bảng", told: "Bỏ cả bảng", run: dropTable, when: isInTable },
  { name: "Ảnh", told: "Ảnh của bài, kèm lời tả và ai đồng ý", asks: "picture" },
  { name: "Hoàn tác", told: "Hoàn tác (Ctrl+Z)", run: undo },
  { name: "Làm lại", told: "Làm lại (Ctrl+Y)", run: redo },
];

// One stop for the Tab key; the arrows go from button to button.
function walked(bar, back) {
  const shown = () => [...bar.children].filter((button) => !button.hidden);
  bar.addEventListener("keydown", (event) => {
    const all = shown();
    const at = all.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === "Escape") back();
    else if (to === undefined) return;
    else all[(to + all.length) % all.length].focus();
    event.preventDefault();
  });
  const stop = (button) => {
    for (const one of bar.children) one.tabIndex = one === button ? 0 : -1;
  };
  bar.addEventListener("focusin", (event) => stop(event.target));
  stop(bar.firstChild);
  return () => {
    const all = shown();
    const button = all.find((one) => one.tabIndex === 0) ?? all[0];
    stop(button);
    return button;
  };
}

/// The bar of buttons. `view()` gives the editor, `asks` what opens something of its own. `show(state)` tells each button how it
/// stands, `focus()` goes into the bar.
export function toolbar(page, view, asks) {
  const bar = made("div", "loa-editor__row");
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", "Định dạng");
  bar.setAttribute("aria-controls", page);
  const buttons = TOOLS.filter((tool) => !tool.asks || asks[tool.asks]).map((tool) => {
    const button = Object.assign(made("button", "loa-editor__button", ""), { type: "button", title: tool.told });
    button.append(tool.look ? made(tool.look, "", tool.name) : tool.name);
    // The words that are chosen stay chosen.
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => {
      if (tool.asks) return asks[tool.asks]();
      // One press is one thing to undo.
      tool.run(view().state, (transaction) => view().dispatch(closeHistory(transaction)), view());
      return view().focus();
    });
    bar.append(button);
    return { tool, button };
  });
  const stop = walked(bar, () => view().focus());
  const show = (state) => {
    for (const { tool, button } of buttons) {
      if (tool.is) button.setAttribute("aria-pressed", String(tool.is(state)));
      if (tool.when) button.hidden = !tool.when(state);
      if (tool.run) button.setAttribute("aria-disabled", String(!tool.run(state)));
    }
    stop();
  };
  return { bar, show, focus: () => stop().focus() };
}

// Tables in the editor: rows and columns more and less, and keys that stay within a cell.
import { Selection, TextSelection } from "prosemirror-state";
import { schema } from "./body.js";

const { nodes } = schema;

// Where the selection begins, if that is in a table: the table, what stands before it, the row and the column.
function place(state) {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    if ($from.node(depth).type !== nodes.table) continue;
    return { table: $from.node(depth), before: $from.before(depth), row: $from.index(depth), column: $from.index(depth + 1) };
  }
  return null;
}

/// Whether the selection begins in a table.
export const isInTable = (state) => place(state) !== null;

const empty = (row) => (row === 0 ? nodes.table_header : nodes.table_cell).create();
const inserted = (all, at, ...more) => [...all.slice(0, at), ...more, ...all.slice(at)];
const without = (all, at) => all.filter((_, one) => one !== at);

function rowsOf(table) {
  const rows = [];
  table.forEach((row) => {
    const cells = [];
    row.forEach((cell) => void cells.push(cell));
    rows.push(cells);
  });
  return rows;
}

// A table of rows of cells: the first row is its head, whatever stood there before.
function tableOf(rows) {
  const made = rows.map((cells, at) => {
    const type = at === 0 ? nodes.table_header : nodes.table_cell;
    const own = cells.map((cell) => (cell.type === type ? cell : type.create(null, cell.content)));
    return (at === 0 ? nodes.table_head : nodes.table_row).create(null, own);
  });
  return nodes.table.create(null, made);
}

// Puts a table of other rows in the place of one; the selection goes to a cell of it.
function replaced({ before, table }, rows, state, dispatch, row, column) {
  const next = tableOf(rows);
  const tr = state.tr.replaceWith(before, before + table.nodeSize, next);
  let at = before + 1;
  for (let one = 0; one < row; one += 1) at += next.child(one).nodeSize;
  at += 1;
  for (let one = 0; one < column; one += 1) at += next.child(row).child(one).nodeSize;
  dispatch(tr.setSelection(TextSelection.create(tr.doc, at + 1)).scrollIntoView());
  return true;
}

const inTable = (act) => (state, dispatch) => {
  const found = place(state);
  if (!found) return false;
  return dispatch ? act(found, rowsOf(found.table), state, dispatch) : true;
};

/// A row below that of the cursor.
export const addRow = inTable((found, rows, state, dispatch) =>
  replaced(found, inserted(rows, found.row + 1, rows[found.row].map(() => empty(1))), state, dispatch, found.row + 1, 0));

/// A column behind that of the cursor.
export const addColumn = inTable((found, rows, state, dispatch) =>
  replaced(found, rows.map((cells, row) => inserted(cells, found.column + 1, empty(row))), state, dispatch, found.row, found.column + 1));

/// The table without all of it.
export const dropTable = inTable(({ before, table }, _, state, dispatch) => {
  const tr = state.tr.replaceWith(before, before + table.nodeSize, nodes.paragraph.create());
  dispatch(tr.setSelection(Selection.near(tr.doc.resolve(before + 1))).scrollIntoView());
  return true;
});

/// The table without the row of the cursor.
export const dropRow = inTable((found, rows, state, dispatch) =>
  rows.length < 2 ? dropTable(state, dispatch) : replaced(found, without(rows, found.row), state, dispatch, Math.min(found.row, rows.length - 2), 0));

/// The table without the column of the cursor.
export const dropColumn = inTable((found, rows, state, dispatch) => {
  const less = rows.map((cells) => without(cells, found.column));
  if (less.some((cells) => cells.length === 0)) return dropTable(state, dispatch);
  return replaced(found, less, state, dispatch, found.row, Math.max(0, found.column - 1));
});

/// A table of two columns and two rows behind the block of the cursor.
export function addTable(state, dispatch) {
  if (isInTable(state)) return false;
  if (!dispatch) return true;
  const { $to } = state.selection;
  const table = tableOf([0, 1].map((row) => [empty(row), empty(row)]));
  const isBlank = $to.parent.type === nodes.paragraph && $to.parent.content.size === 0 && $to.node(-1).type !== nodes.list_item;
  const [from, to] = isBlank ? [$to.before(), $to.after()] : [$to.after(), $to.after()];
  const tr = state.tr.replaceWith(from, to, table);
  dispatch(tr.setSelection(TextSelection.create(tr.doc, from + 3)).scrollIntoView());
  return true;
}

const cellAt = ({ selection: { $from, empty: isPoint } }) => (isPoint && /^table_/.test($from.parent.type.name) ? $from : null);

/// A new line within a cell: a cell is never cut in two.
export function breakInCell(state, dispatch) {
  if (!isInTable(state)) return false;
  dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
  return true;
}

/// At the beginning of a cell, and at its end, nothing is taken from its neighbour.
export const stopsBefore = (state) => cellAt(state)?.parentOffset === 0;
export function stopsBehind(state) {
  const at = cellAt(state);
  return Boolean(at) && at.parentOffset === at.parent.content.size;
}

/// A paragraph below a table that ends the body, so that writing can go on there.
export function goesOn(state) {
  return state.doc.lastChild.type === nodes.table ? state.tr.insert(state.doc.content.size, nodes.paragraph.create()) : null;
}

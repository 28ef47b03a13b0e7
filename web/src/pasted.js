// What comes from Word, LibreOffice or another page, on its way into a body: plain HTML with headings, lists, tables, links and
// marks, and nothing of the machine that it was copied on. What may stay of it the schema of the editor says.
import { DOMParser as Reader } from "prosemirror-model";
import { schema, written } from "./body.js";

const styleOf = (node) => node.getAttribute?.("data-style") ?? "";
const isSign = (node) => /mso-list:\s*ignore/i.test(styleOf(node));
const isWordItem = (node) => node.localName === "p" && (/MsoListParagraph/.test(node.className) || /mso-list:\s*l\d/i.test(styleOf(node)));
const BLOCKS = "p, div, h1, h2, h3, h4, h5, h6, ul, ol, li, table, tr, blockquote, section, article, pre";

const PARTS_OF_TABLES = "caption, thead, tbody, tfoot, td, th";

const every = (root, selector, act) => [...root.querySelectorAll(selector)].forEach(act);
const unwrapped = (node) => node.replaceWith(...node.childNodes);

// Another element with what stands in a node.
function taking(node, name) {
  const one = node.ownerDocument.createElement(name);
  one.append(...node.childNodes);
  return one;
}

function renamed(node, name) {
  const one = taking(node, name);
  node.replaceWith(one);
  return one;
}

// Parts of other programs; the sign that Word writes before an item says whether it is numbered, then it goes too.
function withoutParts(body) {
  for (const item of [...body.querySelectorAll("p")].filter(isWordItem)) {
    const sign = [...item.querySelectorAll("span")].find(isSign);
    item.dataset.level = styleOf(item).match(/mso-list:\s*l\d+ level(\d)/i)?.[1] ?? "1";
    item.dataset.number = sign?.textContent.match(/^\s*(\d{1,3})[.)]/)?.[1] ?? "";
  }
  every(body, "*", (node) => {
    if (isSign(node) || /^(style|script|meta|link|title|xml|template|noscript|img|svg|math|object|iframe)$/.test(node.localName)) node.remove();
    else if (node.localName === "o:p") unwrapped(node);
    else if (node.localName.includes(":")) node.remove();
  });
  const texts = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_COMMENT);
  const all = [];
  while (texts.nextNode()) all.push(texts.currentNode);
  for (const node of all) {
    if (node.nodeType === Node.COMMENT_NODE) node.remove();
    else node.data = node.data.replace(/\s+/g, " ");
  }
}

// Marks that are only in styles; and those that say that they are none.
function marked(body) {
  every(body, "b, strong", (node) => /(^|;)\s*font-weight:\s*(normal|[1-4]00)/i.test(styleOf(node)) && unwrapped(node));
  every(body, "span", (node) => {
    if (/(^|;)\s*font-style:\s*italic/i.test(styleOf(node))) node.append(taking(node, "em"));
    if (/(^|;)\s*font-weight:\s*(bold|[6-9]00)/i.test(styleOf(node))) node.append(taking(node, "strong"));
  });
  every(body, "h1, h2, h3, h4, h5, h6", (node) => {
    every(node, "b, strong", unwrapped);
    every(node, "br", (one) => one.replaceWith(" "));
    renamed(node, /[12]$/.test(node.localName) ? "h2" : "h3");
  });
}

// A list that stands in a list, not in an item of it, belongs to the item before; of one kind, they are one.
function nested(body) {
  every(body, "ul > ul, ul > ol, ol > ul, ol > ol", (list) => {
    const item = list.previousElementSibling;
    if (item?.localName !== "li") return;
    const last = item.lastElementChild;
    if (last?.localName === list.localName) {
      last.append(...list.childNodes);
      list.remove();
    } else item.append(list);
  });
}

// Items of Word are paragraphs that say how deep they stand.
function listed(body) {
  const open = [];
  for (const item of body.querySelectorAll("p[data-level]")) {
    const level = Number(item.dataset.level);
    const kind = item.dataset.number ? "ol" : "ul";
    const before = item.previousElementSibling;
    if (before !== open[0]?.list || !before) open.length = 0;
    while (open.length > 0 && (open[open.length - 1].level > level || (open[open.length - 1].level === level && open[open.length - 1].list.localName !== kind))) open.pop();
    const last = open[open.length - 1];
    if (!last || last.level < level) {
      const list = item.ownerDocument.createElement(kind);
      if (kind === "ol") list.start = Number(item.dataset.number);
      if (last) last.list.lastElementChild.append(list);
      else item.before(list);
      open.push({ level, list });
    }
    const first = item.ownerDocument.createTreeWalker(item, NodeFilter.SHOW_TEXT).nextNode();
    // A sign of Word's own font, where the clipboard does not say what it is.
    if (first) first.data = first.data.replace(/^\s*[·•▪§o–-]\s+/, "");
    open[open.length - 1].list.append(renamed(item, "li"));
  }
}

// A cell holds one line of words; what stood in it one below the other is parted by breaks.
function flat(cell) {
  const gap = () => cell.ownerDocument.createElement("br");
  every(cell, `${BLOCKS}, ${PARTS_OF_TABLES}`, (inner) => inner.replaceWith(gap(), ...inner.childNodes, gap()));
  const isGap = (node) => node && (node.localName === "br" || (node.nodeType === Node.TEXT_NODE && !node.data.trim()));
  for (const end of ["firstChild", "lastChild"]) while (isGap(cell[end])) cell[end].remove();
  every(cell, "br", (node) => {
    while (isGap(node.nextSibling)) node.nextSibling.remove();
  });
}

// Rows of equal length, the first of them the heads. A cell over several rows or columns stands in the first of them.
function squared(table) {
  const rows = [];
  [...table.rows].forEach((row, at) => {
    rows[at] ??= [];
    let column = 0;
    for (const cell of row.cells) {
      while (rows[at][column] !== undefined) column += 1;
      const down = Math.min(cell.rowSpan || 1, table.rows.length - at);
      const wide = Math.min(cell.colSpan || 1, 100);
      for (let y = 0; y < down; y += 1) for (let x = 0; x < wide; x += 1) (rows[at + y] ??= [])[column + x] = x + y === 0 ? cell : null;
      column += wide;
    }
  });
  if (table.caption) table.before(renamed(table.caption, "p"));
  const width = Math.max(0, ...rows.map((row) => row.length));
  const fresh = table.ownerDocument.createElement("table");
  rows.filter((row) => row.length > 0).forEach((row, at) => {
    const line = fresh.insertRow();
    for (let column = 0; column < width; column += 1) {
      const cell = fresh.ownerDocument.createElement(at === 0 ? "th" : "td");
      cell.append(...(row[column]?.childNodes ?? []));
      flat(cell);
      line.append(cell);
    }
  });
  if (width > 0) table.replaceWith(fresh);
  else table.remove();
}

// Styles, handlers and another base do nothing in a document that is only read; without them the browser has nothing to complain of.
function silenced(html) {
  const tag = (one) => one.replace(/([\s/"'])(style|on\w+)\s*=/gi, "$1data-$2=");
  return html.replace(/<style\b[^]*?(<\/style>|$)/gi, "").replace(/<base\b[^>]*>?/gi, "").replace(/<[a-z][^>]*>?/gi, tag);
}

/// HTML of a clipboard as HTML that the schema reads; what the editor itself copied stays as it is.
export function plainHtml(html) {
  const quiet = silenced(html);
  if (/\sdata-pm-slice=/.test(quiet)) return quiet;
  const { body } = new DOMParser().parseFromString(quiet, "text/html");
  withoutParts(body);
  marked(body);
  nested(body);
  listed(body);
  // The innermost first, so that a table in a table is words by then.
  every(body, "table", (table) => !table.parentElement.closest("table") && squared(table));
  every(body, "p, li, h2, h3, blockquote", (node) => !node.textContent.trim() && !node.querySelector(BLOCKS) && node.remove());
  every(body, "*", (node) => [...node.attributes].forEach(({ name }) => !(name === "href" || (name === "start" && node.localName === "ol")) && node.removeAttribute(name)));
  return body.innerHTML;
}

/// The same as Markdown, for the field without its editor.
export function plainMarks(html) {
  const { body } = new DOMParser().parseFromString(plainHtml(html), "text/html");
  return written(Reader.fromSchema(schema).parse(body));
}

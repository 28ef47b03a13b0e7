// The body of an article as the editor holds it: exactly what Markdown of a body can say, read from it and written to it.
// What cannot be held, or would not be read as it was written, is refused; then the words stay as they are.
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmTable } from "micromark-extension-gfm-table";
import { gfmTableFromMarkdown } from "mdast-util-gfm-table";
import { Fragment, Schema } from "prosemirror-model";

/// Where a link may lead: elsewhere, a letter, a call, a page of ours.
export const leads = (href) => /^(https?:\/\/[^\s]|mailto:.|tel:.|\/(?![/\\]))/i.test(href);

const element = (tag) => ({ parseDOM: [{ tag }], toDOM: () => [tag, 0] });
const block = (tag, content, more) => ({ group: "block", content, ...element(tag), ...more });
// Whether blank lines stood between its items, which says nothing more than how they look.
const loose = { loose: { default: false } };

/// Headings begin below that of the page, as the server draws them.
export const schema = new Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph: block("p", "inline*"),
    heading: {
      group: "block",
      content: "text*",
      defining: true,
      attrs: { level: { default: 2 } },
      parseDOM: [1, 2, 3, 4].map((level) => ({ tag: `h${level}`, attrs: { level: Math.max(2, level) } })),
      toDOM: ({ attrs }) => [`h${Math.max(2, attrs.level)}`, 0],
    },
    blockquote: block("blockquote", "block+", { defining: true }),
    bullet_list: block("ul", "list_item+", { attrs: loose }),
    ordered_list: block("ol", "list_item+", {
      attrs: { ...loose, start: { default: 1 } },
      parseDOM: [{ tag: "ol", getAttrs: (dom) => ({ start: dom.start }) }],
      toDOM: ({ attrs }) => ["ol", attrs.start === 1 ? {} : { start: attrs.start }, 0],
    }),
    list_item: { content: "paragraph block*", defining: true, ...element("li") },
    table: block("table", "table_head table_row*", { isolating: true, toDOM: () => ["table", ["tbody", 0]] }),
    table_head: {
      content: "table_header+",
      parseDOM: [{ tag: "tr", getAttrs: (dom) => (dom.querySelector("td") ? false : null) }],
      toDOM: () => ["tr", 0],
    },
    table_row: { content: "table_cell+", ...element("tr") },
    table_header: { content: "inline*", isolating: true, attrs: { align: { default: null } }, ...element("th"), toDOM: () => ["th", { scope: "col" }, 0] },
    table_cell: { content: "inline*", isolating: true, ...element("td") },
    text: { group: "inline" },
    hard_break: { group: "inline", inline: true, selectable: false, parseDOM: [{ tag: "br" }], toDOM: () => ["br"] },
  },
  marks: {
    link: {
      attrs: { href: {}, title: { default: null } },
      inclusive: false,
      parseDOM: [{ tag: "a[href]", getAttrs: (dom) => (leads(dom.getAttribute("href")) ? { href: dom.getAttribute("href") } : false) }],
      toDOM: ({ attrs }) => ["a", { href: attrs.href, title: attrs.title }, 0],
    },
    strong: { parseDOM: [{ tag: "strong" }, { tag: "b" }], toDOM: () => ["strong", 0] },
    em: { parseDOM: [{ tag: "em" }, { tag: "i" }], toDOM: () => ["em", 0] },
    sup: { excludes: "sup sub", ...element("sup") },
    sub: { excludes: "sup sub", ...element("sub") },
  },
});

const { nodes, marks } = schema;

class Unheld extends Error {}
const unheld = (node) => {
  throw new Unheld(node.type);
};

// Tags without anything to them that say what Markdown has no marks for, or the same.
const TAGS = { b: "strong", strong: "strong", i: "em", em: "em", sup: "sup", sub: "sub" };

// What stands within a line. Tags open and end within the same part.
function inline(children, held) {
  const out = [];
  const open = [];
  for (const node of children) {
    const now = open.reduce((set, name) => marks[name].create().addToSet(set), held);
    const within = (mark) => inline(node.children, mark.addToSet(now));
    const tag = node.type === "html" && /^<(\/?)([a-z]+)>$/i.exec(node.value);
    if (node.type === "text") out.push(schema.text(node.value.replace(/\s*\n\s*/g, " "), now));
    else if (node.type === "break" || (node.type === "html" && /^<br *\/?>$/i.test(node.value))) out.push(nodes.hard_break.create(null, null, now));
    else if (node.type === "strong") out.push(...within(marks.strong.create()));
    else if (node.type === "emphasis") out.push(...within(marks.em.create()));
    else if (node.type === "link" && leads(node.url)) out.push(...within(marks.link.create({ href: node.url, title: node.title })));
    else if (tag && TAGS[tag[2].toLowerCase()]) {
      const name = TAGS[tag[2].toLowerCase()];
      if (!tag[1]) open.push(name);
      else if (open.pop() !== name) unheld(node);
    } else unheld(node);
  }
  if (open.length > 0) unheld({ type: open[0] });
  return out;
}

const lines = (node) => Fragment.fromArray(inline(node.children, []));
const blocks = (node) => node.children.map((child) => (BLOCKS[child.type] ?? unheld)(child));
// Checked against the schema: a place where something may not stand is one that cannot be held.
const checked = (type, attrs, content) => {
  const node = type.createAndFill(attrs, content);
  if (!node) throw new Unheld(type.name);
  node.check();
  return node;
};

const BLOCKS = {
  paragraph: (node) => checked(nodes.paragraph, null, lines(node)),
  heading: (node) => (node.depth > 4 ? unheld(node) : checked(nodes.heading, { level: node.depth }, lines(node))),
  blockquote: (node) => checked(nodes.blockquote, null, blocks(node)),
  list(node) {
    const attrs = { loose: Boolean(node.spread) || node.children.some((item) => item.spread) };
    const items = node.children.map((item) => checked(nodes.list_item, null, blocks(item)));
    return node.ordered ? checked(nodes.ordered_list, { ...attrs, start: node.start }, items) : checked(nodes.bullet_list, attrs, items);
  },
  table(node) {
    const row = (of, cell, { children }) => checked(of, null, children.map((one, at) => checked(cell, cell === nodes.table_header ? { align: node.align[at] ?? null } : null, lines(one))));
    const [head, ...rest] = node.children;
    return checked(nodes.table, null, [row(nodes.table_head, nodes.table_header, head), ...rest.map((one) => row(nodes.table_row, nodes.table_cell, one))]);
  },
};

const WITH_TABLES = { extensions: [gfmTable()], mdastExtensions: [gfmTableFromMarkdown()] };

function parsed(markdown) {
  try {
    return checked(nodes.doc, null, blocks(fromMarkdown(markdown, WITH_TABLES)));
  } catch (error) {
    if (error instanceof Unheld || error instanceof RangeError) return null;
    throw error;
  }
}

// The words of a line with their marks, white space aside: what must be the same after writing and reading.
function said(content) {
  let out = "";
  let last = "";
  content.forEach((node) => {
    const now = node.marks.map((mark) => `${mark.type.name} ${mark.attrs.href ?? ""} ${mark.attrs.title ?? ""}`).join("|");
    for (const part of node.isText ? node.text.split(/(\s+)/) : ["\n"]) {
      if (part === "\n" && !node.isText) out += "\n";
      else if (!part.trim()) out += part && " ";
      else {
        if (now !== last) out += `{${now}}`;
        last = now;
        out += part;
      }
    }
  });
  return out.replace(/ +/g, " ").replace(/ ?\n ?/g, "\n").trim();
}

// The same of all of a body; parts without words are none.
function outline(node) {
  if (node.isTextblock) {
    const words = said(node.content);
    return words || /^table/.test(node.type.name) ? `${node.type.name}${node.attrs.level ?? ""}(${words})` : "";
  }
  let within = "";
  node.forEach((child) => {
    within += outline(child);
  });
  return within && `${node.type.name}${node.attrs.start ?? ""}[${within}]`;
}

/// The document of a body, or null where the editor could not show all of it, or would write something else.
export function read(markdown) {
  const doc = parsed(markdown);
  const again = doc && parsed(written(doc));
  return again && outline(again) === outline(doc) ? doc : null;
}

// Signs that would be marks where they stand: what a form leaves open (____), 5*3*2, <name>; all signs that could be.
const isWord = (sign) => Boolean(sign) && /[\p{L}\p{N}]/u.test(sign);
const some = (text) =>
  text.replace(/[*`[\]_]|<(?=[a-z/!?])|&(?=#?\w+;)|\\(?=[!-/:-@[-`{-~]|$)/gi, (sign, at) => (sign === "_" && isWord(text[at - 1]) && isWord(text[at + 1]) ? sign : `\\${sign}`));
const every = (text) => text.replace(/[!-/:-@[-`{-~]/g, "\\$&");
// The same at the beginning of a line: a heading, a quotation, an item, a rule.
const begun = (text) => text.replace(/^(#{1,6}(?=\s|$)|>|[-+*](?=\s|$)|[-=]{2,}|~{3,})/, "\\$1").replace(/^(\d{1,9})([.)])/, "$1\\$2");

const SIGNS = { strong: ["**", "**"], em: ["*", "*"], sup: ["<sup>", "</sup>"], sub: ["<sub>", "</sub>"] };
const LETTERS = { ...SIGNS, strong: ["<b>", "</b>"], em: ["<i>", "</i>"] };
// From what reads best to what is surely read as it is meant: "**Lưu ý:**mang" is not bold, by the rules of Markdown.
const WAYS = [
  { escaped: (text) => text, signs: SIGNS },
  { escaped: some, begun, signs: SIGNS },
  { escaped: (text) => text, signs: LETTERS },
  { escaped: some, begun, signs: LETTERS },
  { escaped: every, signs: SIGNS },
  { escaped: every, signs: LETTERS },
];

// Pieces of a line: words, what parts them, breaks. White space stands within a mark only between words of it.
function pieces(content) {
  const all = [];
  content.forEach((node) => {
    if (!node.isText) return void all.push({ isBreak: true });
    const [, before, words, after] = /^(\s*)([^]*?)(\s*)$/.exec(node.text.replace(/[\0-\x08\x0e-\x1f]/g, "").replace(/[\t\n\r\f\v]+/g, " "));
    if (before) all.push({ text: before });
    if (words) all.push({ text: words, marks: node.marks });
    if (after) all.push({ text: after });
  });
  while (all.length > 0 && !all[0].marks) all.shift();
  while (all.length > 0 && !all[all.length - 1].marks) all.pop();
  all.forEach((piece, at) => {
    if (piece.marks) return;
    const next = all.slice(at).find((other) => other.isBreak === undefined && other.marks && other.text.trim());
    piece.marks = all[at - 1].marks.filter((mark) => mark.isInSet(next.marks));
  });
  return all;
}

const address = ({ href, title }) => {
  const plain = /^[^\s<>()\\|]+$/.test(href) ? href : `<${href.replace(/[<>\\|]/g, "\\$&")}>`;
  return title ? `${plain} "${title.replace(/["\\|]/g, "\\$&")}"` : plain;
};

// One line, its marks opened and ended one within the other.
function line(all, way, isCell) {
  let out = "";
  let open = [];
  const end = (mark) => (mark.type.name === "link" ? `](${address(mark.attrs)})` : way.signs[mark.type.name][1]);
  const lasts = (mark, at) => all.slice(at).findIndex((piece) => !mark.isInSet(piece.marks)) >>> 0;
  all.forEach((piece, at) => {
    const stays = open.findIndex((mark) => !mark.isInSet(piece.marks));
    const ended = stays < 0 ? [] : open.splice(stays);
    out += ended.reverse().map(end).join("");
    const begins = piece.marks.filter((mark) => !mark.isInSet(open)).sort((a, b) => lasts(b, at) - lasts(a, at));
    for (const mark of begins) out += mark.type.name === "link" ? "[" : way.signs[mark.type.name][0];
    open = [...open, ...begins];
    if (piece.isBreak) {
      out += isCell ? "<br>" : "\\\n";
      return;
    }
    const isFirst = out === "" || out.endsWith("\n");
    let text = way.escaped(piece.text);
    if (isFirst && way.begun) text = way.begun(text);
    if (isCell && way.escaped !== every) text = text.replace(/\|/g, "\\|");
    out += isFirst ? text.trimStart() : text;
  });
  return out + open.reverse().map(end).join("");
}

// Lines that were written, by the part of the document, which never changes.
const kept = new WeakMap();

function words(node) {
  if (kept.has(node)) return kept.get(node);
  const isCell = /^table/.test(node.type.name);
  const all = pieces(node.content);
  const whole = (text) => (isCell ? `| ${text} |\n| --- |` : node.type.name === "heading" ? `## ${text}` : text);
  const wanted = said(node.content);
  let text = "";
  for (const way of WAYS) {
    text = line(all, way, isCell);
    const again = all.length > 0 && parsed(whole(text));
    const first = again && again.childCount === 1 && (isCell ? again.firstChild.firstChild?.firstChild : again.firstChild);
    if (!first || first.type.name !== (isCell ? "table_header" : node.type.name)) continue;
    if (said(first.content) === wanted) break;
  }
  kept.set(node, text);
  return text;
}

const isList = (node) => /_list$/.test(node.type.name);

// Lists of one kind that follow each other would be one: every second one has the other sign.
function hasOtherSign(parent, at) {
  let before = 0;
  for (let one = at - 1; one >= 0; one -= 1) {
    const node = parent.child(one);
    if (!outline(node)) continue;
    if (node.type !== parent.child(at).type) break;
    before += 1;
  }
  return before % 2 === 1;
}

function list(node, parent, at) {
  const other = hasOtherSign(parent, at);
  const items = [];
  node.forEach((item) => {
    const text = stacked(item, !node.attrs.loose);
    if (!text) return;
    const sign = node.type === nodes.ordered_list ? `${node.attrs.start + items.length}${other ? ")" : "."}` : other ? "*" : "-";
    items.push(`${sign} ${text.replace(/\n(?!\n)/g, `\n${" ".repeat(sign.length + 1)}`)}`);
  });
  return items.join(node.attrs.loose ? "\n\n" : "\n");
}

const RULES = { left: ":---", right: "---:", center: ":---:" };

function table(node) {
  let width = 0;
  node.forEach((row) => {
    width = Math.max(width, row.childCount);
  });
  const rows = [];
  node.forEach((row) => {
    const cells = Array.from({ length: width }, (_, at) => (at < row.childCount ? words(row.child(at)) : ""));
    rows.push(`| ${cells.join(" | ")} |`);
  });
  const rules = Array.from({ length: width }, (_, at) => RULES[node.firstChild.maybeChild(at)?.attrs.align] ?? "---");
  return [rows[0], `| ${rules.join(" | ")} |`, ...rows.slice(1)].join("\n");
}

// The parts of something. Right behind a paragraph only a list may stand, and one that begins with 1 and words.
function stacked(parent, isTight = false) {
  let out = "";
  let last = null;
  parent.forEach((node, _, at) => {
    let text = "";
    if (node.type === nodes.paragraph) text = words(node);
    else if (node.type === nodes.heading) text = words(node) && `${"#".repeat(node.attrs.level)} ${words(node)}`;
    else if (node.type === nodes.table) text = table(node);
    else if (isList(node)) text = list(node, parent, at);
    else text = stacked(node).replace(/^./gm, "> $&").replace(/^\n/gm, ">\n");
    if (!text) return;
    if (last) out += isTight && last.type === nodes.paragraph && /^([-*]|1[.)]) (?!([-*]|\d+[.)]) )/.test(text) && isList(node) ? "\n" : "\n\n";
    out += text;
    last = node;
  });
  return out;
}

/// The Markdown of a document. Parts without words leave nothing.
export const written = (doc) => stacked(doc);

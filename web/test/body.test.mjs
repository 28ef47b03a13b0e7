// A body in the editor and its Markdown: neither loses what the other holds.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { leads, read, schema, written } from "../src/body.js";

// The server draws both of each pair alike; its own test reads the same file.
const BODIES = JSON.parse(readFileSync(new URL("bodies.json", import.meta.url), "utf8"));

test("a body that was read is written as it was, or as the editor writes the same", () => {
  for (const [body, becomes = body] of BODIES.held) {
    const doc = read(body);
    assert.ok(doc, body);
    assert.equal(written(doc), becomes);
    assert.equal(written(read(becomes)), becomes, "twice is once");
  }
});

test("what the editor cannot show is left as it is", () => {
  for (const body of BODIES.refused) assert.equal(read(body), null, body);
});

test("a link leads elsewhere, to a letter, a call or a page of ours, and never runs", () => {
  for (const href of ["https://a.vn", "HTTP://a.vn/b?c", "mailto:a@b.vn", "tel:19009068", "/cong/dua-mon"]) assert.ok(leads(href), href);
  for (const href of ["javascript:alert(1)", " javascript:alert(1)", "java\nscript:a", "data:text/html,a", "//a.vn", "/\\a.vn", "#a", "a.html", "vbscript:a", "file:///a", ""]) assert.ok(!leads(href), href);
});

// Numbers that are the same every time.
function numbers(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return state % below;
  };
}

const PARTS = ["bà con", "Lưu ý:", "“một cửa”", "a_b", "____", "5*3*2", "*", "**", "_", "`", "~~", "#", "## x", "- y", "+ z", "1. w", "2) v", ">", "<b>", "</sup>", "<TK1>", "<br>", "&lt;", "&", "\\", "|", "---", "===", "[a](b)", "[1]", "]", "![", "(c)", "!", "https://a.vn/x_y*z", "www.a.vn", "ꪼꪕ", ".", ",", "\"", "'", ":", "1986"];
const MOST = Number(process.env.LOA_BODIES ?? 300);
const SPACES = ["", " ", " ", "  ", "\u00a0"];

// A document such as somebody could make with the editor, and many that nobody would.
function made(next) {
  const { nodes, marks } = schema;
  const marked = () => [[], [], [], [marks.strong.create()], [marks.em.create()], [marks.strong.create(), marks.em.create()], [marks.sup.create()], [marks.link.create({ href: ["https://a.vn/(b)_c_", "/cong", "https://a.vn/a|b", "mailto:a@b.vn"][next(4)] })], [marks.link.create({ href: "tel:1" }), marks.strong.create()]][next(9)];
  const text = (most) => Array.from({ length: next(most) + 1 }, () => {
    const words = Array.from({ length: next(3) + 1 }, () => SPACES[next(5)] + PARTS[next(PARTS.length)] + SPACES[next(5)]).join("");
    return schema.text(words, marked());
  });
  const line = (most) => text(most).flatMap((node) => (next(6) ? [node] : [node, nodes.hard_break.create(null, null, node.marks)]));
  const paragraph = () => nodes.paragraph.create(null, next(8) ? line(4) : []);
  const list = (depth) => {
    const items = Array.from({ length: next(3) + 1 }, () => nodes.list_item.create(null, [paragraph(), ...(depth && next(3) === 0 ? [block(depth - 1)] : [])]));
    return next(2) ? nodes.bullet_list.create({ loose: next(3) === 0 }, items) : nodes.ordered_list.create({ start: 1 + next(3) * 7, loose: next(3) === 0 }, items);
  };
  const table = () => {
    const width = next(3) + 1;
    const row = (of, cell) => of.create(null, Array.from({ length: width }, () => cell.create(null, next(4) ? line(2) : [])));
    return nodes.table.create(null, [row(nodes.table_head, nodes.table_header), ...Array.from({ length: next(3) }, () => row(nodes.table_row, nodes.table_cell))]);
  };
  const block = (depth) => {
    const kind = next(8);
    if (kind === 0) return nodes.heading.create({ level: 1 + next(4) }, next(8) ? text(2) : []);
    if (kind < 3) return list(depth);
    if (kind === 3) return table();
    return kind === 4 && depth ? nodes.blockquote.create(null, [block(depth - 1), block(depth - 1)]) : paragraph();
  };
  return nodes.doc.create(null, Array.from({ length: next(5) + 1 }, () => block(2)));
}

test("whatever the editor holds is read again as it was written", () => {
  const wrong = [];
  for (let seed = Number(process.env.LOA_FIRST ?? 1); seed <= MOST; seed += 1) {
    const doc = made(numbers(seed * 7919));
    const body = written(doc);
    const again = read(body);
    const wanted = told(doc);
    if (!again || told(again) !== wanted) wrong.push(`${seed}: ${differs(wanted, again ? told(again) : "")}\n${body}`);
  }
  assert.equal(wrong.length, 0, `${wrong.length}: ${wrong.slice(0, 3).join("\n\n")}`);
});

// A document in letters, by its own way: every sign with its marks, white space and what is empty aside.
function told(node) {
  if (node.isText) return [...node.text].filter((sign) => /\S/.test(sign)).map((sign) => node.marks.map((mark) => mark.type.name[0] + (mark.attrs.href ?? "")).join("") + sign).join(" ");
  const within = [];
  node.forEach((child) => within.push(told(child)));
  if (node.type.name === "hard_break") return "";
  const all = within.filter(Boolean).join(" ");
  return all || /^table_(cell|header)/.test(node.type.name) ? `${node.type.name}${node.attrs.level ?? ""}${node.attrs.start ?? ""}(${all})` : "";
}

// Where two texts part.
function differs(one, other) {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return `${one.slice(Math.max(0, at - 80), at + 80)} → ${other.slice(Math.max(0, at - 80), at + 80)}`;
}

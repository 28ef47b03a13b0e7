// Writing an article: what is pasted from Word or from a page comes in as the plain marks of the field, so that headings, lists,
// tables and links stay and nothing else does.
const BOLD = /^(b|strong)$/i;
const SLANTED = /^(i|em)$/i;

const squeezed = (text) => text.replace(/\s+/g, " ");
// Signs of a text that would be marks of the field: what a form leaves open (____), 5*3*2, <name>.
const MARKS = /[*`]|<(?=[a-z/!?])|\\(?=[!-/:-@[-`{-~])|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/giu;
const typed = (text) => squeezed(text).replace(MARKS, "\\$&");
// The same at the beginning of a line: a heading, a quotation, a rule.
const bare = (text) => text.replace(/^(?=#{1,6}\s|>|[-=]{2,}\s*$)/gm, "\\");
const marked = (text, mark) => {
  const inner = text.trim();
  return inner ? text.replace(inner, () => `${mark}${inner}${mark}`) : text;
};

// The words of a node within a line.
function line(node) {
  if (node.nodeType === Node.TEXT_NODE) return typed(node.data);
  if (node.nodeType !== Node.ELEMENT_NODE) return "";
  const name = node.localName;
  // The sign that Word puts before an item of a list; the list has its own.
  if (/mso-list:\s*ignore/i.test(node.getAttribute("style") ?? "") || /^(style|script|meta|link|title|xml)$|:/.test(name)) return name === "o:p" ? words(node) : "";
  if (name === "br") return "\n";
  const text = words(node);
  if (BOLD.test(name)) return marked(text, "**");
  if (SLANTED.test(name)) return marked(text, "*");
  const href = name === "a" && /^(https?|mailto|tel):/i.test(node.getAttribute("href") ?? "") ? node.getAttribute("href") : "";
  return href && text.trim() ? `[${text.trim()}](${href})` : text;
}

const words = (node) => [...node.childNodes].map(line).join("");
// A sign of Word's own font before an item, where the clipboard does not say what it is.
const item = (node) => words(node).trim().replace(/^[·•▪§o–-]\s+/, "");
// An item of a list of Word's, which is a paragraph that says how deep it stands; its sign tells a number.
function wordItem(node) {
  const level = Number(node.getAttribute("style")?.match(/mso-list:\s*l\d+ level(\d)/i)?.[1] ?? 1);
  const sign = [...node.querySelectorAll("span")].find((one) => /mso-list:\s*ignore/i.test(one.getAttribute("style") ?? ""));
  const number = sign?.textContent.match(/^\s*(\d{1,3})[.)]/)?.[1];
  return `${"   ".repeat(level - 1)}${number ? `${number}.` : "-"} ${item(node)}`;
}

function row(node) {
  const cells = [...node.children].map((cell) => words(cell).trim().replaceAll("\n", " ").replaceAll("|", "\\|"));
  return `| ${cells.join(" | ")} |`;
}

function table(node) {
  const rows = [...node.querySelectorAll("tr")];
  const lines = rows.map(row);
  if (rows.length > 0) lines.splice(1, 0, `|${" --- |".repeat(rows[0].children.length)}`);
  return lines.join("\n");
}

const BLOCKS = "p, div, h1, h2, h3, h4, h5, h6, ul, ol, table, blockquote, section, article";

function blocks(node, out) {
  for (const child of node.childNodes) {
    const name = child.localName ?? "";
    if (/^(ul|ol)$/.test(name)) {
      const items = [...child.children].filter((one) => one.localName === "li");
      out.push(items.map((one, at) => `${name === "ol" ? `${at + 1}.` : "-"} ${item(one)}`).join("\n"));
    } else if (name === "table") out.push(table(child));
    else if (/^h[1-6]$/.test(name)) out.push(`${Number(name[1]) < 3 ? "##" : "###"} ${words(child).trim().replaceAll("**", "")}`);
    else if (child.querySelector?.(BLOCKS)) blocks(child, out);
    else if (/MsoListParagraph/.test(child.className ?? "") || /mso-list:\s*l\d/i.test(child.getAttribute?.("style") ?? "")) {
      const last = out[out.length - 1];
      const next = wordItem(child);
      if (/^(-|\d+\.) /.test(last)) out[out.length - 1] = `${last}\n${next}`;
      else out.push(next);
    } else if (line(child).trim()) out.push(bare(line(child).trim()));
  }
  return out;
}

export function plainMarks(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  return blocks(page.body, []).filter(Boolean).join("\n\n");
}

for (const field of document.querySelectorAll("textarea[data-paste-html]")) {
  field.addEventListener("paste", (event) => {
    const html = event.clipboardData?.getData("text/html");
    const text = html && plainMarks(html);
    if (!text) return;
    event.preventDefault();
    // By this way it can be undone like everything that is typed.
    if (!document.execCommand("insertText", false, text)) field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  });
}

// Dates, pasted tables and the foot of a printed page.

const two = (number) => String(number).padStart(2, "0");

/// "2022-04-18" some days from today in Vietnam, or from the day that the page is seen as (`data-today`, dd/mm/yyyy).
export function today(days = 0, moved = document.body.dataset.today, now = Date.now()) {
  const [day, month, year] = moved?.split("/") ?? [];
  const start = moved ? Date.UTC(year, month - 1, day) : now + 7 * 3_600_000;
  return new Date(start + days * 86_400_000).toISOString().slice(0, 10);
}

/// Puts "2022-04-18" into the three fields of a date.
export function fillDate(name, date) {
  const [year, month, day] = date.split("-");
  for (const [part, value] of [["ngay", day], ["thang", month], ["nam", year]]) {
    for (const input of document.getElementsByName(`${name}-${part}`)) input.value = value;
  }
}

/// Address and day in the foot of a printed page.
export function printedFoot(line) {
  const now = new Date();
  line.textContent = ` · ${location.href} · in ngày ${two(now.getDate())}/${two(now.getMonth() + 1)}/${now.getFullYear()}`;
}

// Text of a cell on one line; its paragraphs are parted as people would write them in one line.
function cellText(cell) {
  const parts = [""];
  const read = (node) => {
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) parts[parts.length - 1] += child.data;
      else if (/^(br|p|div|li|ul|ol)$/i.test(child.nodeName)) {
        parts.push("");
        read(child);
        parts.push("");
      } else if (!/^(script|style)$/i.test(child.nodeName)) read(child);
    }
  };
  read(cell);
  const lines = parts.map((part) => part.replace(/\s+/g, " ").trim()).filter(Boolean);
  return lines.reduce((text, line) => (text === "" ? line : `${text}${/[.;:,]$/.test(text) ? " " : "; "}${line}`), "");
}

/// The tables in HTML as lines with tabs; "" when there is none. A cell over several rows stands in each of them, one
/// over several columns in the first.
export function tsv(html) {
  if (!/<table/i.test(html)) return "";
  const rows = [];
  // Styles and handlers do nothing in a document that is only read; without them the browser has nothing to complain of.
  const bare = html.replace(/<(style|script)\b[^]*?<\/\1>/gi, "").replace(/\s(style|on\w+)=("[^"]*"|'[^']*'|[^\s>]+)/gi, "");
  for (const table of new DOMParser().parseFromString(bare, "text/html").querySelectorAll("table")) {
    const base = rows.length;
    [...table.rows].forEach((row, at) => {
      rows[base + at] ??= [];
      let column = 0;
      for (const cell of row.cells) {
        while (rows[base + at][column] !== undefined) column += 1;
        const text = cellText(cell);
        const down = Math.min(cell.rowSpan || 1, table.rows.length - at);
        const wide = Math.min(cell.colSpan || 1, 100);
        for (let y = 0; y < down; y += 1) {
          const line = (rows[base + at + y] ??= []);
          for (let x = 0; x < wide; x += 1) line[column + x] = x === 0 ? text : "";
        }
        column += wide;
      }
    });
  }
  return `${rows.map((row) => Array.from(row, (cell) => cell ?? "").join("\t")).join("\n")}\n`;
}

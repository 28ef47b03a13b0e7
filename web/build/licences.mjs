// What the licences of the packages inside ask to be handed on with them.
import { readFileSync, readdirSync } from "node:fs";

const packages = new URL("../node_modules/", import.meta.url);
const read = (path) => readFileSync(new URL(path, packages), "utf8").trim();

// The package names its licence without carrying the text.
const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of
this software and associated documentation files (the "Software"), to deal in
the Software without restriction, including without limitation the rights to
use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies
of the Software, and to permit persons to whom the Software is furnished to do
so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.`;

// Packages under that licence, by whose they are.
function byOwner(names) {
  const all = new Map();
  for (const name of names) {
    const about = JSON.parse(read(`${name}/package.json`));
    if (about.license !== "MIT") throw new Error(`${name} is under ${about.license}`);
    const file = readdirSync(new URL(name, packages)).find((one) => /^licen[cs]e/i.test(one));
    const owner = read(`${name}/${file}`).match(/^Copyright.*$/m)[0];
    all.set(owner, [...(all.get(owner) ?? []), `${name} ${about.version}`]);
  }
  return [...all].map(([owner, own]) => `${own.sort().join(", ")}\n\n${owner}`);
}

/// The text that goes with the files. `editor`: the packages inside the editor of articles.
export function licences(editor) {
  const version = (name) => JSON.parse(read(`${name}/package.json`)).version;
  const part = (title, text) => `${title}\n${"=".repeat(title.length)}\n\n${text}\n`;
  return [
    part(
      `govuk-frontend ${version("govuk-frontend")}, changed`,
      `The MIT License (MIT)\n\nCopyright (C) 2017 Crown Copyright (Government Digital Service)\n\n${MIT}`,
    ),
    part("The editor of articles", `${byOwner(editor).join("\n\n")}\n\nThe MIT License (MIT)\n\n${MIT}`),
    part("Be Vietnam Pro, subset as Loa Sans", read("@expo-google-fonts/be-vietnam-pro/LICENSE_FONT")),
    part("Tinos, in documents on paper", read("@expo-google-fonts/tinos/LICENSE_FONT")),
    part("Noto Sans Tai Viet, subset as Loa Tai Viet", read("@fontsource/noto-sans-tai-viet/LICENSE")),
  ].join("\n");
}

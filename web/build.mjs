// Builds dist/: styles, scripts and fonts under names that carry the hash of their content, text files also compressed,
// and manifest.json, which maps plain names to those. The same sources always give the same files.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { fonts, paperFonts } from "./build/fonts.mjs";
import { licences } from "./build/licences.mjs";
import { png, svg, webManifest } from "./build/mark.mjs";
import { styles } from "./build/styles.mjs";

/// Where the program serves the files.
const SERVED = "/tinh/";
/// Phones of 2020 and later.
const TARGET = { css: ["chrome80", "firefox78", "safari14"], js: "es2020" };

const here = new URL(".", import.meta.url);
const dist = new URL("dist/", here);
const manifest = {};
const written = new Set(["manifest.json", ".built"]);
// Beside it and never served: whole fonts for pages on paper, which loa-print carries inside.
const paper = new URL("dist-print/", here);

// Renamed into place, so that nobody who reads meanwhile finds half a file; left alone where nothing would change, so
// that the program is not compiled again.
async function write(file, content, folder = dist) {
  const bytes = Buffer.from(content);
  if (folder === dist) written.add(file);
  const place = new URL(file, folder);
  const there = await readFile(place).catch(() => null);
  if (there?.equals(bytes)) return;
  const draft = new URL(`${file}.${process.pid}.new`, folder);
  await writeFile(draft, bytes);
  await rename(draft, place);
}

// By another build that runs at the same time.
async function isBeingWritten(file) {
  const about = file.endsWith(".new") && (await stat(new URL(file, dist)).catch(() => null));
  return Boolean(about) && Date.now() - about.mtimeMs < 60_000;
}

async function put(name, content) {
  const bytes = Buffer.from(content);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  const dot = name.lastIndexOf(".");
  const file = `${name.slice(0, dot)}-${hash}${name.slice(dot)}`;
  await write(file, bytes);
  if (!/\.(woff2|png)$/.test(name)) {
    const best = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    await write(`${file}.br`, brotliCompressSync(bytes, { params: best }));
    await write(`${file}.gz`, gzipSync(bytes, { level: 9 }));
  }
  manifest[name] = file;
  return SERVED + file;
}

async function bundled(name, options) {
  return build({
    entryPoints: [new URL(`src/${name}`, here).pathname],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: TARGET.js,
    charset: "utf8",
    legalComments: "none",
    ...options,
  });
}

async function script(name, options = {}) {
  const result = await bundled(name, options);
  return put(name, result.outputFiles[0].text);
}

/// Names of the packages of which something is in a script.
async function packagesIn(name) {
  const { metafile } = await bundled(name, { metafile: true });
  const [{ inputs }] = Object.values(metafile.outputs);
  const used = Object.keys(inputs).filter((path) => inputs[path].bytesInOutput > 0);
  return [...new Set(used.map((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]).filter(Boolean))];
}

async function everything() {
  await mkdir(dist, { recursive: true });
  const notice = await put("licences.txt", licences(await packagesIn("article.js")));
  const banner = `/*! Contains govuk-frontend (MIT); licences: ${notice} */`;
  const addresses = {};
  for (const font of await fonts()) addresses[font.name] = await put(font.name, font.bytes);
  const system = await readFile(new URL("node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.css", here), "utf8");
  const own = await readFile(new URL("src/loa.css", here), "utf8");
  const css = await put("loa.css", await styles(system, own, addresses, banner, TARGET.css));
  const js = await script("loa.js", { banner: { js: banner } });
  await script("passkey.js");
  await script("portal.js");
  await script("article.js", { banner: { js: `/*! Contains ProseMirror and micromark (MIT); licences: ${notice} */` } });
  const [form, waiting, sheet] = [await script("form.js"), await script("waiting.js"), await script("sheet.js")];
  const named = { FORM: JSON.stringify(form), WAITING: JSON.stringify(waiting), SHEET: JSON.stringify(sheet) };
  const beside = { define: named, external: [form, waiting, sheet] };
  const officer = await script("officer.js", beside);
  const shell = [css, js, officer, form, waiting, addresses["loa-sans-400.woff2"], addresses["loa-sans-700.woff2"]];
  await script("worker.js", { format: "iife", define: { SHELL: JSON.stringify(shell), SHEET: JSON.stringify(sheet) } });
  const icons = { svg: await put("loa.svg", svg()) };
  for (const side of [192, 512]) icons[side] = await put(`loa-${side}.png`, png(side));
  await put("loa.webmanifest", webManifest(icons));
  await mkdir(paper, { recursive: true });
  for (const font of await paperFonts()) await write(font.name, font.bytes, paper);
  // Last, since it names the others; then what nobody names any more goes.
  await write("manifest.json", `${JSON.stringify(manifest, null, 2)}\n`);
  for (const file of await readdir(dist)) if (!written.has(file) && !(await isBeingWritten(file))) await rm(new URL(file, dist), { force: true });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await everything();
  console.log(Object.entries(manifest).map(([name, file]) => `${name} → ${file}`).join("\n"));
}

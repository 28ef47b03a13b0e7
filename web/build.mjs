// Builds web/dist: patched and bundled styles and scripts, each with the hash of its content in its name and
// compressed beside it, and manifest.json that maps plain names to those.
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build, transform } from "esbuild";

const here = new URL(".", import.meta.url);
const dist = new URL("dist/", here);
const from = (path) => readFile(new URL(path, here));
const manifest = {};

async function put(name, content) {
  const bytes = Buffer.from(content);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  const dot = name.lastIndexOf(".");
  const file = `${name.slice(0, dot)}-${hash}${name.slice(dot)}`;
  await writeFile(new URL(file, dist), bytes);
  if (!name.endsWith(".woff2")) {
    const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
    await writeFile(new URL(`${file}.br`, dist), brotliCompressSync(bytes, quality));
    await writeFile(new URL(`${file}.gz`, dist), gzipSync(bytes, { level: 9 }));
  }
  manifest[name] = file;
  return file;
}

// What the design system may not be used for by others: its typeface, its crest, the names in its comments.
export function patched(css) {
  return css
    .replace(/@charset "UTF-8";/g, "")
    .replace(/\/\*[^]*?\*\//g, "")
    .replace(/@font-face\{[^}]*GDS Transport[^}]*\}/g, "")
    .replace(/["']?GDS Transport["']?,arial,sans-serif/gi, "var(--loa-font)")
    .replace(/[^{}]*\{[^{}]*govuk-crest[^{}]*\}/g, "");
}

async function styles() {
  const taiViet = await put(
    "tai-viet.woff2",
    await from("node_modules/@fontsource/noto-sans-tai-viet/files/noto-sans-tai-viet-tai-viet-400-normal.woff2"),
  );
  const system = patched(String(await from("node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.css")));
  const own = String(await from("src/loa.css")).replaceAll("tai-viet.woff2", `/tinh/${taiViet}`);
  const css = (await transform(system + own, { loader: "css", minify: true, target: ["chrome80", "safari14"] })).code;
  if (/GDS|crest/i.test(css)) throw new Error("something of the design system's own brand is left in the styles");
  for (const [, address] of css.matchAll(/url\(([^)]*)\)/g)) {
    if (!address.replace(/["']/g, "").startsWith("/tinh/")) throw new Error(`styles load ${address}`);
  }
  await put("loa.css", css);
}

async function script(name, options = {}) {
  const result = await build({
    entryPoints: [new URL(`src/${name}`, here).pathname],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2020",
    legalComments: "none",
    charset: "utf8",
    ...options,
  });
  await put(name, result.outputFiles[0].text);
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  await styles();
  await script("loa.js");
  await script("officer.js");
  const shell = ["loa.css", "loa.js", "officer.js"].map((name) => `/tinh/${manifest[name]}`);
  await script("worker.js", { format: "iife", define: { SHELL: JSON.stringify(shell) } });
  const licence = await from("node_modules/govuk-frontend/LICENSE.txt").catch(() => "");
  await put("licences.txt", `govuk-frontend\n\n${licence}\nNoto Sans Tai Viet: SIL Open Font License 1.1\n`);
  await writeFile(new URL("manifest.json", dist), JSON.stringify(manifest, null, 2));
  console.log(Object.entries(manifest).map(([name, file]) => `${name} → ${file}`).join("\n"));
}

// The design system's compiled styles without its own brand and without what Loa never uses, then Loa's styles.
import { transform } from "esbuild";
import postcss from "postcss";

// `<details>` takes the place of the first two: it works before, and without, any script.
const UNUSED = ["accordion", "tabs", "cookie-banner", "exit-this-page", "feedback", "footer", "generic-header", "header", "language-navigation"];
const unused = new RegExp(`\\.govuk-(${UNUSED.join("|")})(?![a-z])(?!-[a-z])`);

/// Colours that the design system has no custom property for.
const COLOURS = [
  [/#0f7a52/g, "#0f6b46"],
  [/#0b5c3e/g, "#0b5437"],
  [/#083d29/g, "#07402a"],
];

/// The design system's styles as Loa uses them.
export function patched(css) {
  const root = postcss.parse(css);
  root.walkComments((comment) => void comment.remove());
  root.walkAtRules("charset", (rule) => void rule.remove());
  root.walkAtRules("font-face", (rule) => void rule.remove());
  root.walkRules((rule) => {
    const used = rule.selectors.filter((selector) => !unused.test(selector));
    if (used.length === 0) rule.remove();
    else if (used.length < rule.selectors.length) rule.selectors = used;
  });
  root.walkDecls((declaration) => {
    if (/\burl\(/.test(declaration.value)) declaration.remove();
    // On paper the typeface is the theme's, and addresses do not stand behind every link.
    const isOnPaper = declaration.parent.parent.params === "print";
    if (isOnPaper && (declaration.value === "sans-serif" || declaration.value.includes("attr(href)"))) declaration.remove();
    declaration.value = declaration.value.replace(/(["']?)GDS Transport\1,\s*arial,\s*sans-serif/gi, "var(--loa-font)");
    for (const [theirs, ours] of COLOURS) declaration.value = declaration.value.replace(theirs, ours);
  });
  // From the inside out, what has become empty goes.
  root.walkRules((rule) => void (rule.nodes.length === 0 && rule.remove()));
  root.walkAtRules((rule) => void (rule.nodes?.length === 0 && rule.remove()));
  return root.toString();
}

/// Fails when something is in the styles that must not be published: another's brand, files of others, capitals by style.
export function checked(css, addresses) {
  const brand = css.match(/GDS|crest|crown/i);
  if (brand) throw new Error(`the design system's own brand is in the styles: ${brand[0]}`);
  if (/text-transform:\s*uppercase/.test(css)) throw new Error("capitals by style: marks on Vietnamese letters get no room");
  const ours = new Set(Object.values(addresses));
  for (const [, quoted] of css.matchAll(/url\(([^)]*)\)/g)) {
    const address = quoted.replace(/["']/g, "").trim();
    if (!ours.has(address)) throw new Error(`styles load ${address}`);
  }
  return css;
}

/// One style sheet. `addresses`: where each font is served.
export async function styles(system, own, addresses, banner, target) {
  const named = own.replace(/url\("([a-z0-9-]+\.woff2)"\)/g, (_, name) => `url("${addresses[name]}")`);
  const { code } = await transform(patched(system) + named, { loader: "css", minify: true, target, legalComments: "none" });
  return checked(`${banner}\n${code}`, addresses);
}

// What must hold of every page; each check gives its complaints.
import assert from "node:assert/strict";
import AxeBuilder from "@axe-core/playwright";
import { HtmlValidate } from "html-validate";

const validator = new HtmlValidate({
  extends: ["html-validate:recommended"],
  rules: { "void-style": "off", "no-trailing-whitespace": "off", "attribute-boolean-style": "off", "doctype-style": "off", "long-title": "off", "no-inline-style": "error", "form-dup-name": ["error", { shared: ["radio", "button", "reset", "submit", "checkbox"] }], "require-sri": "off", "tel-non-breaking": "off" },
});

/// WCAG 2.2 AA as far as a machine can tell, and nothing to scroll sideways, of the page as it is shown.
export async function accessible(page) {
  const found = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
  const problems = found.violations.map((one) => `axe ${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).slice(0, 3).join(" | ")}`);
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (sideways > 0) problems.push(`scrolls sideways by ${sideways} px`);
  return problems;
}

/// What is wrong with the page that is shown, at both widths; pictures go where LOA_SHOTS says.
export async function atBothWidths(page, told, picture) {
  const problems = [];
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 740 });
    for (const problem of await accessible(page)) problems.push(`${told} at ${width}: ${problem}`);
    if (process.env.LOA_SHOTS) await page.screenshot({ path: `${process.env.LOA_SHOTS}/${picture}-${width}.png`, fullPage: true });
  }
  return problems;
}

/// A page of which all of it holds, at both widths and as HTML; `told` names it, its pictures are of `group`.
export async function holds(page, path, group, told) {
  await page.goto(path);
  const problems = await atBothWidths(page, told, `${group}-${told}`);
  for (const problem of await valid(page, path)) problems.push(`${told}: ${problem}`);
  assert.deepEqual(problems, []);
}

/// Opens an address with nothing kept from before, and weighs what comes over the wire.
export async function weighed(page, path) {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  await session.send("Network.setBypassServiceWorker", { bypass: true });
  let bytes = 0, requests = 0;
  session.on("Network.loadingFinished", (event) => { bytes += event.encodedDataLength; requests += 1; });
  const answer = await page.goto(path, { waitUntil: "networkidle" });
  await session.detach();
  return { answer, bytes, requests };
}

/// The HTML of an address, as the program sends it.
export async function valid(page, path) {
  return validText(await (await page.request.get(path)).text());
}

/// HTML as the program sent it.
export async function validText(html) {
  const report = await validator.validateString(html);
  return report.results.flatMap((result) => result.messages.map((one) => `html ${one.line}:${one.column} ${one.ruleId}: ${one.message}`)).slice(0, 8);
}

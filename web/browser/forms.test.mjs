// Every form with what nobody should send: nothing, too much, scripts, everything twice, days that do not exist, choices
// that were never offered. The answer is the form with its sentences and what was typed, or a refusal; never
// a failure, and nothing that was sent runs in anybody's page.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { browser, demo, signedIn } from "./demo.mjs";

const PLAN = fileURLToPath(new URL("../../examples/song-ma-2022/ke-hoach.docx", import.meta.url));
const PEOPLE = ["dieuphoi", "canbo", "quantri"];
const MOST_PAGES = 60;
const SCRIPT = `<script>alert("1")</script>"'><img src=x onerror=alert(2)>`;
const shape = (path) => path.replace(/\/[0-9a-z]{11,13}(?=\/|$)/g, "/…");
// Whoever sends these is signed out.
const LEAVES = /^\/dang-xuat$|^\/phien|^\/mat-khau$/;
// After these there is less to send the others to, after the last of them nothing.
const ENDS = [/\/(gop|ban-hanh|thoi|nghi|ket-thuc)$/, /\/viec\/\w+\/bo$/, /\/bo$/, /^\/nguoi\/hai-lop$/];
const late = ({ action }) => ENDS.findIndex((end) => end.test(action));

let site, chrome;
before(async () => {
  site = await demo();
  chrome = await browser();
});
after(async () => {
  await chrome?.close();
  await site?.stop();
});

const isText = (field) => ["text", "textarea", "password", "tel", "search"].includes(field.type);
const WAYS = {
  nothing: (field) => (field.type === "hidden" ? [field.value] : []),
  scripts: (field) => [isText(field) ? SCRIPT : field.value],
  "too much": (field) => [isText(field) ? "ệ".repeat(100_000) : field.value],
  twice: (field) => (isText(field) ? ["một", "hai"] : [field.value, field.value]),
  "no such day": (field) => [/-ngay$/.test(field.name) ? "31" : /-thang$/.test(field.name) ? "2" : /-nam$/.test(field.name) ? "2022" : isText(field) ? "-1e99" : field.value],
  "never offered": (field) => [isText(field) ? "Họp\u202eab\u0000c\u0301" : "0zzzzzzzzzzzz"],
};

// The forms of the page as it was sent, without what scripts made of it.
const formsOf = (page) =>
  page.evaluate(async () => {
    const sent = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    return [...sent.querySelectorAll("form[method=post]")].map((form) => ({
      action: form.getAttribute("action"),
      isMultipart: form.enctype === "multipart/form-data",
      fields: [...form.elements]
        .filter((field) => field.name && field.type !== "file" && field.type !== "submit")
        .map((field) => ({ name: field.name, type: field.type, value: field.value || field.options?.[1]?.value || "" })),
      buttons: [...form.querySelectorAll("button[name]")].map((button) => [button.name, button.value]),
    }));
  });

async function sent(page, form, way) {
  const pairs = form.fields.flatMap((field) => WAYS[way](field).map((value) => [field.name, value]));
  if (form.buttons.length > 0) pairs.push(form.buttons.at(-1));
  return page.evaluate(async ([action, isMultipart, pairs]) => {
    const body = isMultipart ? new FormData() : new URLSearchParams();
    for (const [name, value] of pairs) body.append(name, value);
    const response = await fetch(action, { method: "POST", body, redirect: "manual" });
    return { status: response.type === "opaqueredirect" ? 303 : response.status, text: await response.text(), pairs };
  }, [form.action, form.isMultipart, pairs]);
}

// What is wrong with an answer.
async function complaints(page, form, way, { status, text, pairs }) {
  const told = [];
  // 200: what is shown once, such as a link to send on.
  if (![200, 303, 400, 403, 404, 409, 413, 422].includes(status)) told.push(`answers ${status}`);
  if (text.includes("<script>alert") || text.includes("<img src=x")) told.push("gives a script back");
  if (status !== 422) return told;
  const seen = await page.evaluate(([text, pairs]) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    const links = [...page.querySelectorAll(".govuk-error-summary a")].map((link) => link.getAttribute("href"));
    const values = new Set([...page.querySelectorAll("input, textarea, select")].map((field) => field.value));
    const secret = new Set([...page.querySelectorAll("input[type=password], input[autocomplete=one-time-code]")].map((field) => field.name));
    return {
      title: page.title,
      sentences: links.length,
      dead: links.filter((link) => link.length > 1 && !page.getElementById(link.slice(1))),
      lost: pairs.filter(([name, value]) => !secret.has(name) && !values.has(value)).map(([name]) => name),
    };
  }, [text, way === "scripts" ? pairs.filter(([, value]) => value === SCRIPT) : []]);
  if (!seen.title.startsWith("Lỗi: ")) told.push(`title “${seen.title}”`);
  if (seen.sentences === 0) told.push("says nothing");
  if (seen.dead.length > 0) told.push(`links lead nowhere: ${seen.dead}`);
  if (seen.lost.length > 0) told.push(`loses ${seen.lost}`);
  return told;
}

async function pagesOf(page, act) {
  const open = [new URL(page.url()).pathname];
  const seen = new Set();
  while (open.length > 0 && seen.size < MOST_PAGES) {
    const path = open.shift();
    if (seen.has(shape(path))) continue;
    seen.add(shape(path));
    const response = await page.goto(path);
    if (!(response?.headers()["content-type"] ?? "").startsWith("text/html")) continue;
    await act(path, response);
    const links = await page.$$eval("a[href^='/']", (all) => all.map((link) => link.getAttribute("href").split("#")[0]));
    open.push(...links.filter((href) => href && !/\.(xlsx|ics|csv|docx|pdf)(\?|$)|^\/tep\//.test(href) && !href.includes("?")));
  }
}

for (const login of PEOPLE) {
  test(`forms of ${login}`, { timeout: 300_000 }, async () => {
    const page = await signedIn(chrome, site.address, login);
    const told = [];
    page.on("dialog", (dialog) => { told.push(`a script ran: ${dialog.message()}`); dialog.dismiss(); });
    if (login === "dieuphoi") {
      // A draft has forms of its own.
      await page.goto("/ke-hoach");
      await page.setInputFiles("input[name=tep]", PLAN);
      await page.getByRole("button", { name: "Tải lên và đọc" }).click();
      await page.waitForURL(/\/soat$/);
    }
    const forms = new Map();
    await pagesOf(page, async (path) => {
      for (const form of await formsOf(page)) if (!LEAVES.test(form.action)) forms.set(shape(form.action), form);
    });
    const inOrder = [...forms.values()].sort((one, other) => late(one) - late(other));
    assert.ok(inOrder.length >= 4, `forms were found: ${[...forms.keys()]}`);
    // Sent from a page of ours: the last one that was found may be a file, which may ask for nothing.
    await page.goto("/");
    for (const form of inOrder) {
      for (const way of Object.keys(WAYS)) {
        for (const one of await complaints(page, form, way, await sent(page, form, way))) told.push(`${form.action}, ${way}: ${one}`);
      }
    }
    // What was taken in is harmless wherever it is shown.
    await pagesOf(page, async (path, response) => {
      if (response.status() >= 500) told.push(`${path} answers ${response.status()}`);
      if (/<script>alert|<img src=x/.test(await page.content())) told.push(`${path} holds a script`);
    });
    await page.context().close();
    assert.deepEqual(told, []);
  });
}

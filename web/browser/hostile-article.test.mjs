// Stored scripts: whatever somebody writes into an article, the fields of a site or a file, nothing of it runs where others read it:
// not on public pages, in feeds or pictures, not in the newsroom.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, demo, pressed, signedIn } from "./demo.mjs";
import { BODIES, LINES } from "./hostile/strings.mjs";
import { NO_PICTURES, PDF, withScripts } from "./hostile/files.mjs";

// Pages that are opened of each walk.
const MOST_PAGES = 400;
// Chromium shows XML and pictures in pages of its own, whose styles our policy stops.
const ITS_OWN = /\.xml$|\/anh\/|^\/tep\//;

let site, chrome, desk, ran;
before(async () => {
  site = await demo();
  chrome = await browser();
  ran = [];
  desk = await signedIn(chrome, site.address, "dieuphoi", { serviceWorkers: "block" });
  await watched(desk.context());
});
after(async () => {
  await chrome?.close();
  await site?.stop();
});

// Notes whatever runs, asks, leaves or is stopped at the last moment in the pages of a context.
async function watched(context) {
  await context.exposeBinding("loaRan", ({ page }, what) => { ran.push(`${new URL(page.url()).pathname}: ran ${what}`); });
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => (document.contentType === "text/html" || !/^style/.test(event.violatedDirective)) && globalThis.loaRan?.(`until the policy stopped it: ${event.violatedDirective} ${event.blockedURI}`));
  });
  context.on("request", (request) => {
    const to = new URL(request.url());
    if (/^https?:$/.test(to.protocol) && to.origin !== site.address) ran.push(`${request.frame()?.url()} asks ${to.href}`);
  });
  const look = (page) => {
    page.on("dialog", (dialog) => { ran.push(`${page.url()}: dialog ${dialog.message()}`); dialog.dismiss(); });
    page.on("popup", (popup) => ran.push(`${page.url()}: opens ${popup.url()}`));
    page.on("console", (message) => /Content.Security.Policy|Refused to/.test(message.text()) && !(ITS_OWN.test(new URL(page.url()).pathname) && /style/.test(message.text())) && ran.push(`${page.url()}: ${message.text()}`));
  };
  context.pages().forEach(look);
  context.on("page", look);
}

async function reader() {
  const context = await chrome.newContext({ baseURL: site.address });
  await watched(context);
  return context.newPage();
}

// Sends a form without the page that it stands on; gives the answer, which leads on or not.
async function sent(path, fields) {
  return desk.request.post(path, { multipart: fields, headers: { origin: site.address }, maxRedirects: 0 });
}

async function act(article, viec, remark) {
  const page = await (await desk.request.get(article)).text();
  const luot = page.match(/name="luot" value="(\d+)"/)[1];
  const answer = await desk.request.post(`${article}/lam`, { form: { luot, viec, "nhan-xet": remark }, headers: { origin: site.address }, maxRedirects: 0 });
  assert.equal(answer.status(), 303, `${viec}: ${await answer.text()}`);
}

// Writes an article and lets it out without a second pair of eyes; `file`: a name and bytes. Gives the answer to the writing.
async function written(words, file) {
  const fields = { "don-vi": unit, "chuyen-muc": section, tieng: "vi", "tieu-de": words.title, "tom-tat": words.lead, "noi-dung": words.body, "anh-mo-ta": words.alt ?? "", "anh-dong-y": words.alt ?? "" };
  if (file) fields.anh = { name: file[0], mimeType: "image/jpeg", buffer: file[1] };
  const answer = await sent("/toa-soan/moi", fields);
  if (answer.status() === 303) await act(answer.headers().location, "force", words.lead);
  return answer;
}

let unit, section, last;
// What stands in a page that should not, where nothing has to run for it to be wrong.
const odd = (page) =>
  page.evaluate(() => {
    const told = [];
    const leads = (value) => ["http:", "https:", "mailto:", "tel:"].includes(URL.parse(value, location.href)?.protocol);
    for (const one of document.querySelectorAll("*")) {
      for (const { name, value } of one.attributes) {
        if (/^on/i.test(name)) told.push(`${one.localName} ${name}`);
        if (/^(href|src|action|formaction|xlink:href|srcset|data|poster|ping|background)$/i.test(name) && !leads(value)) told.push(`${one.localName} ${name}=${value.slice(0, 80)}`);
      }
    }
    for (const one of document.querySelectorAll("iframe, frame, object, embed, base, meta[http-equiv], template, math, marquee, portal, form[action^='//'], .loa-prose :is(script, style, svg, img, form, input, button, [id], [name], [style], [class]:not(a.loa-remark))")) told.push(one.outerHTML.slice(0, 120));
    for (const one of document.scripts) if (one.type !== "application/ld+json" && !one.getAttribute("src")?.startsWith("/tinh/")) told.push(one.outerHTML.slice(0, 120));
    // Of what stands among the words of an article only the way to a remark is ours.
    for (const one of document.querySelectorAll("a.loa-remark")) if (!/^\/toa-soan\/\w+\/nhan-xet\?/.test(one.getAttribute("href"))) told.push(one.outerHTML.slice(0, 120));
    // Marks for search machines stay one piece of JSON.
    for (const one of document.querySelectorAll("script[type='application/ld+json']")) JSON.parse(one.textContent);
    // Somebody comes with a mouse, a finger, the keys.
    for (const one of document.querySelectorAll("body *")) for (const kind of ["mouseover", "pointerenter", "focus", "animationstart", "toggle"]) one.dispatchEvent(new Event(kind));
    return told;
  });

// Opens whatever a walk finds from `open` on, as far as `stays` lets it, and tells what is wrong.
async function walked(page, open, stays) {
  const told = [];
  const seen = new Set();
  while (open.length > 0 && seen.size < MOST_PAGES) {
    const path = open.shift();
    if (seen.has(path) || !stays.test(path)) continue;
    seen.add(path);
    let loaded = false;
    const answer = await page.goto(path).then((answer) => { loaded = true; return answer; }, () => null);
    // What the browser keeps as a file it does not show; how it was sent counts all the same.
    const headers = (answer ?? (await page.request.get(path))).headers();
    const type = headers["content-type"] ?? "";
    if (headers["x-content-type-options"] !== "nosniff") told.push(`${path}: may be taken for something else`);
    if (!/default-src 'none'/.test(headers["content-security-policy"] ?? "")) told.push(`${path}: no policy`);
    if (!/^(text\/html|text\/plain|application\/(xml|rss\+xml|atom\+xml)); charset=utf-8$|^image\/(jpeg|png)$|^text\/(calendar|csv)|^application\/pdf$/.test(type)) told.push(`${path}: is sent as ${type}`);
    if (answer && answer.status() !== 200) told.push(`${path}: answers ${answer.status()}`);
    if (!loaded || !/html|xml/.test(type)) continue;
    if (type.startsWith("text/html")) for (const one of await odd(page)) told.push(`${path}: ${one}`);
    const found = await page.evaluate(() => [...document.querySelectorAll(":not(.loa-prose *):is([href], img[src], loc, link, guid)")].map((one) => one.getAttribute("href") ?? one.getAttribute("src") ?? one.textContent));
    open.push(...found.map((href) => new URL(href, page.url())).filter((to) => to.origin === site.address).map((to) => to.pathname + to.search));
  }
  assert.ok(seen.size < MOST_PAGES, "not all was opened");
  return { told, seen };
}

test("words and files that would run are written wherever somebody can write", { timeout: 300_000 }, async () => {
  await desk.goto("/toa-soan/moi");
  unit = await desk.inputValue("input[name=don-vi]");
  section = await desk.$eval("#chuyen-muc", (select) => select.value);

  const files = await withScripts(desk);
  for (const [at, body] of BODIES.entries()) {
    const line = LINES[at % LINES.length];
    const answer = await written({ title: line.slice(0, 160), lead: line, body, alt: line }, files[at]);
    assert.equal(answer.status(), 303, `${body}: ${(await answer.text()).match(/govuk-error-message[^]{0,200}/)?.[0]}`);
    last = answer.headers().location;
  }
  for (const file of NO_PICTURES) {
    const answer = await written({ title: "Ảnh lạ", lead: "Ảnh lạ", body: "Ảnh lạ", alt: "Ảnh lạ" }, file);
    assert.equal(answer.status(), 422, `${file[0]}: ${file[1].toString("latin1").slice(0, 30)}`);
  }
  // What the public is told of corrections and withdrawals.
  for (const line of LINES.slice(0, 6)) {
    const article = (await written({ title: `Bài gỡ ${line}`.slice(0, 160), lead: line, body: "a" })).headers().location;
    await act(article, "withdraw", line);
  }

  // The fields of the site, and its sections.
  await desk.goto(`/cong-don-vi/${unit}`);
  const fields = ["ten", "nguoi-tra-loi", "dien-thoai", "thu", "noi", "gio"];
  for (const [at, field] of fields.entries()) await desk.fill(`#${field}`, LINES[(at * 5 + 1) % LINES.length].slice(0, 190));
  await desk.fill("#gioi-thieu", [...LINES, ...BODIES.slice(0, 4)].join("\n\n").slice(0, 4900));
  await pressed(desk, "Lưu trang");
  assert.ok(await desk.getByText("Đã ghi trang công khai.").isVisible());
  await desk.goto(`/toa-soan/chuyen-muc/${unit}`);
  await desk.fill("#ten-2", LINES[1]);
  await desk.fill("#ten-3", LINES[9]);
  await pressed(desk, "Lưu các chuyên mục");
  assert.ok(await desk.getByText("Đã ghi các chuyên mục.").isVisible());
  assert.deepEqual(ran, []);
});

test("nothing of it runs where the public reads", { timeout: 300_000 }, async () => {
  const page = await reader();
  const { told, seen } = await walked(page, ["/cong", "/sitemap.xml", "/robots.txt"], /^\/(cong|sitemap\.xml|robots\.txt)/);
  const many = (what) => [...seen].filter((path) => what.test(path)).length;
  assert.ok(many(/\/tin\//) >= BODIES.length && many(/\/anh\//) >= 3 && many(/xml$/) >= 6 && many(/\/chuyen-muc\//) >= 3, [...seen].join("\n"));
  assert.deepEqual(told, []);
  assert.deepEqual(ran, []);
  for (const path of [...seen].filter((path) => /\/anh\//.test(path))) {
    const bytes = (await (await page.request.get(path)).body()).toString("latin1");
    assert.doesNotMatch(bytes, /script|loaRan|Exif|adobe/i, `${path} is points alone`);
  }
  // Nobody sniffs either: the same bytes taken for a script or a style. The refusals are wanted, so nobody notes them.
  const other = await (await chrome.newContext({ baseURL: site.address })).newPage();
  await other.goto("/cong/song-ma");
  const taken = await other.evaluate(async (paths) => {
    const all = [];
    for (const path of paths) {
      for (const [name, of] of [["script", { src: path }], ["link", { rel: "stylesheet", href: path }]]) {
        const one = Object.assign(document.createElement(name), of);
        document.head.append(one);
        if (await new Promise((resolve) => { one.onload = () => resolve(true); one.onerror = () => resolve(false); })) all.push(`${name} ${path}`);
      }
    }
    return all;
  }, ["/anh/", "rss.xml", "atom.xml", "sitemap.xml"].flatMap((kind) => [...seen].filter((path) => path.includes(kind)).slice(0, 3)));
  assert.deepEqual(taken, []);
  await other.context().close();

  // Whoever put something into a page would be seen. The last one that was opened may be a picture, in which nothing runs at all.
  await page.goto("/cong");
  await page.evaluate(() => { document.body.innerHTML = "<img src=x onerror=loaRan(0)><img src='//chu-xau.invalid/a.png'>"; });
  await page.waitForTimeout(500);
  assert.match(ran.join("\n"), /until the policy stopped it: script-src/);
  assert.match(ran.join("\n"), /until the policy stopped it: img-src|asks http:\/\/chu-xau/);
  ran.length = 0;
  await page.context().close();
});

test("nothing of it runs in the newsroom and where work is looked at", { timeout: 400_000 }, async () => {
  await desk.goto("/toa-soan?buoc=published");
  const { told, seen } = await walked(desk, ["/toa-soan", "/toa-soan?buoc=published", "/toa-soan?buoc=withdrawn", `/cong-don-vi/${unit}`, `/toa-soan/chuyen-muc/${unit}`], /^\/(toa-soan(?!.*\/(sua|nhan-xet|be-mat|tieng|tai))|cong-don-vi|hoat-dong\/|tep)/);
  assert.ok([...seen].filter((path) => /^\/toa-soan\/\w{11,13}$/.test(path)).length >= BODIES.length, [...seen].join("\n"));
  assert.ok([...seen].some((path) => path.startsWith("/hoat-dong/")), "what was recorded is looked at");
  assert.deepEqual(told, []);
  assert.deepEqual(ran, []);
  // The form in which it is put right, what changed, remarks on each passage, what is made of it.
  await act(last, "correct", "");
  const again = await walked(desk, [last, `${last}/sua`, `${last}/so-sanh?tu=1&den=1`], new RegExp(`^${last}`));
  assert.deepEqual([...again.told, ...ran], []);
});

test("nothing of it runs in the editor: read from the field, pasted, or written back", { timeout: 300_000 }, async () => {
  await desk.goto("/toa-soan/moi");
  const told = await desk.evaluate(async (all) => {
    const field = document.querySelector("#noi-dung");
    const page = () => document.querySelector("#noi-dung-khung");
    const way = (name) => [...document.querySelectorAll("[role=group] button")].find((button) => button.textContent === name).click();
    const told = [];
    const put = (body) => {
      way("Văn bản");
      field.value = body;
      way("Soạn thảo");
    };
    const looked = (from) => {
      for (const one of page()?.querySelectorAll("*") ?? []) {
        const own = /^ProseMirror-/.test(one.className) || one.localName === "br";
        if (!own && !/^(p|h[2-4]|ul|ol|li|blockquote|table|tbody|tr|th|td|strong|em|a|sup|sub)$/.test(one.localName)) told.push(`${from}: ${one.outerHTML}`);
        for (const { name, value } of one.attributes) {
          if (own && /^(class|alt)$/.test(name)) continue;
          if (name === "href" ? !/^(https?:\/\/|mailto:|tel:|\/(?!\/))/i.test(value) : !/^(start|scope|title|colspan|rowspan|data-pm-slice)$/.test(name)) told.push(`${from}: ${name}=${value}`);
        }
      }
      for (const one of page()?.querySelectorAll("*") ?? []) for (const kind of ["mouseover", "pointerenter", "focus"]) one.dispatchEvent(new Event(kind));
    };
    for (const body of all) {
      put(body);
      looked(body);
      if (field.value !== body.replace(/\r\n?/g, "\n")) told.push(`${body}: is not as it was`);
      for (const html of [body, `<p data-pm-slice="0 0 []">${body}</p>`, `<table><tr><td>${body}</td></tr></table>`]) {
        put("a");
        const clipboardData = new DataTransfer();
        clipboardData.setData("text/html", html);
        clipboardData.setData("text/plain", body);
        page().dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        looked(`pasted ${html}`);
        const written = field.value;
        put(written);
        if (!page()) told.push(`pasted ${html}: ${written} is not read again`);
        looked(`again ${html}`);
      }
      await new Promise((resolve) => setTimeout(resolve));
    }
    return told;
  }, [...LINES, ...BODIES]);
  await desk.waitForTimeout(500);
  assert.deepEqual(told, []);
  assert.deepEqual(ran, []);
});

test("a PDF that would run something is sent as a stranger", { timeout: 120_000 }, async () => {
  const officer = await signedIn(chrome, site.address, "canbo", { javaScriptEnabled: false });
  await officer.goto("/ghi");
  await officer.getByLabel(/tháng 4\/2022/).first().check();
  await officer.fill("#lam-gi", "Phát tin, có giấy kèm theo");
  await officer.setInputFiles("input[name=tep]", { name: "giay<script>.pdf", mimeType: "application/pdf", buffer: PDF });
  await pressed(officer, "Lưu");
  const page = await signedIn(chrome, site.address, "canbo", { serviceWorkers: "block" });
  await watched(page.context());
  await page.goto(officer.url().includes("/hoat-dong/") ? officer.url() : "/hoat-dong");
  if (!page.url().includes("/hoat-dong/")) await page.getByRole("link", { name: /Phát tin, có giấy/ }).first().click();
  const file = await page.locator("a[href^='/tep/']").first().getAttribute("href");
  const { told, seen } = await walked(page, [file], /^\/tep\//);
  assert.deepEqual([...told, ...ran], []);
  assert.ok(seen.size > 0);
  const headers = (await page.request.get(file)).headers();
  assert.match(headers["content-security-policy"], /^sandbox;/);
  assert.equal(headers["content-type"], "application/pdf");
  assert.doesNotMatch(headers["content-disposition"], /[<>]/);
});

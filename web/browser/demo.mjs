// Starts `loa demo` for a test and a browser beside it; both go when the test ends.
import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

export const PASSWORD = "loa-dung-thu-2022";

/// Starts the program named by LOA_BIN; gives its address and how to stop it.
export async function demo(env = {}, more = []) {
  const program = process.env.LOA_BIN;
  if (!program) throw new Error("LOA_BIN names no program");
  const child = spawn(program, ["demo", "--listen", "127.0.0.1:0", "--lang", "en", ...more], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let told = "";
  const address = await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the demonstration did not start: ${told}`)), 60_000);
    child.stderr.on("data", (data) => {
      told += data;
      const found = told.match(/http:\/\/127\.0\.0\.1:\d+/);
      if (found && told.includes("Ready")) {
        clearTimeout(late);
        resolve(found[0]);
      }
    });
    child.on("exit", (code) => reject(new Error(`loa demo ended with ${code}: ${told}`)));
  });
  const stop = () =>
    new Promise((resolve) => {
      child.removeAllListeners("exit");
      child.on("exit", resolve);
      child.kill("SIGTERM");
    });
  return { address, stop, log: () => told };
}

/// A Chromium of the system.
export function browser() {
  const candidates = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const executablePath = candidates.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error("Chromium is missing: install the package chromium");
  return chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

/// A page of its own in which a sample person has signed in.
export async function signedIn(chrome, address, login, options = {}) {
  const context = await chrome.newContext({ baseURL: address, locale: "vi-VN", timezoneId: "Asia/Ho_Chi_Minh", ...options });
  const page = await context.newPage();
  await page.goto("/dang-nhap");
  await page.fill("#ten", login);
  await page.fill("#mat-khau", PASSWORD);
  await page.click("main button[type=submit]");
  await page.waitForURL((url) => url.pathname !== "/dang-nhap");
  return page;
}

/// SQLite always, PostgreSQL where the tests have a server: there a database of its own.
export function engines() {
  const server = process.env.LOA_TEST_DATABASE_URL;
  if (!server && process.env.CI === "true") throw new Error("LOA_TEST_DATABASE_URL names no server");
  if (!server) return [["SQLite", {}]];
  const name = `loa_browser_${process.pid}`;
  execFileSync("psql", ["--quiet", "--no-psqlrc", "--command", `CREATE DATABASE ${name}`, server]);
  const own = new URL(server);
  own.pathname = `/${name}`;
  return [["SQLite", {}], ["PostgreSQL", { LOA_DATABASE_URL: own.href }]];
}

/// Waits until `asked` holds in the page. Other than waitForFunction it waits for the answers of asynchronous questions.
export async function until(page, asked) {
  for (let tries = 0; tries < 300; tries += 1) {
    if (await page.evaluate(asked)) return;
    await page.waitForTimeout(100);
  }
  throw new Error(`never came true: ${asked}`);
}

/// Waits until every page of the shell is kept on the machine, so that it opens without a network.
export const shell = (page) =>
  until(page, async () => {
    await navigator.serviceWorker.ready;
    const kept = await Promise.all(["/viec", "/ghi", "/cho-gui"].map((path) => caches.match(path)));
    return kept.every(Boolean);
  });

/// Presses a button that leads to another page.
export const pressed = (page, name) => Promise.all([page.waitForNavigation(), page.getByRole("button", { name, exact: true }).first().click()]);

/// Puts Markdown into the body of an article: the plain field, one press away where the editor lies over it.
export async function bodyFilled(page, markdown) {
  const plain = page.getByRole("button", { name: "Văn bản", exact: true });
  if ((await plain.count()) > 0) await plain.click();
  await page.fill("#noi-dung", markdown);
}

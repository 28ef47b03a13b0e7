// Ways in, in a real browser on both engines: codes of an app, recovery codes, passkeys of a virtual authenticator, an
// account at a certified OpenID provider; each page looked at at both widths.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { createServer } from "node:http";
import { test } from "node:test";
import { Provider } from "oidc-provider";
import { accessible, valid } from "./checks.mjs";
import { PASSWORD, browser, demo, engines, signedIn } from "./demo.mjs";

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 900 };
const CLIENT = { client_id: "loa", client_secret: "bi-mat-cua-loa-o-cong-thu-2022-dai-cho-du" };
const shots = process.env.LOA_SHOTS;

// What an app on the phone shows (RFC 6238): `steps` from now.
function code(secret, steps = 0) {
  let bits = "";
  for (const letter of secret.replace(/\s/g, "")) bits += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = createHmac("sha1", key).update(counter).digest();
  const at = mac.at(-1) & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

// The provider, whose address must be known before Loa starts, and which must know that of Loa.
async function provider() {
  let answer = (_request, response) => response.writeHead(503).end();
  const server = createServer((request, response) => answer(request, response));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const opens = (loa) => {
    const claims = (id) => ({ sub: id, name: `Tài khoản ${id}` });
    const oidc = new Provider(issuer, {
      clients: [{ ...CLIENT, redirect_uris: [`${loa}/dang-nhap/ngoai/ve`] }],
      claims: { openid: ["sub"], profile: ["name"] },
      conformIdTokenClaims: false,
      findAccount: (_context, id) => ({ accountId: id, claims: () => claims(id) }),
      pkce: { required: () => true },
      cookies: { keys: ["khoa thu"] },
    });
    answer = oidc.callback();
  };
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { issuer, opens, stop };
}

for (const [engine, env] of engines()) {
  test(`ways in, on ${engine}`, { timeout: 300_000 }, async (t) => {
    const outside = await provider();
    const site = await demo({
      ...env,
      LOA_OIDC_ISSUER: outside.issuer,
      LOA_OIDC_CLIENT_ID: CLIENT.client_id,
      LOA_OIDC_CLIENT_SECRET: CLIENT.client_secret,
      LOA_OIDC_NAME: "Cổng thử",
      LOA_LOG: "trace",
    });
    const chrome = await browser();
    t.after(async () => {
      await chrome.close();
      await site.stop();
      await outside.stop();
    });
    // Browsers allow passkeys at names only.
    const address = site.address.replace("127.0.0.1", "localhost");
    outside.opens(address);
    const world = { chrome, address, outside, errors: [], secrets: [CLIENT.client_secret] };
    world.fresh = async (options = {}) => {
      const context = await chrome.newContext({ baseURL: address, locale: "vi-VN", ...options });
      return watched(await context.newPage(), world);
    };
    world.seen = async (page, name, isSent = true) => {
      for (const viewport of [PHONE, DESK]) {
        await page.setViewportSize(viewport);
        for (const problem of await accessible(page)) world.errors.push(`${name} at ${viewport.width}: ${problem}`);
        if (!shots) continue;
        await mkdir(shots, { recursive: true });
        await page.screenshot({ path: `${shots}/sign-in-${engine}-${name}-${viewport.width}.png`, fullPage: true });
      }
      if (isSent) for (const problem of await valid(page, page.url())) world.errors.push(`${name}: ${problem}`);
    };
    for (const [name, step] of STEPS) {
      let done = false;
      await t.test(name, async () => { await step(world); done = true; });
      if (!done) return;
    }
    assert.deepEqual(world.errors, []);
    // The greeting of the demonstration tells the passwords of sample people; what comes after it tells nothing.
    const log = site.log().split("answered").slice(1).join("answered");
    assert.ok(log.includes("/dang-nhap/ngoai/ve") && world.secrets.length > 50, "the log was kept");
    for (const secret of world.secrets) assert.ok(secret.length > 5 && !log.includes(secret), `in the log: ${secret}`);
  });
}

const STEPS = [
  ["codes of an app are set up, asked for, and replaced by a recovery code", codes],
  ["a passkey is registered, opens the door, is a second factor, and is taken away", passkeys],
  ["an account elsewhere is linked from inside, opens the door, and no other does", linked],
  ["an invitation is taken up with an account elsewhere", invited],
  ["a provider that is down is told, and passwords work", down],
];

// Notes what must not stand in the log: what comes by address, what is kept in cookies.
function watched(page, world) {
  page.on("request", (request) => {
    const { searchParams } = new URL(request.url());
    for (const name of ["code", "state", "nonce", "code_challenge"]) if (searchParams.has(name)) world.secrets.push(searchParams.get(name));
  });
  page.on("response", async (response) => {
    const set = await response.headerValue("set-cookie").catch(() => null);
    for (const [, value] of (set ?? "").matchAll(/loa_(?:phien|buoc|may)=([^;]{20,})/g)) world.secrets.push(value);
  });
  return page;
}

const heading = (page) => page.textContent("h1");

async function password(page, login) {
  await page.goto("/dang-nhap");
  await page.fill("#ten", login);
  await page.fill("#mat-khau", PASSWORD);
  await page.getByRole("button", { name: "Đăng nhập", exact: true }).click();
  await page.waitForURL((url) => url.pathname !== "/dang-nhap");
}

async function codes(world) {
  const page = await signedIn(world.chrome, world.address, "dieuphoi");
  await page.goto("/tai-khoan/dang-nhap");
  await world.seen(page, "ways");
  await page.getByRole("link", { name: "Đặt mã từ ứng dụng" }).click();
  await world.seen(page, "totp");
  const secret = await page.textContent(".loa-groups");
  const drawn = await page.locator(".loa-qr svg").boundingBox();
  assert.ok(drawn.width > 150 && Math.abs(drawn.width - drawn.height) < 2, "a camera can read it");
  await page.fill("#mat-khau", PASSWORD);
  await page.fill("#ma", "000000");
  await page.getByRole("button", { name: "Đặt mã từ ứng dụng" }).click();
  await world.seen(page, "totp-wrong", false);
  assert.equal(await page.textContent(".loa-groups"), secret, "the same secret again");
  await page.fill("#mat-khau", PASSWORD);
  await page.fill("#ma", code(secret));
  await page.getByRole("button", { name: "Đặt mã từ ứng dụng" }).click();
  const spare = await page.locator(".loa-codes li").allTextContents();
  world.secrets.push(secret, secret.replace(/\s/g, ""), ...spare);
  assert.equal(new Set(spare).size, 10);
  await world.seen(page, "codes", false);
  await page.goto("/tai-khoan/ma/bo");
  await world.seen(page, "totp-remove");
  await page.goto("/tai-khoan/dang-nhap");
  await world.seen(page, "ways-set");

  const again = await world.fresh();
  await password(again, "dieuphoi");
  assert.equal(await heading(again), "Xác thực hai lớp");
  await world.seen(again, "second");
  await again.fill("#ma", code(secret, 1));
  await again.getByRole("button", { name: "Tiếp tục" }).click();
  await again.waitForURL("**/bang-dieu-hanh");

  // Without scripts as well, and without the phone.
  const bare = await world.fresh({ javaScriptEnabled: false });
  await bare.goto("/dang-nhap");
  assert.equal(await bare.getByRole("button", { name: "khóa truy cập" }).count(), 0);
  await password(bare, "dieuphoi");
  await bare.click("summary");
  await bare.fill("#ma-du-phong", spare[3].toUpperCase());
  await bare.getByRole("button", { name: "Đăng nhập bằng mã dự phòng" }).click();
  assert.match(await bare.textContent("[data-flash]"), /còn 9 mã/);

  const administrator = await signedIn(world.chrome, world.address, "quantri");
  await administrator.goto("/nguoi/hai-lop");
  await world.seen(administrator, "rule");
  await administrator.getByLabel("Điều phối").check();
  await administrator.getByRole("button", { name: "Ghi lại" }).click();
  await administrator.goto("/nguoi");
  const name = await page.textContent("header a[href='/tai-khoan']");
  await administrator.getByRole("link", { name: name.split(" · ")[0] }).click();
  await world.seen(administrator, "person");
  await administrator.getByRole("link", { name: "Bỏ khi mất điện thoại" }).click();
  await world.seen(administrator, "reset");
  await administrator.getByRole("button", { name: "Bỏ xác thực hai lớp" }).click();
  await password(again, "dieuphoi");
  assert.match(await again.textContent("[data-flash]"), /Người quản trị đã bỏ/);
  assert.match(await again.textContent("main"), /Vai trò của bạn cần xác thực hai lớp/);
  await world.seen(again, "ways-must", false);
}

async function authenticator(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", { options });
  return { verified: (isUserVerified) => session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }) };
}

async function passkeys(world) {
  // The coordinator must have a second factor by now, and a passkey is one.
  const page = await world.fresh();
  const phone = await authenticator(page);
  await password(page, "dieuphoi");
  await page.goto("/viec");
  assert.equal(new URL(page.url()).pathname, "/tai-khoan/dang-nhap");
  await page.getByRole("link", { name: "Thêm khóa truy cập" }).click();
  await world.seen(page, "passkeys");
  await page.fill("#ten-khoa", "Máy ở phòng");
  await page.fill("#mat-khau", "không phải mật khẩu");
  const add = page.getByRole("button", { name: "Thêm khóa truy cập" });
  await add.click();
  await page.getByText("Mật khẩu đang dùng chưa đúng.").waitFor();
  await page.fill("#mat-khau", PASSWORD);
  await add.click();
  await page.getByText("Đã thêm khóa truy cập.").waitFor();
  await world.seen(page, "passkeys-one");
  await page.click("summary");
  await page.getByLabel("Tên của khóa").first().fill("Máy bàn");
  await page.getByRole("button", { name: "Ghi lại" }).click();
  assert.equal(await page.textContent(".loa-key h2"), "Máy bàn");
  await page.goto("/bang-dieu-hanh");
  assert.equal(new URL(page.url()).pathname, "/bang-dieu-hanh");

  await page.getByRole("button", { name: "Đăng xuất" }).click();
  await world.seen(page, "sign-in", false);
  const enter = page.getByRole("button", { name: "Đăng nhập bằng khóa truy cập" });
  await phone.verified(false);
  await enter.click();
  await page.getByText("Chưa dùng được khóa truy cập").waitFor();
  await phone.verified(true);
  await enter.click();
  await page.waitForURL("**/bang-dieu-hanh");

  await page.getByRole("button", { name: "Đăng xuất" }).click();
  await password(page, "dieuphoi");
  assert.equal(await heading(page), "Xác thực hai lớp");
  await world.seen(page, "second-passkey");
  await page.getByRole("button", { name: "Dùng khóa truy cập" }).click();
  await page.waitForURL("**/bang-dieu-hanh");

  await page.goto("/tai-khoan/khoa");
  await page.click("summary");
  await page.getByRole("button", { name: "Bỏ khóa" }).click();
  await page.getByText("Bạn chưa có khóa truy cập nào.").waitFor();
  await page.getByRole("button", { name: "Đăng xuất" }).click();
  await enter.click();
  await page.getByText("không còn dùng được ở đây").waitFor();
}

async function atProvider(page, account) {
  await page.waitForURL(/127\.0\.0\.1.*interaction/);
  await page.fill("[name=login]", account);
  await page.fill("[name=password]", "gì cũng được");
  await page.click("[type=submit]");
  await page.click("[type=submit]");
}

const elsewhere = (page) => page.getByRole("link", { name: "Đăng nhập bằng Cổng thử" }).click();

async function linked(world) {
  const page = watched(await signedIn(world.chrome, world.address, "canbo"), world);
  await page.goto("/tai-khoan/dang-nhap");
  await page.getByRole("link", { name: "Nối tài khoản Cổng thử" }).click();
  await world.seen(page, "link");
  await page.fill("#mat-khau", PASSWORD);
  await page.getByRole("button", { name: "Tiếp tục" }).click();
  await world.seen(page, "link-on", false);
  await page.getByRole("link", { name: "Tiếp tục tới Cổng thử" }).click();
  await atProvider(page, "canbo-o-cong");
  await page.getByText("Đã nối tài khoản").waitFor();
  await world.seen(page, "ways-linked");
  await page.getByRole("button", { name: "Đăng xuất" }).click();
  await page.goto("/dang-nhap?tiep=/viec");
  await elsewhere(page);
  await page.waitForURL("**/viec");

  // A name that looks alike opens nothing; an answer works once and in its own browser only.
  const stranger = await world.fresh();
  await stranger.goto("/dang-nhap");
  await elsewhere(stranger);
  await atProvider(stranger, "dieuphoi");
  await stranger.getByText("chưa nối với ai trong Loa").waitFor();
  await world.seen(stranger, "unknown", false);
  const used = stranger.url();
  assert.match(used, /dang-nhap\/ngoai\/ve\?code=/);
  for (const other of [stranger, await world.fresh()]) {
    await other.goto(used);
    assert.equal(await heading(other), "Lần đăng nhập này không còn dùng được");
  }
  await world.seen(stranger, "lost", false);
}

async function invited(world) {
  const administrator = await signedIn(world.chrome, world.address, "quantri");
  await administrator.goto("/nguoi/moi");
  await administrator.fill("#ho-ten", "Vì Văn Mẫu");
  await administrator.selectOption("#don-vi", { index: 1 });
  await administrator.selectOption("#vai-tro", "officer");
  await administrator.getByRole("button", { name: "Tạo liên kết mời" }).click();
  const link = new URL(await administrator.inputValue("#lien-ket")).pathname;
  world.secrets.push(link.split("/").pop());
  const page = await world.fresh();
  await page.goto(link);
  await world.seen(page, "invitation");
  await page.getByRole("link", { name: "Dùng Cổng thử" }).click();
  await atProvider(page, "mau-o-cong");
  await page.waitForURL("**/viec");
  assert.match(await page.textContent("header"), /Vì Văn Mẫu/);
  await page.getByRole("button", { name: "Đăng xuất" }).click();
  await elsewhere(page);
  await page.waitForURL("**/viec");
  // The only way in is not taken away.
  await page.goto("/tai-khoan/dang-nhap");
  await page.getByRole("button", { name: "Bỏ nối" }).click();
  await page.getByText("cách đăng nhập duy nhất").waitFor();
  // The link is used up.
  const late = await world.fresh();
  await late.goto(link);
  assert.equal(await heading(late), "Liên kết không còn dùng được");
}

async function down(world) {
  await world.outside.stop();
  const page = await world.fresh();
  await page.goto("/dang-nhap");
  await elsewhere(page);
  assert.equal(await heading(page), "Cổng thử đang không trả lời");
  await world.seen(page, "down", false);
  await password(page, "canbo");
  assert.equal(new URL(page.url()).pathname, "/viec");
}

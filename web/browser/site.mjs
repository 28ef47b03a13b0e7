// A small site around the built styles and scripts, whose server can be told to lose answers, refuse, or be another's.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

const dist = new URL("../dist/", import.meta.url);
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'";
const KINDS = { css: "text/css; charset=utf-8", js: "text/javascript; charset=utf-8", woff2: "font/woff2" };
const NAMES = { huong: "Lò Thị Hương", tua: "Sồng A Tủa" };

const FORM = `<h1>Ghi một việc đã làm</h1>
<form method="post" action="/ghi" enctype="multipart/form-data" data-offline="activity" novalidate>
<input type="hidden" name="khoa" value="page-key">
<div class="govuk-form-group"><fieldset class="govuk-fieldset"><legend class="govuk-fieldset__legend">Việc nào</legend>
<div class="govuk-radios" data-must="Mời chọn việc." data-must-name="viec">
<div class="govuk-radios__item"><input class="govuk-radios__input" id="viec" name="viec" type="radio" value="1"><label class="govuk-label govuk-radios__label" for="viec">Truyền thanh xã</label></div>
<div class="govuk-radios__item"><input class="govuk-radios__input" id="viec-2" name="viec" type="radio" value="2"><label class="govuk-label govuk-radios__label" for="viec-2">Họp bản</label></div>
</div></fieldset></div>
<div class="govuk-form-group"><fieldset class="govuk-fieldset"><legend class="govuk-fieldset__legend">Ngày</legend>
<div class="govuk-date-input" data-must="Mời ghi ngày." data-must-name="ngay">
<div class="govuk-date-input__item"><label for="ngay">Ngày</label><input id="ngay" name="ngay-ngay" value="03"></div>
<div class="govuk-date-input__item"><label for="ngay-thang">Tháng</label><input id="ngay-thang" name="ngay-thang" value="02"></div>
<div class="govuk-date-input__item"><label for="ngay-nam">Năm</label><input id="ngay-nam" name="ngay-nam" value="2021"></div></div>
<div class="loa-picks loa-needs-js"><button type="button" class="govuk-button" data-date-pick="ngay" data-days="0">Hôm nay</button><button type="button" class="govuk-button" data-date-pick="ngay" data-days="-1">Hôm qua</button></div></fieldset></div>
<div class="govuk-form-group"><label class="govuk-label" for="lam-gi">Làm gì</label><textarea class="govuk-textarea" id="lam-gi" name="lam-gi" data-must="Mời ghi đã làm gì."></textarea></div>
<div class="govuk-form-group"><label class="govuk-label" for="anh">Ảnh</label><div data-module="govuk-file-upload"><input class="govuk-file-upload" type="file" id="anh" name="anh" accept="image/*" multiple></div></div>
<button type="submit" class="govuk-button">Lưu</button></form>`;

const PLAIN = `<h1>Khác</h1><form id="goi" method="post" action="/goi" novalidate>
<input type="checkbox" id="tat-ca" data-select-all="don-vi"><input type="checkbox" name="don-vi" value="1"><input type="checkbox" name="don-vi" value="2">
<div class="govuk-form-group"><label for="tep">Tệp</label><input type="file" id="tep" name="tep" data-most-mb="1"></div><label for="bang">Bảng</label><textarea id="bang" name="bang" data-paste-table></textarea><button type="submit">Gửi</button></form>
<button type="button" data-print hidden>In</button>`;

const BODIES = {
  "/ghi": FORM,
  "/viec": "<h1>Việc của tôi</h1>",
  "/cho-gui": "<h1>Chờ gửi</h1><div data-queue-list></div>",
  "/khac": PLAIN,
};

function page(path, site) {
  const of = (name) => `/tinh/${site.manifest[name]}`;
  const flash = site.flash ? "<p data-flash>Đã xong</p>" : "";
  return `<!DOCTYPE html><html lang="vi" class="govuk-template"><head><meta charset="utf-8"><title>${path}</title><meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"><link rel="stylesheet" href="${of("loa.css")}"></head>
<body class="govuk-template__body" data-person="${site.person}" data-person-name="${NAMES[site.person]}"><header><a data-queue-badge href="/cho-gui" hidden>Chờ gửi</a><form method="post" action="/dang-xuat"><button type="submit">Đăng xuất</button></form></header>
<main>${flash}<div data-queue-say role="status"></div>${BODIES[path]}</main><script type="module" src="${of("loa.js")}"></script><script type="module" src="${of("officer.js")}"></script></body></html>`;
}

// One activity as the real server takes it: once for each key, from the person that it belongs to.
function taken(site, request, body) {
  const key = request.headers["idempotency-key"];
  site.requests.push({ key, person: request.headers["loa-person"], body });
  if (!key) return { status: 303, location: "/viec" };
  if (request.headers["loa-person"] !== site.person) return { status: 401, json: {} };
  if (site.problems) return { status: 422, json: { problems: site.problems } };
  const fresh = !site.records.has(key);
  if (fresh) site.records.set(key, { code: `2022-${site.records.size + 1}`, body });
  return { status: fresh ? 201 : 200, json: { code: site.records.get(key).code, href: "/viec" } };
}

/// Starts the site. `person` is who is signed in (null: nobody), `problems` refuses, `lose` breaks the line before the
/// next answer; `records` and `requests` tell what arrived.
export async function started() {
  const site = { person: "huong", problems: null, lose: false, flash: false, records: new Map(), requests: [], posts: 0 };
  site.manifest = JSON.parse(readFileSync(new URL("manifest.json", dist)));
  const answer = (response, status, kind, body, more = {}) => {
    response.writeHead(status, { "Content-Type": kind, "Content-Security-Policy": POLICY, "Cache-Control": "no-cache", ...more });
    response.end(body);
  };
  const html = (response, status, body) => answer(response, status, "text/html; charset=utf-8", body);
  const post = (request, response, path) => {
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      site.posts += 1;
      if (path === "/dang-xuat") site.person = null;
      if (path !== "/ghi") return answer(response, 303, "text/plain", "", { Location: site.person ? "/khac" : "/dang-nhap" });
      const { status, location, json } = taken(site, request, Buffer.concat(parts).toString("latin1"));
      if (site.lose) {
        site.lose = false;
        return request.socket.destroy();
      }
      return location ? answer(response, status, "text/plain", "", { Location: location }) : answer(response, status, "application/json", JSON.stringify(json));
    });
  };
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://site").pathname;
    if (request.method === "POST") return post(request, response, path);
    if (path === "/worker.js" || path.startsWith("/tinh/")) {
      const name = path === "/worker.js" ? site.manifest["worker.js"] : path.slice("/tinh/".length);
      return answer(response, 200, KINDS[name.split(".").pop()], readFileSync(new URL(name, dist)));
    }
    if (path === "/dang-nhap") return html(response, 200, "<!DOCTYPE html><html lang=vi><title>Đăng nhập</title><h1>Đăng nhập</h1></html>");
    if (!BODIES[path]) return html(response, 404, "<!DOCTYPE html><title>404</title>");
    if (!site.person) return answer(response, 303, "text/plain", "", { Location: "/dang-nhap" });
    return html(response, 200, page(path, site));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  site.address = `http://127.0.0.1:${server.address().port}`;
  site.stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return site;
}

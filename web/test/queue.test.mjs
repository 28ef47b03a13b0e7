// The queue of what was written without a network: nothing lost, nothing twice, in order, each owner's own.
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { add, all, bodyOf, change, flush, of, owner, remove, setOwner, size, uuid } from "../src/queue.js";

const item = (what, person = "hương", more = {}) => ({
  id: uuid(), url: "/ghi", page: "/ghi", owner: person, ownerName: person, t: 1, tries: 0, lines: [], fields: [["lam-gi", what]], blobs: [], ...more,
});
const answer = (status, body = {}, type = "basic") => ({ status, type, json: async () => body });

// A server that counts by key, as the real one does. `behave` may answer in its place, or throw as a line that breaks.
function server(behave = () => undefined) {
  const there = { kept: new Map(), seen: [], people: [] };
  there.record = (request) => there.kept.set(request.headers["Idempotency-Key"], request.body.get("lam-gi"));
  there.fetch = async (url, request) => {
    const key = request.headers["Idempotency-Key"];
    there.seen.push(request.body.get("lam-gi"));
    there.people.push(request.headers["Loa-Person"]);
    const instead = behave(there.seen.length, request, there);
    if (instead) return instead;
    const fresh = !there.kept.has(key);
    there.record(request);
    return answer(fresh ? 201 : 200, { code: `2022-${there.kept.size}`, href: "/hoat-dong/1" });
  };
  return there;
}

async function sent(person, there) {
  const heard = [];
  const end = await flush(person, (outcome) => heard.push(outcome.state), there.fetch);
  return { end, heard };
}

beforeEach(async () => {
  for (const one of await all()) await remove(one.n);
});

test("an answer that is lost makes a second request and one record", async () => {
  const there = server((count, request, server) => {
    if (count > 1) return undefined;
    server.record(request);
    throw new TypeError("the line broke after the server had written");
  });
  await add(item("một"));
  await add(item("hai"));
  assert.deepEqual(await sent("hương", there), { end: "silent", heard: ["silent"] });
  assert.equal((await all()).length, 2, "nothing is dropped on a guess");
  assert.deepEqual(await sent("hương", there), { end: "done", heard: ["sent", "sent"] });
  assert.deepEqual(there.seen, ["một", "một", "hai"]);
  assert.deepEqual([...there.kept.values()], ["một", "hai"], "two records, in order");
  assert.deepEqual(await all(), []);
});

test("what is no answer of the server proves nothing", async () => {
  const cut = { status: 201, type: "basic", json: async () => { throw new SyntaxError("cut off"); } };
  const answers = [cut, answer(200, null), answer(200, { title: "Wi-Fi của quán" }), answer(201, {})];
  await add(item("một"));
  for (const one of answers) assert.equal((await sent("hương", { fetch: async () => one })).end, "silent");
  assert.equal((await all())[0].tries, answers.length);
});

test("items go in the order in which they were written, whatever the clock of the phone did", async () => {
  for (const [what, t] of [["một", 5], ["hai", 1], ["ba", 5]]) await add(item(what, "hương", { t }));
  const there = server();
  await sent("hương", there);
  assert.deepEqual(there.seen, ["một", "hai", "ba"]);
});

test("a busy server is asked again later, and one item that it cannot take does not stop the rest for ever", async () => {
  const there = server((count, request) => (request.body.get("lam-gi") === "hỏng" ? answer(500) : undefined));
  await add(item("hỏng"));
  await add(item("sau"));
  for (let turn = 1; turn < 5; turn += 1) assert.deepEqual(await sent("hương", there), { end: "later", heard: ["later"] });
  assert.equal(there.kept.size, 0, "the order is kept as long as there is hope");
  assert.deepEqual(await sent("hương", there), { end: "later", heard: ["later", "sent"] });
  assert.deepEqual((await all()).map((one) => one.fields[0][1]), ["hỏng"], "and it is still there");
});

test("each kind of answer is taken as what it is", async () => {
  for (const [status, type, state] of [
    [401, "basic", "signin"], [403, "basic", "denied"], [0, "opaqueredirect", "signin"], [303, "basic", "signin"],
    [408, "basic", "later"], [409, "basic", "later"], [425, "basic", "later"], [429, "basic", "later"], [500, "basic", "later"], [503, "basic", "later"],
    [400, "basic", "refused"], [404, "basic", "refused"], [413, "basic", "refused"], [422, "basic", "refused"],
  ]) {
    await add(item("một"));
    const { heard } = await sent("hương", { fetch: async () => answer(status, {}, type) });
    assert.deepEqual(heard, [state], `${status} ${type}`);
    const [left] = await all();
    assert.equal(Boolean(left.problems), state === "refused", `${status}: only what is refused is marked`);
    await remove(left.n);
  }
});

test("what is refused stays with its reasons and does not hold up the rest", async () => {
  const there = server((count) => (count === 1 ? answer(422, { problems: [{ field: "ngay", message: "Ngày chưa tới." }] }) : undefined));
  const blob = new Blob(["x"], { type: "image/jpeg" });
  await add(item("một", "hương", { blobs: [["anh", blob, "a.jpg"]] }));
  await add(item("hai"));
  assert.deepEqual((await sent("hương", there)).heard, ["refused", "sent"]);
  const [left] = await all();
  assert.deepEqual(left.problems, [{ field: "ngay", message: "Ngày chưa tới." }]);
  assert.equal(size(left), 1, "photos and all");
  await sent("hương", there);
  assert.equal(there.seen.length, 2, "it is not sent again by itself");
  await add(item("một, sửa"), left.n);
  await sent("hương", there);
  assert.deepEqual([...there.kept.values()], ["hai", "một, sửa"], "mended, it takes the place of the old one");
  assert.deepEqual(await all(), []);
});

test("what its owner may no longer send stays and does not hold up the rest", async () => {
  const there = server((count) => (count === 1 ? answer(403) : undefined));
  await add(item("phiếu"));
  await add(item("bản ghi"));
  assert.deepEqual(await sent("hương", there), { end: "denied", heard: ["denied", "sent"] });
  const [left] = await all();
  assert.equal(left.fields[0][1], "phiếu");
  assert.equal(left.problems, undefined, "it may be theirs again");
});

test("signed out: everything is kept until the owner is back, nobody else sends it", async () => {
  await add(item("của hương"));
  await add(item("của tủa", "tủa"));
  assert.deepEqual(await sent("hương", { fetch: async () => answer(401) }), { end: "signin", heard: ["signin"] });
  const there = server();
  await sent("tủa", there);
  assert.deepEqual([...there.kept.values()], ["của tủa"]);
  assert.deepEqual(there.people, ["tủa"], "the server is told whose it is");
  const [left] = await of("hương");
  assert.deepEqual([left.tries, left.problems], [0, undefined]);
  assert.deepEqual(await of("tủa"), []);
});

test("an item that was deleted while it was on its way does not come back", async () => {
  const n = await add(item("một"));
  await sent("hương", { fetch: async () => { await remove(n); return answer(503); } });
  assert.deepEqual(await all(), []);
  await change(n, { tries: 9 });
  assert.deepEqual(await all(), []);
});

test("two flushes at once send once", async () => {
  const there = server();
  await add(item("một"));
  await Promise.all([flush("hương", undefined, there.fetch), flush("hương", undefined, there.fetch)]);
  assert.deepEqual(there.seen, ["một"]);
});

test("texts and photos travel under their names", async () => {
  const strict = globalThis.FormData;
  // As browsers do: a text has two arguments, and a third, even undefined, is an error.
  globalThis.FormData = class extends strict {
    append(...given) {
      if (typeof given[1] === "string" && given.length !== 2) throw new TypeError("parameter 2 is not of type 'Blob'");
      super.append(...given);
    }
  };
  try {
    const photo = new Blob(["x"], { type: "image/jpeg" });
    const body = bodyOf(item("Họp bản", "hương", { fields: [["lam-gi", "Họp bản"], ["tieng", "thai"], ["tieng", "mong"]], blobs: [["anh", photo, "họp.jpg"]] }));
    assert.equal(body.get("lam-gi"), "Họp bản");
    assert.deepEqual(body.getAll("tieng"), ["thai", "mong"]);
    assert.equal(body.get("anh").name, "họp.jpg");
  } finally {
    globalThis.FormData = strict;
  }
});

test("who is signed in is known to the service worker, and forgotten", async () => {
  await setOwner("hương");
  assert.equal(await owner(), "hương");
  await setOwner("");
  assert.equal(await owner(), "");
});

test("keys are random UUIDs, also where the browser cannot make them", () => {
  const form = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  const given = crypto.randomUUID;
  try {
    crypto.randomUUID = undefined;
    const some = new Set(Array.from({ length: 200 }, uuid));
    assert.equal(some.size, 200);
    for (const one of some) assert.match(one, form);
  } finally {
    crypto.randomUUID = given;
  }
  assert.match(uuid(), form);
});

// The queue of what was written without a network: nothing lost, nothing twice, in order, each owner's own.
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { all, bodyOf, flush, of, put, remove, uuid } from "../src/queue.js";

const item = (t, owner = "hương", more = {}) => ({
  id: uuid(), url: "/ghi", owner, ownerName: owner, t, fields: [["lam-gi", `việc ${t}`]], blobs: [], tries: 0, ...more,
});
const answer = (status, body) => ({ status, type: "basic", json: async () => body });

// A server that counts by key, as the real one does.
function server(behave = () => {}) {
  const kept = new Map();
  const seen = [];
  return {
    kept,
    seen,
    fetcher: async (url, request) => {
      const key = request.headers["Idempotency-Key"];
      seen.push(key);
      const before = behave(seen.length, kept, key, request);
      if (before instanceof Error) throw before;
      if (before) return before;
      const fresh = !kept.has(key);
      kept.set(key, request.body.get("lam-gi"));
      return answer(fresh ? 201 : 200, { code: `2022-${kept.size}`, href: "/hoat-dong/1" });
    },
  };
}

beforeEach(async () => {
  for (const one of await all()) await remove(one.id);
});

test("an answer that is lost makes a second request and one record", async () => {
  const there = server((count, kept, key, request) => {
    if (count !== 1) return undefined;
    kept.set(key, request.body.get("lam-gi"));
    return new Error("the line broke after the server had written");
  });
  await put(item(1));
  await put(item(2));
  assert.equal(await flush("hương", undefined, there.fetcher), "later");
  assert.equal((await all()).length, 2, "nothing is dropped on a guess");
  assert.equal(await flush("hương", undefined, there.fetcher), "done");
  assert.deepEqual([...there.kept.values()], ["việc 1", "việc 2"], "two records, in order");
  assert.equal(there.seen.length, 3);
  assert.equal((await all()).length, 0);
});

test("a cut-off answer proves nothing", async () => {
  await put(item(1));
  const cut = async () => ({ status: 201, type: "basic", json: async () => { throw new SyntaxError("cut"); } });
  assert.equal(await flush("hương", undefined, cut), "later");
  assert.equal((await all())[0].tries, 1);
});

test("what is refused stays with its reasons and does not hold up the rest", async () => {
  const there = server((count) => (count === 1 ? answer(422, { problems: [{ field: "ngay", message: "Ngày chưa tới." }] }) : undefined));
  await put(item(1));
  await put(item(2));
  const heard = [];
  await flush("hương", (outcome) => heard.push(outcome.state), there.fetcher);
  assert.deepEqual(heard, ["refused", "sent"]);
  const [left] = await all();
  assert.equal(left.refused[0].message, "Ngày chưa tới.");
  await flush("hương", undefined, there.fetcher);
  assert.equal(there.seen.length, 2, "it is not sent again by itself");
});

test("signed out: everything is kept until the owner is back, nobody else sends it", async () => {
  await put(item(1));
  await put(item(2, "tủa"));
  assert.equal(await flush("hương", undefined, async () => answer(401, {})), "signin");
  const there = server();
  await flush("tủa", undefined, there.fetcher);
  assert.deepEqual([...there.kept.values()], ["việc 2"]);
  assert.equal((await of("hương")).length, 1);
});

test("two flushes at once send once", async () => {
  const there = server();
  await put(item(1));
  await Promise.all([flush("hương", undefined, there.fetcher), flush("hương", undefined, there.fetcher)]);
  assert.equal(there.seen.length, 1);
});

test("texts and photos travel under their names", async () => {
  const body = bodyOf(item(1, "hương", { blobs: [["anh", new Blob(["x"], { type: "image/jpeg" }), "họp.jpg"]] }));
  assert.equal(body.get("lam-gi"), "việc 1");
  assert.equal(body.get("anh").name, "họp.jpg");
});

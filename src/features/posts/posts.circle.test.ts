import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Member, PostBody, TestApp } from "#test/app";
import { wipePosts } from "./posts.jobs.ts";

let app: TestApp;
let alice: Member;
let bob: Member;
let carol: Member;
beforeAll(async () => {
  app = await startApp();
  [alice, bob, carol] = await Promise.all([app.member("alice"), app.member("bob"), app.member("carol")]);
});
afterAll(() => app.stop());

const path = (id: string, more = "") => `/api/v1/statuses/${id}${more}`;
const unknown = "1";

test("a direct post is there for its author and whom it names, and for nobody else", async () => {
  const { id } = await alice.post("@bob 비밀이에요", { visibility: "direct" });
  for (const who of [alice, bob]) expect((await who.get<PostBody>(path(id))).body.id).toBe(id);
  for (const who of [carol, app.guest()]) {
    const [hidden, absent] = [await who.get(path(id)), await who.get(path(unknown))];
    expect([hidden.status, hidden.text]).toEqual([404, absent.text]);
  }
});

test("who was named may look but not touch; a stranger cannot even tell it is there", async () => {
  const { id } = await alice.post("@bob just us", { visibility: "direct" });
  const change = (who: Member, method: string, where = "") =>
    who.send(method, path(id, where), method === "PUT" ? { body: { status: "mine" } } : {});
  expect((await change(bob, "PUT")).status).toBe(403);
  expect((await change(bob, "DELETE")).status).toBe(403);
  for (const [method, where] of [
    ["PUT", ""],
    ["DELETE", ""],
    ["POST", "/restore"],
  ] as const) {
    const hidden = await change(carol, method, where);
    const absent = await carol.send(method, path(unknown, where), method === "PUT" ? { body: { status: "mine" } } : {});
    expect([hidden.status, hidden.text]).toEqual([404, absent.text]);
  }
});

test("an edit never widens the circle of a direct post, nor narrows it behind anyone's back", async () => {
  const { id } = await alice.post("@bob hello", { visibility: "direct" });
  const edited = await alice.send<PostBody>("PUT", path(id), { body: { status: "hello @carol" } });
  expect(edited.body["mentions"]).toMatchObject([{ id: bob.id }]);
  expect((await carol.get(path(id))).status).toBe(404);
  expect((await bob.get(path(id))).status).toBe(200);
  await alice.send("PUT", path(id), { body: { status: "@bob and @carol" } });
  expect((await carol.get(path(id))).status).toBe(404);
});

test("an answer to a direct post stays in the circle of its own names", async () => {
  const { id } = await alice.post("@bob what do you think?", { visibility: "direct" });
  const answer = await bob.post("@alice I think so", { in_reply_to_id: id });
  expect(answer["visibility"]).toBe("direct");
  expect((await alice.get(path(answer.id))).status).toBe(200);
  expect((await carol.get(path(answer.id))).status).toBe(404);
});

test("a number never tells of a hidden post: neither of replies nor of an account's posts", async () => {
  const root = await alice.post("@bob seen by all");
  const look = async () => {
    const seen = [path(root.id), `/api/v1/accounts/${bob.id}`, "/api/v1/accounts/lookup?acct=bob", "/api/v1/instance"];
    return Promise.all(seen.map(async (p) => (await carol.get(p)).text));
  };
  const before = await look();
  const ear = await app.listen(carol, { channels: ["public", `account:${alice.id}`, `thread:${root.id}`] });
  const hidden = await bob.post("@alice a word in private", { in_reply_to_id: root.id, visibility: "direct" });
  expect(await look()).toEqual(before);
  await bob.send("DELETE", path(hidden.id));
  await bob.send("POST", path(hidden.id, "/restore"));
  expect(await look()).toEqual(before);
  const marker = await alice.post("for all to hear");
  await ear.until((heard) => heard.some((e) => (e.data as PostBody).id === marker.id));
  expect(ear.heard.map((e) => e.type)).toEqual(["post.created"]);
});

test("threat 36: once a delete stands, nothing in the database or in a replay holds the words", async () => {
  const words = ["quincunx", "zymurgy", "syzygy", "gossamer"] as const;
  const open = await alice.post(words[0], { spoiler_text: words[3] });
  const shut = await alice.post(`@bob ${words[1]}`, { visibility: "direct" });
  await alice.send("PUT", path(open.id), { body: { status: words[2] } });
  const kept = await alice.post("perihelion");
  const inside = app.server.app;
  const clock = inside.clock;
  inside.clock = () => new Date(clock().getTime() - 60_000);
  for (const { id } of [open, shut]) await alice.send("DELETE", path(id));
  inside.clock = clock;
  await wipePosts.run(inside);
  await wipePosts.run(inside);

  const dump = await dumpDatabase();
  for (const word of words) expect(dump).not.toContain(word);
  expect(dump).toContain("perihelion");
  const ear = await app.listen(bob, { cursor: 0, channels: ["public", `account:${alice.id}`, `thread:${shut.id}`] });
  const replayed = JSON.stringify(ear.heard);
  for (const word of words) expect(replayed).not.toContain(word);
  expect(replayed).toContain(kept.id);
});

test("what can still be taken back is not wiped", async () => {
  const { id } = await alice.post("a change of heart");
  await alice.send("DELETE", path(id));
  await wipePosts.run(app.server.app);
  expect((await alice.send<PostBody>("POST", path(id, "/restore"))).body.content).toBe("<p>a change of heart</p>");
});

/** Every row of every table, as text. */
async function dumpDatabase(): Promise<string> {
  const { db } = app.server.app;
  const { rows } = await db.execute<{ name: string }>(
    sql`select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  );
  const tables = await Promise.all(
    rows.map(({ name }) => db.execute<{ row: string }>(sql`select t::text as row from ${sql.identifier(name)} t`)),
  );
  return tables.flatMap((table) => table.rows.map(({ row }) => row)).join("\n");
}

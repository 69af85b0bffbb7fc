import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Member, PostBody, TestApp } from "#test/app";

let app: TestApp;
let alice: Member;
let bob: Member;
beforeAll(async () => {
  app = await startApp();
  [alice, bob] = await Promise.all([app.member("alice"), app.member("bob")]);
});
afterAll(() => app.stop());

const path = (id: string, more = "") => `/api/v1/statuses/${id}${more}`;
const edit = (who: Member, id: string, status: string) => who.send<PostBody>("PUT", path(id), { body: { status } });

/** Runs `work` while the server's clock stands at `seconds` after `start`, however long the machine takes. */
async function at<T>(start: number, seconds: number, work: () => Promise<T>): Promise<T> {
  const { app: inside } = app.server;
  const clock = inside.clock;
  inside.clock = () => new Date(start + seconds * 1000);
  return work().finally(() => (inside.clock = clock));
}

test("what one member posts, edits and deletes reaches another, once and in order", async () => {
  const ear = await app.listen(bob);
  const { id } = await alice.post("안녕하세요");
  await edit(alice, id, "안녕하세요 여러분");
  await alice.send("DELETE", path(id));
  await ear.until((heard) => heard.some((e) => e.type === "post.deleted"));
  const types = ear.heard.map((e) => e.type);
  expect(types.at(-1)).toBe("post.deleted");
  expect(new Set(ear.heard.map((e) => (e.data as { id: string }).id))).toEqual(new Set([id]));
  const cursors = ear.heard.map((e) => e.cursor);
  expect(cursors).toEqual([...new Set(cursors)].sort((a, b) => a - b));
});

test("a post is read by anyone as its author wrote it", async () => {
  const made = await alice.post("Hello #world, hello @bob", { language: "en", spoiler_text: "greetings" });
  const read = await app.guest().get<PostBody>(path(made.id));
  expect(read.status).toBe(200);
  expect(read.body).toMatchObject({
    id: made.id,
    visibility: "public",
    language: "en",
    spoiler_text: "greetings",
    sensitive: true,
    edited_at: null,
    in_reply_to_id: null,
    account: { id: alice.id, acct: "alice" },
    mentions: [{ id: bob.id, acct: "bob" }],
    tags: [{ name: "world" }],
  });
  expect(read.body).not.toHaveProperty("favourited");
  expect((await bob.get<PostBody>(path(made.id))).body).toHaveProperty("favourited", false);
});

test("an edit keeps every earlier version, oldest first", async () => {
  const { id } = await alice.post("one");
  for (const words of ["two", "three"]) expect((await edit(alice, id, words)).status).toBe(200);
  const history = await bob.get<{ content: string; created_at: string }[]>(path(id, "/history"));
  expect(history.body.map((v) => v.content)).toEqual(["<p>one</p>", "<p>two</p>", "<p>three</p>"]);
  const times = history.body.map((v) => Date.parse(v.created_at));
  expect(times).toEqual([...times].sort((a, b) => a - b));
  const now = await bob.get<PostBody>(path(id));
  expect(now.body.content).toBe("<p>three</p>");
  expect(now.body["edited_at"]).toBe(history.body[2]!.created_at);
});

test("an edit that says the same changes nothing: no version, no edit time, no event", async () => {
  const { id } = await alice.post("as it was");
  const before = await bob.get(path(id));
  const ear = await app.listen(bob);
  expect((await edit(alice, id, "as it was")).status).toBe(200);
  const marker = await alice.post("after it");
  await ear.until((heard) => heard.some((e) => (e.data as PostBody).id === marker.id));
  expect(ear.heard).toHaveLength(1);
  expect((await bob.get<PostBody>(path(id))).body["edited_at"]).toBeNull();
  expect((await bob.get<unknown[]>(path(id, "/history"))).body).toHaveLength(1);
  expect(before.status).toBe(200);
});

test("only the author gets the source, edits and deletes: 403 for who may look, 401 for who is nobody", async () => {
  const { id } = await alice.post("  leading spaces & <b>markup</b>\n\n\nand lines");
  const source = await alice.get<{ text: string }>(path(id, "/source"));
  expect(source.body.text).toBe("  leading spaces & <b>markup</b>\n\n\nand lines");
  expect((await bob.get(path(id, "/source"))).status).toBe(403);
  expect((await edit(bob, id, "mine now")).status).toBe(403);
  expect((await bob.send("DELETE", path(id))).status).toBe(403);
  const guest = app.guest();
  await guest.refreshCsrf();
  for (const [method, where] of [
    ["GET", "/source"],
    ["PUT", ""],
    ["DELETE", ""],
    ["POST", "/restore"],
  ] as const)
    expect((await guest.send(method, path(id, where), method === "PUT" ? { body: { status: "x" } } : {})).status).toBe(
      401,
    );
  expect((await bob.get(path(id))).status).toBe(200);
});

test("a delete answers with the words as they were written, and within 30 s it is taken back whole", async () => {
  const root = await alice.post("first words");
  const reply = await bob.post("a reply", { in_reply_to_id: root.id });
  await edit(alice, root.id, "second words");
  const now = Date.now();
  const gone = await at(now, 0, () => alice.send<PostBody>("DELETE", path(root.id)));
  expect(gone.body).toMatchObject({ id: root.id, text: "second words", replies_count: 1 });
  expect((await bob.get(path(root.id))).status).toBe(404);
  expect((await bob.get(path(root.id, "/history"))).status).toBe(404);
  expect((await edit(alice, root.id, "no more")).status).toBe(404);
  expect((await bob.send("POST", path(root.id, "/restore"))).status).toBe(404);

  const back = await at(now, 29, () => alice.send<PostBody>("POST", path(root.id, "/restore")));
  expect(back.body).toMatchObject({ id: root.id, content: "<p>second words</p>", replies_count: 1 });
  expect((await bob.get<unknown[]>(path(root.id, "/history"))).body).toHaveLength(2);
  const context = await bob.get<{ ancestors: PostBody[] }>(path(reply.id, "/context"));
  expect(context.body.ancestors.map((p) => p.id)).toEqual([root.id]);
});

test("after 30 s a delete stands", async () => {
  const { id } = await alice.post("too late to regret");
  const now = Date.now();
  await at(now, 0, () => alice.send("DELETE", path(id)));
  expect((await at(now, 31, () => alice.send("POST", path(id, "/restore")))).status).toBe(404);
});

test("taking back what is not deleted changes nothing", async () => {
  const { id } = await alice.post("still here");
  const before = await bob.get(path(id));
  expect((await alice.send("POST", path(id, "/restore"))).status).toBe(200);
  expect((await bob.get(path(id))).text).toBe(before.text);
});

test("replies are counted while everyone may see them, and no others", async () => {
  const root = await alice.post("how many?");
  const count = async () => (await app.guest().get<PostBody>(path(root.id))).body.replies_count;
  await bob.post("one", { in_reply_to_id: root.id });
  const two = await bob.post("two", { in_reply_to_id: root.id, visibility: "unlisted" });
  await bob.post("@alice psst", { in_reply_to_id: root.id, visibility: "direct" });
  await bob.post("for followers", { in_reply_to_id: root.id, visibility: "private" });
  expect(await count()).toBe(2);
  await bob.send("DELETE", path(two.id));
  expect(await count()).toBe(1);
  await bob.send("POST", path(two.id, "/restore"));
  expect(await count()).toBe(2);
});

test("a reply names what it answers and is as visible as that, unless it says otherwise", async () => {
  const root = await alice.post("quietly", { visibility: "unlisted" });
  const reply = await bob.post("quietly too", { in_reply_to_id: root.id });
  expect(reply).toMatchObject({
    in_reply_to_id: root.id,
    in_reply_to_account_id: alice.id,
    visibility: "unlisted",
    thread_id: root.id,
  });
});

test("nobody can answer what is deleted, hidden or never was", async () => {
  const { id: deleted } = await alice.post("soon gone");
  await alice.send("DELETE", path(deleted));
  const { id: hidden } = await alice.post("for myself", { visibility: "direct" });
  const answers = [];
  for (const id of [deleted, hidden, "1", "abc", "99999999999999999999"])
    answers.push(await bob.send("POST", "/api/v1/statuses", { body: { status: "hello?", in_reply_to_id: id } }));
  expect(new Set(answers.map((a) => `${a.status} ${a.text}`)).size).toBe(1);
  expect(answers[0]!.status).toBe(404);
});

test("I7: ids that cannot be are 404 to read, edit and delete", async () => {
  const odd = [
    "abc",
    "12345678901234567890",
    "2147483648",
    "9223372036854775808",
    "-1",
    "1e3",
    "0",
    "1'%20or%201=1",
    "%00",
    "..%2f",
    "１２",
  ];
  for (const id of odd)
    for (const [method, where] of [
      ["GET", ""],
      ["GET", "/history"],
      ["GET", "/source"],
      ["GET", "/context"],
      ["PUT", ""],
      ["DELETE", ""],
      ["POST", "/restore"],
    ] as const) {
      const answer = await alice.send<{ error: string }>(
        method,
        path(id, where),
        method === "PUT" ? { body: { status: "x" } } : {},
      );
      expect([id, method, where, answer.status, typeof answer.body.error]).toEqual([id, method, where, 404, "string"]);
    }
});

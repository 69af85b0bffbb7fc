import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Guest, Member, PostBody, TestApp } from "#test/app";

let app: TestApp;
let alice: Member;
let bob: Member;
beforeAll(async () => {
  app = await startApp();
  [alice, bob] = await Promise.all([app.member(), app.member()]);
});
afterAll(() => app.stop());

const path = (id: string) => `/api/v1/statuses/${id}`;
const times = <T>(n: number, work: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: n }, (_, i) => work(i)));
const withKey = (who: Guest, key: string, status: string) =>
  who.send<PostBody>("POST", "/api/v1/statuses", { body: { status }, headers: { "idempotency-key": key } });

async function rowsOf(member: Member, text: string): Promise<number> {
  const { rows } = await app.server.app.db.execute<{ n: number }>(
    sql`select count(*)::int as n from posts where account_id = ${member.id} and text = ${text}`,
  );
  return rows[0]!.n;
}

test("C1: of 300 deleted posts each is gone when the answer arrives", async () => {
  const outcomes = await times(10, async (lane) => {
    const found: number[] = [];
    for (let i = 0; i < 30; i++) {
      const { id } = await alice.post(`lane ${lane}, post ${i}`);
      expect((await alice.send("DELETE", path(id))).status).toBe(200);
      found.push((await bob.get(path(id))).status);
    }
    return found;
  });
  expect(outcomes.flat()).toEqual(Array<number>(300).fill(404));
}, 60_000);

test("C2: a delete that is sent 8 times at once succeeds once and is 404 for the rest", async () => {
  for (let round = 0; round < 15; round++) {
    const { id } = await alice.post(`round ${round}`);
    const answers = await times(8, () => alice.send("DELETE", path(id)));
    expect(answers.filter((a) => a.status === 200)).toHaveLength(1);
    expect(answers.filter((a) => a.status === 404)).toHaveLength(7);
  }
});

test("C3: an edit and a delete at once: never 5xx, and in the end it is gone, and told to be", async () => {
  const ear = await app.listen(bob);
  for (let round = 0; round < 40; round++) {
    const { id } = await alice.post(`round ${round}`);
    const editing = (n: number) => alice.send("PUT", path(id), { body: { status: `edit ${n}` } });
    const [first, gone, second] = await Promise.all([editing(1), alice.send("DELETE", path(id)), editing(2)]);
    expect(gone.status).toBe(200);
    expect([200, 404]).toContain(first.status);
    expect([200, 404]).toContain(second.status);
    expect((await bob.get(path(id))).status).toBe(404);
    expect((await editing(3)).status).toBe(404);
    await ear.until(
      (heard) => (heard.at(-1)?.data as PostBody | undefined)?.id === id && heard.at(-1)?.type === "post.deleted",
    );
  }
});

test("many edits at once are all kept, in one line of versions", async () => {
  const { id } = await alice.post("version 0");
  const answers = await times(12, (i) => alice.send("PUT", path(id), { body: { status: `version ${i + 1}` } }));
  expect(answers.every((a) => a.status === 200)).toBe(true);
  const history = await alice.get<{ content: string }[]>(`${path(id)}/history`);
  expect(new Set(history.body.map((v) => v.content)).size).toBe(13);
  expect(history.body.at(-1)!.content).toBe((await alice.get<PostBody>(path(id))).body.content);
});

test("deleting and taking back at once leaves the counts right", async () => {
  const { id } = await alice.post("here or not");
  const count = async () =>
    (await bob.get<{ statuses_count: number }>(`/api/v1/accounts/${alice.id}`)).body.statuses_count;
  const before = await count();
  await times(20, (i) => (i % 2 ? alice.send("DELETE", path(id)) : alice.send("POST", `${path(id)}/restore`)));
  await alice.send("POST", `${path(id)}/restore`);
  expect(await count()).toBe(before);
});

test("C4, promise 11: 20 retries of one key at once, on two nodes, make one post and get one answer", async () => {
  const other = await app.secondNode();
  const elsewhere = await other.enter(alice);
  for (let round = 0; round < 5; round++) {
    const text = `once and only once, ${round}`;
    const answers = await times(20, (i) => withKey(i % 2 ? alice : elsewhere, `key-${round}`, text));
    expect(answers.map((a) => a.status)).toEqual(Array<number>(20).fill(200));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    const here = answers.filter((_, i) => i % 2);
    expect(new Set(here.map((a) => a.text)).size).toBe(1);
    expect(await rowsOf(alice, text)).toBe(1);
  }
});

test("C4: a retry after the server started anew is still the same post", async () => {
  const first = await withKey(alice, "before-restart", "through a restart");
  await app.restart();
  const again = await withKey(alice, "before-restart", "through a restart");
  expect([again.status, again.body.id]).toEqual([200, first.body.id]);
  expect(await rowsOf(alice, "through a restart")).toBe(1);
});

test("without a key, two posts are two posts", async () => {
  await times(2, () => alice.post("said twice"));
  expect(await rowsOf(alice, "said twice")).toBe(2);
});

test("threat 35: a key belongs to its account: another's use of it makes another post and shows nothing", async () => {
  const [mine, yours] = await Promise.all([withKey(alice, "same-key", "of alice"), withKey(bob, "same-key", "of bob")]);
  expect(mine.body.id).not.toBe(yours.body.id);
  expect(yours.body.content).toBe("<p>of bob</p>");
  expect((await withKey(bob, "same-key", "something else")).body.id).toBe(yours.body.id);
});

test("a retry after the post was deleted does not make it anew", async () => {
  const { body } = await withKey(alice, "then-deleted", "gone for good");
  await alice.send("DELETE", path(body.id));
  expect((await withKey(alice, "then-deleted", "gone for good")).status).toBe(404);
  expect(await rowsOf(alice, "gone for good")).toBe(1);
});

test("a request that was refused leaves its key unused", async () => {
  expect((await withKey(alice, "refused-first", " ")).status).toBe(422);
  expect((await withKey(alice, "refused-first", "now with words")).status).toBe(200);
});

test("a key that no honest client sends is refused", async () => {
  for (const key of ["x".repeat(201), "two words", "\x80"]) expect((await withKey(alice, key, "x")).status).toBe(422);
});

test("more refusals at once than there are connections to the database hold each other up no longer than one", async () => {
  const { id } = await alice.post("not yours to change");
  const answers = await times(40, (i) => bob.send(i % 2 ? "DELETE" : "PUT", path(id), { body: { status: "mine" } }));
  expect(answers.map((a) => a.status)).toEqual(Array<number>(40).fill(403));
});

test("a post that another device deletes the moment it is committed was posted, and its key says 404 from then on", async () => {
  const { db } = app.server.app;
  await db.execute(sql`create function delete_at_once() returns trigger language plpgsql as
    $$ begin update posts set deleted_at = now() where id = new.id; return null; end $$`);
  await db.execute(sql`create constraint trigger delete_at_once after insert on posts deferrable initially deferred
    for each row when (new.text = 'gone in a moment') execute function delete_at_once()`);
  try {
    const answer = await withKey(alice, "in-a-moment", "gone in a moment");
    expect(answer.status).toBe(200);
    expect(answer.body.content).toBe("<p>gone in a moment</p>");
    expect((await withKey(alice, "in-a-moment", "gone in a moment")).status).toBe(404);
    expect((await alice.get(path(answer.body.id))).status).toBe(404);
  } finally {
    await db.execute(sql`drop trigger delete_at_once on posts`);
    await db.execute(sql`drop function delete_at_once()`);
  }
});

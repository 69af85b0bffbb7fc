import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { maxChannels } from "#core/live.contract";
import { startApp } from "#test/app";
import type { Ear, Member, PostBody, TestApp } from "#test/app";

let app: TestApp;
let alice: Member;
let bob: Member;
let carol: Member;
beforeAll(async () => {
  app = await startApp();
  [alice, bob, carol] = await Promise.all([app.member("alice"), app.member("bob"), app.member("carol")]);
});
afterAll(() => app.stop());

const idOf = (event: { data: unknown }) => (event.data as { id: string }).id;
const created = (ear: Ear) => ear.heard.filter((e) => e.type === "post.created").map(idOf);
const hears = (ear: Ear, id: string, ms?: number) => ear.until((heard) => heard.some((e) => idOf(e) === id), ms);

/** Posts, and comes back when `ear` has heard it: whatever was to come before has come. */
async function settle(ear: Ear, who: Member = alice): Promise<void> {
  await hears(ear, (await who.post("a marker")).id);
}

async function postMany(who: Member, n: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < n; i++) ids.push((await who.post(`post ${i}`)).id);
  return ids;
}

test("without a word about channels, one hears the public timeline", async () => {
  const ear = await app.listen(bob);
  const root = await alice.post("for all");
  const answer = await carol.post("only in the thread", { in_reply_to_id: root.id });
  await settle(ear);
  expect(created(ear)).toContain(root.id);
  expect(created(ear)).not.toContain(answer.id);
});

test("L3: create, edit, delete arrive once, in order, with ids of one type", async () => {
  const ear = await app.listen(bob, { channels: [`account:${alice.id}`] });
  const { id } = await alice.post("one");
  await alice.send("PUT", `/api/v1/statuses/${id}`, { body: { status: "two" } });
  await alice.send("DELETE", `/api/v1/statuses/${id}`);
  await alice.send("POST", `/api/v1/statuses/${id}/restore`);
  await settle(ear);
  expect(ear.heard.every((e) => typeof idOf(e) === "string")).toBe(true);
  const types = ear.heard.filter((e) => idOf(e) === id).map((e) => e.type);
  // What was deleted before its creation was told may be told in fewer words, never in another order.
  expect(["post.created", "post.edited", "post.deleted", "post.restored"].filter((t) => types.includes(t))).toEqual(
    types,
  );
  expect(types.slice(-2)).toEqual(["post.deleted", "post.restored"]);
});

test("L7: each channel has what belongs to it and nothing else", async () => {
  const root = await alice.post("a thread");
  const ears = {
    public: await app.listen(carol, { channels: ["public"] }),
    bob: await app.listen(carol, { channels: [`account:${bob.id}`] }),
    thread: await app.listen(carol, { channels: [`thread:${root.id}`] }),
    none: await app.listen(carol, { channels: [] }),
  };
  const answer = await bob.post("an answer", { in_reply_to_id: root.id });
  const own = await bob.post("bob's own");
  const quiet = await bob.post("bob, quietly", { visibility: "unlisted" });
  const other = await alice.post("alice's other");
  await alice.post("goes on", { in_reply_to_id: root.id });
  await Promise.all(Object.values(ears).map((ear) => ear.level()));
  expect(created(ears.public)).toContain(other.id);
  expect(created(ears.bob)).toEqual([answer.id, own.id, quiet.id]);
  expect(created(ears.public).filter((id) => [answer.id, quiet.id].includes(id))).toEqual([]);
  // Those who began to listen right after the root was answered may have heard of it as well.
  expect(created(ears.thread).filter((id) => id !== root.id)).toHaveLength(2);
  expect(ears.none.heard).toEqual([]);
});

test("L8: a listener that was away for 30 posts hears exactly them, in order", async () => {
  const before = await app.listen(bob);
  await settle(before);
  before.close();
  const missed = await postMany(alice, 30);
  const ear = await app.listen(bob, { cursor: before.cursor() });
  expect(created(ear)).toEqual(missed);
  const next = await alice.post("and on it goes");
  await hears(ear, next.id);
  expect(created(ear)).toEqual([...missed, next.id]);
});

test("L8: what was edited meanwhile comes as it is now, what was deleted comes as deleted and nothing else", async () => {
  const [kept, doomed] = await Promise.all([alice.post("first draft"), alice.post("a slip")]);
  const before = await app.listen(bob);
  await settle(before);
  before.close();
  const born = await alice.post("born and gone");
  await alice.send("PUT", `/api/v1/statuses/${kept.id}`, { body: { status: "final" } });
  for (const { id } of [doomed, born]) await alice.send("DELETE", `/api/v1/statuses/${id}`);
  const ear = await app.listen(bob, { cursor: before.cursor() });
  expect(ear.heard.map((e) => [e.type, idOf(e)])).toEqual([
    ["post.edited", kept.id],
    ["post.deleted", doomed.id],
    ["post.deleted", born.id],
  ]);
  expect((ear.heard[0]!.data as PostBody).content).toBe("<p>final</p>");
});

test("L8: a restart of the server loses no one's place", async () => {
  const before = await app.listen(bob);
  await settle(before);
  const early = await postMany(alice, 10);
  await hears(before, early[4]!);
  await app.restart();
  const late = await postMany(alice, 10);
  const ear = await app.listen(bob, { cursor: before.cursor() });
  expect([...created(before).slice(1), ...created(ear)]).toEqual([...early, ...late]);
});

test("a cursor older than the log, or from the future, gets a reset and then the present", async () => {
  await postMany(alice, 3);
  const { db, log } = app.server.app;
  const { head } = await log.bounds();
  // Trimmed before it was told, it would break every line.
  await expect.poll(() => app.server.live.position()).toBeGreaterThanOrEqual(head);
  await db.execute(sql`update events set at = now() - interval '9 days' where seq <= ${head}`);
  await log.trim(24);
  for (const cursor of [0, -1, 1e12, Number.MAX_SAFE_INTEGER]) {
    const ear = await app.listen(bob, { cursor });
    expect(ear.ended).toEqual(["reset"]);
    expect(ear.heard).toEqual([]);
    await settle(ear);
    expect(created(ear)).toHaveLength(1);
    expect(await ear.subscribe(`account:${alice.id}`, cursor)).toEqual({ ok: false, error: "reset" });
    const after = await alice.post("quietly", { visibility: "unlisted" });
    await hears(ear, after.id);
    ear.close();
  }
});

test("a subscription first tells what happened on its channel since the cursor, and an unsubscription ends it", async () => {
  const start = await app.listen(bob);
  await settle(start);
  const from = start.cursor();
  const [one, two] = [await carol.post("one", { visibility: "unlisted" }), await carol.post("two")];
  const ear = await app.listen(bob, { channels: [] });
  const answer = await ear.subscribe(`account:${carol.id}`, from);
  expect(answer).toMatchObject({ ok: true });
  expect(created(ear)).toEqual([one.id, two.id]);
  ear.socket.emit("unsubscribe", { channels: [`account:${carol.id}`] });
  expect(await ear.subscribe("public", ear.cursor())).toMatchObject({ ok: true });
  const unheard = await carol.post("three", { visibility: "unlisted" });
  await settle(ear);
  expect(created(ear)).not.toContain(unheard.id);
});

test("a channel that does not exist is refused, and so is one too many", async () => {
  const ear = await app.listen(bob, { channels: [] });
  for (const channel of [
    "evil",
    "evil:1",
    "account:abc",
    "account:",
    "PUBLIC",
    "session:1",
    " public",
    "account:1:2",
    `account ${alice.id}`,
  ])
    expect([channel, await ear.subscribe(channel, 0)]).toEqual([channel, { ok: false, error: "unknown" }]);
  for (const cursor of ["5", null, 1.5, Number.NaN])
    expect(await ear.subscribe("public", cursor as number)).toEqual({ ok: false, error: "unknown" });
  const at = ear.cursor();
  const many = Array.from({ length: maxChannels }, (_, i) => `account:${i + 1}`);
  expect(await ear.socket.emitWithAck("subscribe", { channels: many, cursor: at })).toMatchObject({ ok: true });
  expect(await ear.subscribe("public", at)).toEqual({ ok: false, error: "limit" });
  expect(await ear.subscribe("account:7", at)).toMatchObject({ ok: true });
  ear.socket.emit("unsubscribe", { channels: ["account:5"] });
  expect(await ear.subscribe("public", at)).toMatchObject({ ok: true });
});

test("a direct post reaches its author's and the named one's sockets, live and in replay, and no other", async () => {
  const channels = ["public", `account:${alice.id}`];
  const [hers, his, strange] = await Promise.all([alice, bob, carol].map((who) => app.listen(who, { channels })));
  await Promise.all([hers!, his!, strange!].map((ear) => settle(ear)));
  const from = strange!.cursor();
  const { id } = await alice.post("@bob a secret", { visibility: "direct" });
  await alice.send("PUT", `/api/v1/statuses/${id}`, { body: { status: "@bob a better secret" } });
  const doomed = await alice.post("@bob forget this", { visibility: "direct" });
  await alice.send("DELETE", `/api/v1/statuses/${doomed.id}`);
  const marker = await alice.post("a marker");
  await Promise.all([hers!, his!, strange!].map((ear) => hears(ear, marker.id)));
  const replays = await Promise.all([alice, bob, carol].map((who) => app.listen(who, { channels, cursor: from })));
  for (const ear of [hers!, his!, replays[0]!, replays[1]!])
    expect(ear.heard.map(idOf)).toEqual(expect.arrayContaining([id, doomed.id, marker.id]));
  for (const ear of [strange!, replays[2]!])
    for (const hidden of [id, doomed.id]) expect(ear.heard.map(idOf)).not.toContain(hidden);
});

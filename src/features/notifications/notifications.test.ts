import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Ear, Member, PostBody, TestApp } from "#test/app";
import { createSociety } from "#test/society";
import type { Notification, Removed } from "./notifications.contract.ts";

let app: TestApp;
let society: ReturnType<typeof createSociety>;
beforeAll(async () => {
  app = await startApp();
  society = createSociety(app);
});
afterAll(() => app.stop());

const cast = () => Promise.all([app.member(), app.member(), app.member()]);
const list = async (who: Member, query = "") => {
  await society.settle();
  return (await who.get<Notification[]>(`/api/v1/notifications${query}`)).body;
};
/** What somebody was told, as `type by post`. */
const told = async (who: Member, query = "") =>
  (await list(who, query)).map((one) => [one.type, one.account.id, one.status?.id ?? null]);
const edit = (who: Member, { id }: PostBody, status: string) =>
  who.send("PUT", `/api/v1/statuses/${id}`, { body: { status } });
const removed = (ear: Ear) => ear.heard.filter((e) => e.type === "notification.removed").map((e) => e.data as Removed);
const added = (ear: Ear) => ear.heard.filter((e) => e.type === "notification.added").map((e) => e.data as Notification);

test("each kind of thing is told to whom it concerns, once, newest first", async () => {
  const [alice, bob, carol] = await cast();
  await society.follow(carol, alice, true, true);
  await society.request(carol, bob);
  const post = await alice.post(`hello @${bob.username}`);
  const answer = await bob.post("an answer that names nobody", { in_reply_to_id: post.id });
  await society.favourite(bob, post);
  await society.boost(carol, post);
  const quoting = await carol.post("look at this");
  await society.quote(quoting, post);
  await society.settle();
  await edit(alice, post, `hello again @${bob.username}`);
  expect(await told(alice)).toEqual([
    ["quote", carol.id, quoting.id],
    ["reblog", carol.id, post.id],
    ["favourite", bob.id, post.id],
    ["mention", bob.id, answer.id],
    ["follow", carol.id, null],
  ]);
  expect(await told(bob)).toEqual([
    ["mention", alice.id, post.id],
    ["follow_request", carol.id, null],
  ]);
  expect(await told(carol)).toEqual([
    ["quoted_update", alice.id, quoting.id],
    ["update", alice.id, post.id],
    ["status", alice.id, post.id],
  ]);
  await edit(alice, post, `hello once more @${bob.username}`);
  expect((await told(carol)).map(([type]) => type)).toEqual(["quoted_update", "update", "status"]);
});

test("what is undone is taken back, and what is done again is told again", async () => {
  const [alice, bob, carol] = await cast();
  const post = await alice.post("a post");
  const all = async (on: boolean) => {
    await society.favourite(bob, post, on);
    await society.boost(bob, post, on);
    await society.follow(bob, alice, on);
    await society.request(carol, alice, on);
  };
  await all(true);
  expect((await told(alice)).map(([type]) => type)).toEqual(["follow_request", "follow", "reblog", "favourite"]);
  const ear = await app.listen(alice, { channels: ["me"] });
  await all(false);
  expect(await told(alice)).toEqual([]);
  await ear.until(() => removed(ear).filter(({ id }) => id !== null).length === 4);
  await all(true);
  expect(await told(alice)).toHaveLength(4);
  await society.accept(alice, carol);
  expect((await told(alice)).map(([type]) => type)).not.toContain("follow_request");
});

test("a deleted post takes along what was told of it, and a restore brings that back as it was", async () => {
  const [alice, bob, carol] = await cast();
  const post = await alice.post(`dear @${bob.username}`);
  const answer = await bob.post("yes?", { in_reply_to_id: post.id });
  await society.favourite(carol, post);
  const before = await Promise.all([list(alice), list(bob)]);
  expect(before.map((one) => one.length)).toEqual([2, 1]);
  const ears = await Promise.all([alice, bob].map((who) => app.listen(who, { channels: ["me"] })));
  await alice.send("DELETE", `/api/v1/statuses/${post.id}`);
  expect(await told(bob)).toEqual([]);
  expect(await told(alice)).toEqual([["mention", bob.id, answer.id]]);
  for (const ear of ears) await ear.until(() => removed(ear).some((one) => one.status_id === post.id));
  await alice.send("POST", `/api/v1/statuses/${post.id}/restore`);
  const ids = (lists: Notification[][]) => lists.map((some) => some.map(({ id }) => id));
  expect(ids(await Promise.all([list(alice), list(bob)]))).toEqual(ids(before));
  for (const ear of ears) await ear.until(() => added(ear).some(({ status }) => status?.id === post.id));
});

test("an edit tells those whom it names only now, and no longer those whom it no longer names", async () => {
  const [alice, bob, carol] = await cast();
  const post = await alice.post(`@${bob.username} hello`);
  expect(await told(bob)).toHaveLength(1);
  await edit(alice, post, `@${carol.username} hello`);
  expect(await told(bob)).toEqual([]);
  expect(await told(carol)).toEqual([["mention", alice.id, post.id]]);
});

test("threat 4: nobody is told of what they may not read, and never of themselves", async () => {
  const [alice, bob, carol] = await cast();
  const post = await alice.post("for all");
  await society.follow(carol, alice, true, true);
  const aside = await bob.post("aside", { in_reply_to_id: post.id, visibility: "direct" });
  await alice.post(`@${bob.username} between us`, { visibility: "direct" });
  await alice.post(`I am @${alice.username}`, { in_reply_to_id: post.id });
  await society.favourite(alice, post);
  expect(await told(alice)).toEqual([["follow", carol.id, null]]);
  expect((await told(carol)).map(([type]) => type)).toEqual(["status"]);
  for (const who of [alice, carol]) expect(JSON.stringify(await list(who))).not.toContain(aside.id);

  const hidden = await alice.post("for my followers", { visibility: "private" });
  expect((await told(carol)).map((one) => one[2])).toContain(hidden.id);
  await society.follow(carol, alice, false);
  expect((await told(carol)).map((one) => one[2])).not.toContain(hidden.id);
  await society.follow(carol, alice);
  expect((await told(carol)).map((one) => one[2])).toContain(hidden.id);
});

test("nothing comes from whom one blocks, is blocked by or has muted, nor of a muted thread", async () => {
  const [alice, bob, carol] = await cast();
  const post = await alice.post("a post");
  const loud = async (from: Member) => {
    await society.favourite(from, post);
    await society.boost(from, post);
    await society.follow(from, alice);
    await from.post(`@${alice.username} listen`);
  };
  await society.mute(alice, bob);
  await society.block(carol, alice);
  await loud(bob);
  await loud(carol);
  expect(await told(alice)).toEqual([]);
  await society.mute(alice, bob, false);
  expect(await told(alice)).toEqual([]);

  const dan = await app.member();
  await loud(dan);
  expect(await told(alice)).toHaveLength(4);
  const ear = await app.listen(alice, { channels: ["me"] });
  await society.mute(alice, dan);
  expect(await told(alice)).toEqual([]);
  await society.mute(alice, dan, true, sql`notifications = false`);
  expect(await told(alice)).toHaveLength(4);
  await society.mute(alice, dan, true, sql`notifications = true, expires_at = now() - interval '1 second'`);
  expect(await told(alice)).toHaveLength(4);
  await society.muteThread(alice, post);
  expect((await told(alice)).map(([type]) => type)).toEqual(["mention", "follow"]);
  await society.block(dan, alice);
  expect(await told(alice)).toEqual([]);
  const anew = { id: null, group_key: null, status_id: null };
  await ear.until(() => removed(ear).length >= 5);
  expect(removed(ear)).toContainEqual(anew);
});

test("the bell rings for new posts and own threads, not for answers to others, boosts, or who is named anyway", async () => {
  const [alice, bob, carol] = await cast();
  await society.follow(bob, alice, true, true);
  await society.follow(carol, alice);
  const root = await carol.post("by carol");
  const first = await alice.post("first");
  const second = await alice.post("second", { in_reply_to_id: first.id });
  await alice.post("to carol", { in_reply_to_id: root.id });
  await society.boost(alice, root);
  const named = await alice.post(`@${bob.username} look`);
  expect(await told(bob)).toEqual([
    ["mention", alice.id, named.id],
    ["status", alice.id, second.id],
    ["status", alice.id, first.id],
  ]);
  expect((await told(carol)).map(([type]) => type)).not.toContain("status");
});

test("a bell with many followers rings for all of them with one post", async () => {
  const [alice, bob] = await cast();
  const { db } = app.server.app;
  await db.execute(sql`insert into accounts (username, username_key, display_name)
    select 'bell' || n, 'bell' || n, '' from generate_series(1, 25000) n`);
  await db.execute(sql`insert into follows (account_id, target_id, notify)
    select id, ${alice.id}, true from accounts where username like 'bell%'`);
  await society.follow(bob, alice, true, true);
  const ear = await app.listen(bob, { channels: ["me"] });
  const post = await alice.post("ding");
  await society.settle();
  const { rows } = await db.execute(sql`select count(*)::int as n from notifications where post_id = ${post.id}`);
  expect(rows).toEqual([{ n: 25_001 }]);
  await ear.until(() => added(ear).some(({ status }) => status?.id === post.id), 20_000);
}, 60_000);

test("a second reading of the same events changes nothing", async () => {
  const [alice, bob, carol] = await cast();
  const post = await alice.post("a post");
  await society.favourite(bob, post);
  await bob.post("yes", { in_reply_to_id: post.id });
  const before = await list(alice);
  await app.server.app.db.execute(sql`update readers set seq = 0 where name = 'notify'`);
  // A reader looks when the log has moved on.
  await carol.post("something else");
  expect(await list(alice)).toEqual(before);
  await society.favourite(bob, post);
  expect(await list(alice)).toEqual(before);
});

test("live, one hears what one would read, and nobody hears another's", async () => {
  const [alice, bob, carol] = await cast();
  const [own, other] = await Promise.all([alice, carol].map((who) => app.listen(who, { channels: ["me"] })));
  const post = await alice.post("a post");
  await society.favourite(bob, post);
  await own!.until(() => added(own!).length === 1);
  expect(added(own!)[0]).toEqual((await list(alice))[0]);
  await society.follow(bob, carol);
  await other!.until(() => added(other!).length > 0);
  expect(added(other!).map(({ type }) => type)).toEqual(["follow"]);
});

test("clear and dismiss put out of sight for good, here and in other windows", async () => {
  const [alice, bob] = await cast();
  const post = await alice.post("a post");
  await society.favourite(bob, post);
  await society.boost(bob, post);
  const [first] = await list(alice);
  const ear = await app.listen(alice, { channels: ["me"] });
  expect((await alice.send("POST", `/api/v1/notifications/${first!.id}/dismiss`)).body).toEqual({});
  expect(await told(alice)).toEqual([["favourite", bob.id, post.id]]);
  await ear.until(() => removed(ear).some(({ id }) => id === first!.id));
  const [second] = await list(alice);
  const old = await alice.send("POST", "/api/v1/notifications/dismiss", { form: { id: second!.id } });
  expect([old.status, await told(alice)]).toEqual([200, []]);
  await society.follow(bob, alice);
  expect(await told(alice)).toHaveLength(1);
  expect((await alice.send("POST", "/api/v1/notifications/clear")).status).toBe(200);
  await alice.send("DELETE", `/api/v1/statuses/${post.id}`);
  await alice.send("POST", `/api/v1/statuses/${post.id}/restore`);
  expect(await told(alice)).toEqual([]);
});

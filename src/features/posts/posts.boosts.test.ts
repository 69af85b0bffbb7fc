import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Member, PostBody, TestApp } from "#test/app";
import { indexed } from "#test/indexed";
import { forgetBoosts } from "./posts.jobs.ts";

let app: TestApp;
let alice: Member;
let bob: Member;
let carol: Member;
beforeAll(async () => {
  app = await startApp();
  [alice, bob, carol] = await Promise.all([app.member("alice"), app.member("bob"), app.member("carol")]);
  await follow(carol, bob);
});
afterAll(() => app.stop());

const path = (id: string, more = "") => `/api/v1/statuses/${id}${more}`;
const act = (who: Member, id: string, verb: string, body?: object) =>
  who.send<PostBody & { reblog: PostBody | null }>("POST", path(id, `/${verb}`), body ? { body } : {});
const look = async (who: Pick<Member, "get">, id: string) => (await who.get<PostBody>(path(id))).body;
const times = <T>(n: number, work: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: n }, (_, i) => work(i)));
const follow = (who: Member, target: Member) =>
  app.server.app.db.execute(sql`insert into follows (account_id, target_id) values (${who.id}, ${target.id})`);
const boosters = async (who: Pick<Member, "get">, id: string) =>
  (await who.get<{ id: string }[]>(path(id, "/reblogged_by"))).body.map((account) => account.id);

async function boostsOf(id: string): Promise<number> {
  const { rows } = await app.server.app.db.execute<{ n: number }>(
    sql`select count(*)::int as n from posts where reblog_of_id = ${id} and deleted_at is null`,
  );
  return rows[0]!.n;
}

test("a boost is a post of its own around what it boosts, and asking again is the same one", async () => {
  const { id } = await alice.post("worth passing on");
  const boost = await act(bob, id, "reblog");
  expect(boost.body).toMatchObject({
    account: { id: bob.id },
    content: "<p>worth passing on</p>",
    reblogged: true,
    reblog: { id, account: { id: alice.id }, reblogs_count: 1, reblogged: true },
  });
  expect((await act(bob, id, "reblog")).body.id).toBe(boost.body.id);
  expect((await act(bob, boost.body.id, "reblog")).body.id).toBe(boost.body.id);
  const second = await act(carol, boost.body.id, "reblog");
  expect(second.body.reblog).toMatchObject({ id, reblogs_count: 2 });
  expect(await boosters(app.guest(), id)).toEqual([carol.id, bob.id]);
  expect(await boosters(app.guest(), boost.body.id)).toEqual([carol.id, bob.id]);
});

test("a boost taken back is gone, and the post stays; both by its id and by the post's", async () => {
  const { id } = await alice.post("in and out");
  const undo = [
    (_boost: string) => act(bob, id, "unreblog"),
    (boost: string) => act(bob, boost, "unreblog"),
    (boost: string) => bob.send<PostBody>("DELETE", path(boost)),
  ];
  for (const [i, takeBack] of undo.entries()) {
    const { body } = await act(bob, id, "reblog");
    const answer = await takeBack(body.id);
    expect(answer.status).toBe(200);
    if (i < 2) expect(answer.body).toMatchObject({ id, reblogged: false, reblogs_count: 0 });
    expect((await bob.get(path(body.id))).status).toBe(404);
    expect((await bob.send("POST", path(body.id, "/restore"))).status).toBe(404);
    expect(await look(bob, id)).toMatchObject({ reblogs_count: 0, reblogged: false });
  }
  expect((await act(bob, id, "unreblog")).status).toBe(200);
  const { rows } = await app.server.app.db.execute<{ n: number }>(
    sql`select statuses_count as n from accounts where id = ${bob.id}`,
  );
  expect(rows[0]!.n).toBe(0);
});

test("what is not for everyone cannot be boosted, but for one's own posts to followers", async () => {
  const cases = [
    ["public", 200, 200],
    ["unlisted", 200, 200],
    ["private", 422, 200],
    ["direct", 422, 422],
  ] as const;
  for (const [visibility, others, own] of cases) {
    const { id } = await alice.post(`@bob ${visibility}`, { visibility });
    expect([visibility, (await act(bob, id, "reblog")).status]).toEqual([visibility, others]);
    const mine = await act(alice, id, "reblog", { visibility: "public" });
    expect([visibility, mine.status]).toEqual([visibility, own]);
    if (visibility === "private") expect(mine.body["visibility"]).toBe("private");
  }
});

test("a boost is seen by whom it is for; a quiet one moves no number that strangers see", async () => {
  const { id } = await alice.post("said aloud");
  const boost = await act(bob, id, "reblog", { visibility: "private" });
  expect(boost.body["visibility"]).toBe("private");
  expect((await carol.get(path(boost.body.id))).status).toBe(200);
  expect((await alice.get(path(boost.body.id))).status).toBe(404);
  expect([await boosters(carol, id), await boosters(alice, id)]).toEqual([[bob.id], []]);
  expect((await look(alice, id))["reblogs_count"]).toBe(0);
  await act(bob, id, "unreblog");
  expect((await look(alice, id))["reblogs_count"]).toBe(0);
  expect((await act(bob, id, "reblog", { visibility: "direct" })).status).toBe(422);
});

test("a boost is as visible as the member's posts are by default", async () => {
  const dave = await app.member();
  await app.server.app.db.execute(sql`update accounts set defaults = '{"privacy":"unlisted"}' where id = ${dave.id}`);
  const { id } = await alice.post("passed on quietly");
  expect((await act(dave, id, "reblog")).body["visibility"]).toBe("unlisted");
});

test("threat 37: 100 boosts by one account at once are one; on and off at once leaves numbers right", async () => {
  const { id } = await alice.post("boosted by one");
  const answers = await times(100, () => act(bob, id, "reblog"));
  expect(new Set(answers.map((a) => `${a.status} ${a.body.id}`)).size).toBe(1);
  expect([await boostsOf(id), (await look(carol, id))["reblogs_count"]]).toEqual([1, 1]);
  const mixed = await times(100, (i) => act(bob, id, i % 2 ? "reblog" : "unreblog"));
  for (const { status } of mixed) expect([200, 404]).toContain(status);
  expect((await look(carol, id))["reblogs_count"]).toBe(await boostsOf(id));
  await times(20, () => act(bob, id, "unreblog"));
  expect([await boostsOf(id), (await look(carol, id))["reblogs_count"]]).toEqual([0, 0]);
}, 30_000);

test("threat 37: 50 accounts that boost at once are counted as 50", async () => {
  const fans = await times(50, () => app.member());
  const { id } = await alice.post("boosted by all");
  await times(50, (i) => act(fans[i]!, id, "reblog"));
  expect((await look(carol, id))["reblogs_count"]).toBe(50);
}, 60_000);

test("a boost is heard where its booster is heard, the number where the post is, and both when it is taken back", async () => {
  const { id } = await alice.post("heard twice");
  // What earlier tests did is told late, by readers of the log.
  await indexed(app);
  const [booster, post, me] = await Promise.all([
    app.listen(carol, { channels: [`account:${bob.id}`, "home"] }),
    app.listen(carol, { channels: [`post:${id}`, "public", `account:${alice.id}`] }),
    app.listen(bob, { channels: ["me"] }),
  ]);
  const { body } = await act(bob, id, "reblog");
  // Were it gone by the time that it is told, nobody would hear that it was there.
  await Promise.all([booster, post, me].map((ear) => ear.until((heard) => heard.length === 1)));
  await act(bob, id, "unreblog");
  await Promise.all([booster, post, me].map((ear) => ear.until((heard) => heard.length === 2)));
  expect(booster.heard.map(({ type, data }) => [type, (data as PostBody).id])).toEqual([
    ["post.created", body.id],
    ["post.deleted", body.id],
  ]);
  expect(post.heard.map(({ type, data }) => [type, (data as PostBody).id])).toEqual([
    ["post.counted", id],
    ["post.counted", id],
  ]);
  expect(me.heard.at(-1)).toMatchObject({ type: "post.marked", data: { id, reblogged: false } });
});

test("a boost has no words: it cannot be edited, and its history is that of the post", async () => {
  const { id } = await alice.post("first words");
  const { body } = await act(bob, id, "reblog");
  for (const [where, sent] of [
    ["", { status: "mine now" }],
    ["/interaction_policy", { reply_policy: "nobody" }],
  ] as const)
    expect((await bob.send("PUT", path(body.id, where), { body: sent })).status).toBe(422);
  expect((await bob.get(path(body.id, "/source"))).status).toBe(403);
  const history = await carol.get<{ content: string }[]>(path(body.id, "/history"));
  expect(history.body.map((version) => version.content)).toEqual(["<p>first words</p>"]);
});

test("threat 2: who has lost sight of a post is not shown it by deleting their boost", async () => {
  const { id } = await alice.post("soon out of sight");
  const dave = await app.member();
  const { body } = await act(dave, id, "reblog");
  await app.server.app.db.execute(sql`insert into blocks (account_id, target_id) values (${alice.id}, ${dave.id})`);
  const absent = await dave.send("DELETE", path("1"));
  for (const answer of [await dave.send("DELETE", path(body.id)), await act(dave, id, "unreblog")])
    expect([answer.status, answer.text]).toEqual([404, absent.text]);
});

test("a deleted post takes its boosts along, and brings them back", async () => {
  const { id } = await alice.post("here today");
  const { body } = await act(bob, id, "reblog");
  await alice.send("DELETE", path(id));
  for (const one of [id, body.id]) expect((await carol.get(path(one))).status).toBe(404);
  await alice.send("POST", path(id, "/restore"));
  expect((await carol.get(path(body.id))).status).toBe(200);
  expect((await look(carol, id))["reblogs_count"]).toBe(1);
});

test("boosts that were taken back are forgotten once no replay tells of them", async () => {
  const { id } = await alice.post("long ago");
  const { body: boost } = await act(bob, id, "reblog");
  await act(bob, id, "unreblog");
  const there = async () => {
    const { rows } = await app.server.app.db.execute(sql`select id from posts where id = ${boost.id}`);
    return rows.length;
  };
  await forgetBoosts.run(app.server.app);
  expect(await there()).toBe(1);
  await app.server.app.db.execute(sql`update posts set deleted_at = now() - interval '1 year' where id = ${boost.id}`);
  await forgetBoosts.run(app.server.app);
  expect(await there()).toBe(0);
});

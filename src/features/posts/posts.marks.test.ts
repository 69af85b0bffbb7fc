import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Answer, Member, PostBody, TestApp } from "#test/app";
import { indexed } from "#test/indexed";
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
const act = (who: Member, id: string, verb: string) => who.send<PostBody>("POST", path(id, `/${verb}`));
const look = async (who: Pick<Member, "get">, id: string) => (await who.get<PostBody>(path(id))).body;
const times = <T>(n: number, work: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: n }, (_, i) => work(i)));
const marksOf = (post: PostBody) =>
  Object.fromEntries(["favourited", "reblogged", "bookmarked", "muted", "pinned"].map((name) => [name, post[name]]));
const none = { favourited: false, reblogged: false, bookmarked: false, muted: false, pinned: false };

async function rowsOf(table: string, id: string): Promise<number> {
  const { rows } = await app.server.app.db.execute<{ n: number }>(
    sql`select count(*)::int as n from ${sql.identifier(table)} where post_id = ${id}`,
  );
  return rows[0]!.n;
}

test.each([
  ["favourite", "favourited"],
  ["bookmark", "bookmarked"],
  ["mute", "muted"],
])("to %s is to oneself alone, can be done twice, and is taken back with its opposite", async (verb, mark) => {
  const { id } = await alice.post(`to be ${mark}`);
  for (let again = 0; again < 2; again++) {
    const done = await act(bob, id, verb);
    expect([done.status, marksOf(done.body)]).toEqual([200, { ...none, [mark]: true }]);
  }
  expect(marksOf(await look(bob, id))).toEqual({ ...none, [mark]: true });
  expect(marksOf(await look(carol, id))).toEqual(none);
  for (let again = 0; again < 2; again++) {
    const undone = await act(bob, id, `un${verb}`);
    expect([undone.status, marksOf(undone.body)]).toEqual([200, none]);
  }
});

test("a favourite of a boost is one of the post that it boosts", async () => {
  const { id } = await alice.post("boosted and liked");
  const boost = await act(bob, id, "reblog");
  const liked = await act(carol, boost.body.id, "favourite");
  expect(liked.body).toMatchObject({ id, favourited: true, favourites_count: 1 });
  expect(await look(carol, boost.body.id)).toMatchObject({ favourited: true, reblog: { favourites_count: 1 } });
});

test("a muted thread is muted in each of its posts, also those that come later", async () => {
  const root = await alice.post("a long talk");
  const reply = await bob.post("indeed", { in_reply_to_id: root.id });
  await act(carol, reply.id, "mute");
  const later = await alice.post("still going", { in_reply_to_id: reply.id });
  for (const { id } of [root, reply, later]) expect((await look(carol, id))["muted"]).toBe(true);
  await act(carol, later.id, "unmute");
  expect((await look(carol, root.id))["muted"]).toBe(false);
});

test("one pins one's own posts, at most five, but neither direct ones nor somebody else's", async () => {
  const mine = await times(6, (i) => carol.post(`mine ${i}`));
  const direct = await carol.post("@bob psst", { visibility: "direct" });
  const other = await alice.post("not carol's");
  for (const { id } of [direct, other]) expect((await act(carol, id, "pin")).status).toBe(422);
  const pinned = await times(6, (i) => act(carol, mine[i]!.id, "pin"));
  expect(pinned.map((a) => a.status).sort((a, b) => a - b)).toEqual([200, 200, 200, 200, 200, 422]);
  const refused = mine[pinned.findIndex((a) => a.status === 422)]!;
  const kept = mine.filter(({ id }) => id !== refused.id);
  expect((await act(carol, kept[0]!.id, "pin")).status).toBe(200);
  await act(carol, kept[0]!.id, "unpin");
  expect((await act(carol, refused.id, "pin")).body["pinned"]).toBe(true);
});

test("a pinned post that comes back from a delete is pinned again, unless its place is taken", async () => {
  const dave = await app.member();
  const mine = await times(6, (i) => dave.post(`mine ${i}`));
  for (const { id } of mine.slice(0, 5)) await act(dave, id, "pin");
  const back = async (id: string) => (await dave.send<PostBody>("POST", path(id, "/restore"))).body["pinned"];
  await dave.send("DELETE", path(mine[0]!.id));
  expect(await back(mine[0]!.id)).toBe(true);
  await dave.send("DELETE", path(mine[0]!.id));
  expect((await act(dave, mine[5]!.id, "pin")).status).toBe(200);
  expect(await back(mine[0]!.id)).toBe(false);
});

test("who favourited a post is listed page by page, the latest first, without those at odds with the viewer", async () => {
  const { id } = await alice.post("liked by many");
  const fans = await times(5, () => app.member());
  for (const fan of fans) await act(fan, id, "favourite");
  const names = fans.map((fan) => fan.id).reverse();
  const pages: Answer<{ id: string }[]>[] = [];
  for (let at: string | undefined = path(id, "/favourited_by?limit=2"); at;) {
    const page: Answer<{ id: string }[]> = await carol.get<{ id: string }[]>(at);
    pages.push(page);
    const next = /<([^>]*)>; rel="next"/.exec(page.headers.get("link") ?? "")?.[1];
    at = next && new URL(next).pathname + new URL(next).search;
  }
  expect(pages.map(({ body }) => body.length)).toEqual([2, 2, 1]);
  expect(pages.flatMap(({ body }) => body.map((a) => a.id))).toEqual(names);
  const prev = new URL(/<([^>]*)>; rel="prev"/.exec(pages[1]!.headers.get("link")!)![1]!);
  const upward = await carol.get<{ id: string }[]>(prev.pathname + prev.search);
  expect(upward.body.map((a) => a.id)).toEqual(names.slice(0, 2));

  const { db } = app.server.app;
  const pair = (a: Member, b: Member) => sql`(account_id, target_id) values (${a.id}, ${b.id})`;
  await db.execute(sql`insert into blocks ${pair(carol, fans[0]!)}`);
  await db.execute(sql`insert into blocks ${pair(fans[1]!, carol)}`);
  await db.execute(sql`insert into mutes ${pair(carol, fans[2]!)}`);
  const seen = await carol.get<{ id: string }[]>(path(id, "/favourited_by"));
  expect(seen.body.map((a) => a.id)).toEqual(names.slice(0, 2));
  expect((await app.guest().get<unknown[]>(path(id, "/favourited_by"))).body).toHaveLength(5);
});

test("threat 37: 100 favourites by one account at once are one, and 100 taken back none", async () => {
  const { id } = await alice.post("popular with one");
  const ear = await app.listen(carol, { channels: [`post:${id}`] });
  const liked = await times(100, () => act(bob, id, "favourite"));
  expect(new Set(liked.map((a) => a.status))).toEqual(new Set([200]));
  expect([await rowsOf("favourites", id), (await look(carol, id))["favourites_count"]]).toEqual([1, 1]);
  await times(100, (i) => act(bob, id, i % 2 ? "favourite" : "unfavourite"));
  const left = await rowsOf("favourites", id);
  expect((await look(carol, id))["favourites_count"]).toBe(left);
  await times(100, () => act(bob, id, "unfavourite"));
  expect([await rowsOf("favourites", id), (await look(carol, id))["favourites_count"]]).toEqual([0, 0]);
  await ear.until((heard) => (heard.at(-1)?.data as PostBody | undefined)?.["favourites_count"] === 0);
}, 30_000);

test("threat 37: 50 accounts at once are counted as 50", async () => {
  const fans = await times(50, () => app.member());
  const { id } = await alice.post("popular with all");
  await times(50, (i) => act(fans[i]!, id, "favourite"));
  expect((await look(carol, id))["favourites_count"]).toBe(50);
  await times(50, (i) => act(fans[i]!, id, i < 20 ? "unfavourite" : "favourite"));
  expect((await look(carol, id))["favourites_count"]).toBe(30);
}, 60_000);

test("what is deleted while it is acted on is 200 or 404, and right when it comes back", async () => {
  const verbs = ["favourite", "reblog", "bookmark", "mute", "unfavourite", "unreblog"];
  for (let round = 0; round < 10; round++) {
    const { id } = await alice.post(`here and gone ${round}`);
    const [gone, ...answers] = await Promise.all([
      alice.send("DELETE", path(id)),
      ...verbs.map((verb, i) => act(i % 2 ? bob : carol, id, verb)),
    ]);
    expect(gone.status).toBe(200);
    for (const { status } of answers) expect([200, 404]).toContain(status);
    expect((await act(bob, id, "favourite")).status).toBe(404);
    await alice.send("POST", path(id, "/restore"));
    expect((await look(bob, id))["favourites_count"]).toBe(await rowsOf("favourites", id));
  }
}, 30_000);

test("threat 2: no verb tells a hidden post from one that never was", async () => {
  const { id } = await alice.post("@bob between us", { visibility: "direct" });
  const verbs = ["favourite", "reblog", "bookmark", "mute", "pin"].flatMap((verb) => [verb, `un${verb}`]);
  for (const verb of verbs) {
    const [hidden, absent] = [await act(carol, id, verb), await act(carol, "1", verb)];
    expect([verb, hidden.status, hidden.text]).toEqual([verb, 404, absent.text]);
  }
});

test("a mark is heard by the member's other browsers and by nobody else; the counter by all who see the post", async () => {
  const { id } = await alice.post("heard near and far");
  // What earlier tests did is told late, by readers of the log.
  await indexed(app);
  const other = app.guest();
  await other.refreshCsrf();
  await other.send("POST", "/auth/login", { body: { username: bob.username, password: bob.password } });
  const [mine, hers] = [await app.listen(other, { channels: ["me"] }), await app.listen(alice, { channels: ["me"] })];
  const places = [`post:${id}`, "public", `account:${alice.id}`];
  const ears = await Promise.all(places.map((channel) => app.listen(carol, { channels: [channel, "me"] })));
  await act(bob, id, "bookmark");
  await act(bob, id, "favourite");
  const marked = () => mine.heard.filter(({ type }) => type === "post.marked");
  await mine.until(() => marked().length === 2);
  expect(marked().at(-1)!.data).toEqual({ id, ...none, bookmarked: true, favourited: true });
  for (const ear of ears) {
    await ear.until((heard) => heard.length > 0);
    expect(ear.heard.map(({ type, data }) => [type, data])).toEqual([
      ["post.counted", expect.objectContaining({ id, favourites_count: 1 })],
    ]);
  }
  expect(hers.heard.filter(({ type }) => type !== "notification.added")).toEqual([]);
});

test("once a delete stands, what the post was to others is forgotten", async () => {
  const { id } = await alice.post("to be forgotten");
  for (const verb of ["favourite", "bookmark", "reblog"]) await act(bob, id, verb);
  await act(alice, id, "pin");
  const inside = app.server.app;
  const clock = inside.clock;
  inside.clock = () => new Date(clock().getTime() - 60_000);
  await alice.send("DELETE", path(id));
  inside.clock = clock;
  await wipePosts.run(inside);
  for (const table of ["favourites", "bookmarks", "pins"]) expect(await rowsOf(table, id)).toBe(0);
  const { rows } = await inside.db.execute(sql`select id from posts where reblog_of_id = ${id} and deleted_at is null`);
  expect(rows).toEqual([]);
});

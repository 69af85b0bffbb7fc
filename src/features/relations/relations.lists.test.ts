import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Guest, Member, TestApp } from "#test/app";
import { act, setLocked } from "#test/relations";

let app: TestApp;
let alice: Member;
let bob: Member;
let carol: Member;
/** In the order in which each of them followed alice, asked bob, was blocked and muted by carol, and followed by alice. */
let crowd: { id: string }[];
beforeAll(async () => {
  app = await startApp();
  [alice, bob, carol] = await Promise.all([app.member(), app.member(), app.member()]);
  crowd = await people(95);
  const relate = (table: string, from: string, to: string) =>
    query(
      `insert into ${table} (account_id, target_id) select ${from}, ${to} from unnest($1::bigint[]) as c order by c`,
      [crowd.map(({ id }) => id)],
    );
  await relate("follows", "c", alice.id);
  await relate("follows", alice.id, "c");
  await relate("follow_requests", "c", bob.id);
  await relate("blocks", carol.id, "c");
  await relate("mutes", carol.id, "c");
});
afterAll(() => app.stop());

const query = async <T extends object>(sql: string, values: unknown[] = []) =>
  (await app.server.app.db.$client.query<T>(sql, values)).rows;

let made = 0;
/** Accounts that never log in. */
const people = (n: number) =>
  query<{ id: string }>(
    `insert into accounts (username, username_key, display_name, discoverable)
     select 'p' || n, 'p' || n, '', false from generate_series($1::int, $2::int) n returning id`,
    [made + 1, (made += n)],
  );

type Page = { status: number; ids: string[]; next?: string; prev?: string };
async function page(who: Guest, path: string): Promise<Page> {
  const answer = await who.get<{ id: string }[]>(path);
  const links = [...(answer.headers.get("link") ?? "").matchAll(/<([^>]*)>; rel="(\w+)"/g)];
  const found = Object.fromEntries(
    links.map(([, url, rel]) => [rel, url!.replace(app.server.app.config.publicUrl, "")]),
  );
  return { status: answer.status, ids: answer.body.map(({ id }) => id), ...found };
}

/** Follows one relation of the Link header until it ends. */
async function walk(who: Guest, from: string, rel: "next" | "prev"): Promise<Page[]> {
  const pages: Page[] = [];
  for (let path: string | undefined = from; path;) {
    const read: Page = await page(who, path);
    if (read.ids.length === 0) break;
    pages.push(read);
    path = read[rel];
  }
  return pages;
}

test.each([
  ["followers", () => [app.guest(), `/api/v1/accounts/${alice.id}/followers`]],
  ["following", () => [app.guest(), `/api/v1/accounts/${alice.id}/following`]],
  ["follow_requests", () => [bob, "/api/v1/follow_requests"]],
  ["blocks", () => [carol, "/api/v1/blocks"]],
  ["mutes", () => [carol, "/api/v1/mutes"]],
] as [string, () => [Guest, string]][])(
  "%s: pages of 40 by default, both ways, each account once",
  async (_, where) => {
    const [who, path] = where();
    const all = crowd.map(({ id }) => id).reverse();
    const down = await walk(who, path, "next");
    expect(down.map(({ ids }) => ids.length)).toEqual([40, 40, 15]);
    expect(down.flatMap(({ ids }) => ids)).toEqual(all);
    const up = await walk(who, down.at(-1)!.prev!, "prev");
    expect(up.reverse().flatMap(({ ids }) => ids)).toEqual(all.slice(0, 80));
    for (const [query, length] of [
      ["limit=80", 80],
      ["limit=1000", 80],
      ["limit=-1", 1],
      ["limit=x", 40],
      ["max_id=x", 40],
      ["max_id=99999999999999999999&since_id=-1", 40],
    ] as const) {
      const { status, ids } = await page(who, `${path}?${query}`);
      expect([query, status, ids.length]).toEqual([query, 200, length]);
    }
  },
);

test("own lists are for their owner alone, and lists of nobody's id do not exist", async () => {
  for (const path of ["follow_requests", "blocks", "mutes", "suggestions"]) {
    expect((await app.guest().get(`/api/v1/${path}`)).status).toBe(401);
    if (path !== "suggestions") expect((await page(alice, `/api/v1/${path}`)).ids).toEqual([]);
  }
  for (const id of ["1", "x", "99999999999999999999"])
    for (const side of ["followers", "following"])
      expect((await alice.get(`/api/v1/accounts/${id}/${side}`)).status).toBe(404);
});

test("promise 25: whom one blocks or mutes, or is blocked by, one does not meet on others' lists, but on one's own", async () => {
  const [host, blocked, muted, blocker, other] = await Promise.all(Array.from({ length: 5 }, () => app.member()));
  for (const who of [blocked, muted, blocker, other]) {
    await act(who!, "follow", host!);
    await act(host!, "follow", who!);
  }
  const sides = ["followers", "following"].map((side) => `/api/v1/accounts/${host!.id}/${side}`);
  const seen = async (who: Guest) => {
    const pages = await Promise.all(sides.map((path) => page(who, path)));
    return pages.map(({ ids }) => ids.toSorted());
  };
  const sorted = (...members: (Member | undefined)[]) => members.map((who) => who!.id).toSorted();
  await Promise.all([act(alice, "block", blocked!), act(alice, "mute", muted!), act(blocker!, "block", alice)]);
  const everyone = sorted(blocked, muted, blocker, other);
  expect(await seen(alice)).toEqual([sorted(other), sorted(other)]);
  expect(await seen(app.guest())).toEqual([everyone, everyone]);
  await act(host!, "mute", muted!);
  expect(await seen(host!)).toEqual([everyone, everyone]);
  await act(host!, "block", alice);
  expect(await seen(alice)).toEqual([[], []]);
});

test("familiar followers: of those I follow, who follows them", async () => {
  const [me, friend, stranger, star] = await Promise.all(Array.from({ length: 4 }, () => app.member()));
  await act(me!, "follow", friend!);
  for (const who of [friend, stranger]) await act(who!, "follow", star!);
  const ask = async (...ids: string[]) => {
    const path = `/api/v1/accounts/familiar_followers?${ids.map((id) => `id[]=${id}`).join("&")}`;
    const { body } = await me!.get<{ id: string; accounts: { id: string }[] }[]>(path);
    return body.map(({ id, accounts }) => [id, ...accounts.map((account) => account.id)]);
  };
  expect(await ask(star!.id, stranger!.id, "1", "x")).toEqual([[star!.id, friend!.id], [stranger!.id]]);
  await act(star!, "block", me!);
  expect(await ask(star!.id)).toEqual([[star!.id]]);
});

test("suggestions: friends of friends first, then the most followed; never who is known, hidden or dismissed", async () => {
  const [me, friend, theirs, popular, locked] = await Promise.all(Array.from({ length: 5 }, () => app.member()));
  await act(me!, "follow", friend!);
  await act(friend!, "follow", theirs!);
  await query("insert into follows (account_id, target_id) select unnest($1::bigint[]), $2", [
    crowd.map(({ id }) => id),
    popular!.id,
  ]);
  await act(bob, "follow", popular!);
  const inside = async () =>
    (await me!.get<{ followers_count: number }>(`/api/v1/accounts/${popular!.id}`)).body.followers_count;
  await expect.poll(inside, { timeout: 10_000 }).toBe(96);

  type Suggested = { source: string; sources: string[]; account: { id: string } };
  const read = async (limit = 80) => (await me!.get<Suggested[]>(`/api/v2/suggestions?limit=${limit}`)).body;
  const ids = async (limit?: number) => (await read(limit)).map(({ account }) => account.id);
  const found = await read(2);
  expect(found.map(({ account }) => account.id)).toEqual([theirs!.id, popular!.id]);
  expect(found.map(({ source, sources }) => [source, sources[0]])).toEqual([
    ["past_interactions", "friends_of_friends"],
    ["global", "most_followed"],
  ]);
  expect((await page(me!, "/api/v1/suggestions?limit=2")).ids).toEqual([theirs!.id, popular!.id]);
  const all = await ids();
  expect(new Set(all).size).toBe(all.length);
  for (const { id } of [me!, friend!, crowd[0]!]) expect(all).not.toContain(id);

  await setLocked(app, locked!, true);
  expect(await ids()).toContain(locked!.id);
  await act(me!, "follow", locked!);
  await act(popular!, "block", me!);
  await act(me!, "mute", carol);
  const rest = await ids();
  for (const { id } of [locked!, popular!, carol]) expect(rest).not.toContain(id);

  const ear = await app.listen(me!, { channels: ["me"] });
  const dismiss = (id: string) => me!.send("DELETE", `/api/v1/suggestions/${id}`);
  for (let i = 0; i < 2; i++) expect((await dismiss(theirs!.id)).status).toBe(200);
  expect(await ids()).not.toContain(theirs!.id);
  await ear.until((heard) => heard.length > 0);
  expect(ear.heard).toMatchObject([{ type: "suggestion.dismissed", data: { id: theirs!.id } }]);
  expect((await dismiss("1")).status).toBe(404);
});

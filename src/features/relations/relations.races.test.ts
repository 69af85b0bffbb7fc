import { afterAll, beforeAll, expect, test } from "vitest";
import type { MemberCtx } from "#core/context";
import { startApp } from "#test/app";
import type { Member, TestApp } from "#test/app";
import { act, decide, setLocked, standing } from "#test/relations";
import { followAccount } from "./relations.service.ts";

let app: TestApp;
let alice: Member;
let bob: Member;
beforeAll(async () => {
  app = await startApp();
  [alice, bob] = await Promise.all([app.member(), app.member()]);
});
afterAll(() => app.stop());

const times = <T>(n: number, work: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: n }, (_, i) => work(i)));
const query = async <T extends object>(sql: string, values: unknown[] = []) =>
  (await app.server.app.db.$client.query<T>(sql, values)).rows;
const countOf = async (who: { id: string }, what: "followers_count" | "following_count") =>
  (await alice.get<Record<string, number>>(`/api/v1/accounts/${who.id}`)).body[what];

test("threat 37: each verb, 100 times at once, leaves one row, and its opposite none", async () => {
  for (const [verb, back, table] of [
    ["follow", "unfollow", "follows"],
    ["block", "unblock", "blocks"],
    ["mute", "unmute", "mutes"],
  ] as const)
    for (const [name, rows] of [
      [verb, 1],
      [back, 0],
    ] as const) {
      const answers = await times(100, () => act(alice, name, bob));
      expect([name, new Set(answers.map(({ status }) => status))]).toEqual([name, new Set([200])]);
      expect([name, await query(`select from ${table}`)]).toHaveProperty("1.length", rows);
    }
  await app.server.app.log.bounds();
  const told = await query<{ n: number }>(
    "select count(*)::int as n from events where type = 'relation.changed' and data ->> 'what' = 'follow'",
  );
  expect(told[0]!.n).toBe(4);
}, 120_000);

test("100 follow one account at once while its row is held: nobody waits, and the number ends exact", async () => {
  const people = await query<{ id: string }>(
    `insert into accounts (username, username_key, display_name)
     select 'crowd' || n, 'crowd' || n, '' from generate_series(1, 100) n returning id`,
  );
  const inside = app.server.app;
  const as = ({ id }: { id: string }): MemberCtx => ({
    ...inside,
    grant: null,
    lang: "en",
    viewer: { accountId: id, sessionId: "1", expiresAt: new Date() },
  });
  const began = performance.now();
  const holder = await inside.db.$client.connect();
  try {
    await holder.query("begin");
    await holder.query("select from accounts where id = $1 for update", [alice.id]);
    const done = times(100, (i) => followAccount(as(people[i]!), alice.id, {}));
    const late = new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error("somebody waits for the row")), 20_000).unref();
    });
    expect((await Promise.race([done, late])).every(({ following }) => following)).toBe(true);
  } finally {
    await holder.query("rollback");
    holder.release();
  }
  await expect.poll(() => countOf(alice, "followers_count")).toBe(100);
  // Her number is counted anew with the first of them; the last of them may be counted later.
  await expect.poll(() => countOf(people[7]!, "following_count")).toBe(1);
  const told = await query<{ n: number }>(
    "select count(*)::int as n from events where type = 'account.changed' and subject = $1",
    [alice.id],
  );
  // They are counted five times a second, so it takes more tellings where all of this takes long.
  expect(told[0]!.n).toBeLessThan(Math.max(50, (performance.now() - began) / 150));

  await act(alice, "remove_from_followers", people[0]!);
  await act(alice, "block", people[1]!);
  await expect.poll(() => countOf(alice, "followers_count")).toBe(98);
  await expect.poll(() => countOf(people[1]!, "following_count")).toBe(0);
});

test("a block and a follow at once: no follow outlives the block", async () => {
  for (let round = 0; round < 25; round++) {
    const [, , blocked] = await Promise.all([
      act(bob, "follow", alice),
      act(alice, "follow", bob),
      act(alice, "block", bob),
      act(bob, "follow", alice),
    ]);
    expect(blocked.status).toBe(200);
    expect(await standing(alice, bob)).toEqual(["blocking"]);
    expect(await standing(bob, alice)).toEqual(["blocked_by"]);
    await act(alice, "unblock", bob);
  }
});

test("promise 28: a request withdrawn while it is granted leads to no follow", async () => {
  await setLocked(app, alice, true);
  for (let round = 0; round < 25; round++) {
    await act(bob, "follow", alice);
    const [granted, withdrawn] = await Promise.all(
      round % 2
        ? [decide(alice, "authorize", bob), act(bob, "unfollow", alice)]
        : [act(bob, "unfollow", alice), decide(alice, "authorize", bob)].reverse(),
    );
    expect(withdrawn!.status).toBe(200);
    expect([200, 404]).toContain(granted!.status);
    expect(await standing(bob, alice)).toEqual([]);
  }
  await setLocked(app, alice, false);
});

test("a request granted and refused at once is one of the two", async () => {
  await setLocked(app, alice, true);
  for (let round = 0; round < 15; round++) {
    await act(bob, "follow", alice);
    const [yes, no] = await Promise.all([decide(alice, "authorize", bob), decide(alice, "reject", bob)]);
    expect([yes.status, no.status].toSorted((a, b) => a - b)).toEqual([200, 404]);
    expect(await standing(alice, bob)).toEqual(yes.status === 200 ? ["followed_by"] : []);
    await act(bob, "unfollow", alice);
  }
  await setLocked(app, alice, false);
});

test("a follow right before the server starts anew is counted all the same", async () => {
  await act(bob, "follow", alice);
  const before = await query<{ n: number }>("select count(*)::int as n from follows where target_id = $1", [alice.id]);
  await app.restart();
  await expect.poll(() => countOf(alice, "followers_count")).toBe(before[0]!.n);
  await expect.poll(() => countOf(bob, "following_count")).toBe(1);
});

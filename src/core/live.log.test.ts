import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Member, TestApp, TestNode } from "#test/app";

let app: TestApp;
let other: TestNode;
let alice: Member;
beforeEach(async () => {
  app = await startApp();
  other = await app.secondNode();
  alice = await app.member();
});
afterEach(() => app.stop());

const run = (what: ReturnType<typeof sql>) => app.server.app.db.execute(what);

test("a cursor of another log is noticed by the log's name, though the number would fit", async () => {
  for (let i = 0; i < 5; i++) await alice.post(`${i}`);
  const log = app.server.app.log.name();
  const cursor = (await app.server.app.log.bounds()).head - 3;
  const [own, foreign, nameless] = [
    await app.listen(alice, { cursor, log }),
    await app.listen(alice, { cursor, log: "6f1d6d2c-0000-4000-8000-000000000000" }),
    await app.listen(alice, { cursor }),
  ];
  expect([own.ended, own.heard.length > 0]).toEqual([[], true]);
  expect([foreign.ended, foreign.heard.length, foreign.socket.connected]).toEqual([["reset"], 0, true]);
  expect([nameless.ended, nameless.heard]).toEqual([[], own.heard]);
  await alice.post("and on");
  await foreign.until((heard) => heard.length === 1);
});

test("a log that was given another name after a restore is another log to every node, without a restart", async () => {
  await alice.post("before");
  const log = app.server.app.log.name();
  const cursor = (await app.server.app.log.bounds()).head;
  await run(sql`update log_head set name = gen_random_uuid()`);
  for (const node of [app, other]) expect((await node.listen(alice, { cursor, log })).ended).toEqual(["reset"]);
});

test("a database that comes back with fewer events is followed from there by every node, and is another log", async () => {
  for (let i = 0; i < 6; i++) await alice.post(`${i}`);
  const ear = await other.listen(alice);
  const [log, head] = [app.server.app.log.name(), ear.cursor()];
  // What a replica that had not heard all, or yesterday's backup, looks like to who follows the log.
  await run(sql`delete from events where seq > ${head - 4}`);
  await run(sql`update log_head set seq = ${head - 4}`);
  for (const node of [app, other])
    await expect.poll(() => node.server.app.log.position(), { timeout: 10_000 }).toBeLessThan(head);
  await expect.poll(() => other.server.app.log.name(), { timeout: 10_000 }).not.toBe(log);
  await alice.post("the first of the new log");
  await expect.poll(() => ear.socket.connected).toBe(false);
  for (let i = 0; i < 4; i++) await alice.post(`new ${i}`);
  for (const node of [app, other]) {
    // All of it, also what the round before wrote: who comes then hears nothing by itself.
    const { head: newest } = await app.server.app.log.bounds();
    expect(newest).toBeGreaterThan(head);
    await expect.poll(() => node.server.app.log.position()).toBeGreaterThanOrEqual(newest);
    const back = await node.listen(alice, { cursor: head, log });
    expect([back.ended, back.heard]).toEqual([["reset"], []]);
    await alice.post("heard again");
    await back.until((heard) => heard.length > 0);
    back.close();
  }
});

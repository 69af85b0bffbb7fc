import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Ear, Member, TestApp } from "#test/app";
import { openWire } from "#test/wire";

let app: TestApp;
let writers: Member[];
let reader: Member;
beforeEach(async () => {
  app = await startApp({ MAX_CHARACTERS: "10000", CONNECTIONS_PER_ADDRESS: "400" });
  [reader, ...writers] = (await Promise.all(Array.from({ length: 9 }, () => app.member()))) as [Member, ...Member[]];
});
afterEach(() => app.stop());

type Post = { id: string };
const cursors = (ear: Ear) => ear.heard.map((e) => e.cursor);
/** Bytes in use once the garbage is gone. */
function memory(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  const { heapUsed, arrayBuffers, external } = process.memoryUsage();
  return heapUsed + arrayBuffers + external;
}

async function until(holds: () => boolean, ms = 15_000): Promise<void> {
  const deadline = Date.now() + ms;
  while (!holds() && Date.now() < deadline) await sleep(10);
  expect(holds()).toBe(true);
}

const sorted = (some: number[]) => some.toSorted((a, b) => a - b);

/** The places in the log of what was created, by these accounts or all. */
async function placesAfter(cursor: number, by?: string): Promise<number[]> {
  const { rows } = await app.server.app.db.execute<{ seq: string }>(
    sql`select seq from events join posts on posts.id = subject where type = 'post.created' and seq > ${cursor}
        and (${by ?? null}::bigint is null or account_id = ${by ?? null}::bigint) order by seq`,
  );
  return rows.map((r) => Number(r.seq));
}

test("the cut-over from replay to the present misses nothing and doubles nothing, for 20 clients on two nodes", async () => {
  const other = await app.secondNode();
  const start = (await app.listen(reader)).cursor();
  let busy = true;
  const writing = writers.map(async (who, w) => {
    for (let i = 0; busy || i < 25; i++) await who.post(`${w} says ${i}`);
  });
  const past = () => start + Math.floor(Math.random() * (app.server.app.log.position() - start));
  const clients = await Promise.all(
    Array.from({ length: 20 }, async (_, c) => {
      await sleep(Math.random() * 1500);
      const node = c % 2 ? app : other;
      const who = writers[c % writers.length]!;
      const since = past();
      const resumed = await node.listen(reader, { cursor: since, channels: ["public"] });
      const ear = await node.listen(reader, { channels: [] });
      await sleep(Math.random() * 300);
      const from = past();
      const answer = await ear.subscribe(`account:${who.id}`, from);
      return { ear, who, from, answer, resumed, since };
    }),
  );
  busy = false;
  await Promise.all(writing);
  const last = await Promise.all(writers.map((who) => who.post("the last word")));
  const hasAll = (ids: string[]) => (heard: Ear["heard"]) =>
    ids.every((id) => heard.some((e) => (e.data as Post).id === id));
  for (const { ear, who, resumed } of clients) {
    await resumed.until(hasAll(last.map(({ id }) => id)), 20_000);
    await ear.until(hasAll([last[writers.indexOf(who)]!.id]), 20_000);
  }
  for (const { ear, who, from, answer, resumed, since } of clients) {
    expect(answer.ok).toBe(true);
    expect(sorted(cursors(ear))).toEqual(await placesAfter(from, who.id));
    expect(cursors(resumed)).toEqual(await placesAfter(since));
  }
}, 60_000);

test("L5: a listener that does not read is let go before it fills the memory, and coming back it has everything", async () => {
  const ear = await app.listen(reader);
  const start = ear.cursor();
  ear.close();
  const wire = await openWire(app.url, { cookie: reader.cookieHeader() });
  wire.say('40{"channels":["public"]}');
  while (!wire.got().includes("ready")) await sleep(5);
  wire.pause();
  const before = memory();
  let most = 0;
  let closedAfter = 0;
  for (let i = 0; i < 100; i++) {
    await Promise.all(writers.map((who) => who.post(`${i} ${"나".repeat(9900)}`)));
    if (i % 10 === 9) most = Math.max(most, memory() - before);
    if (app.server.live.count() === 0) closedAfter ||= (i + 1) * writers.length;
  }
  await until(() => app.server.live.count() === 0);
  console.log(
    `800 events of 30 kB, none read: let go after ${closedAfter}; memory grew by ${(most / 1e6).toFixed(1)} MB at most`,
  );
  // What the network stack takes, 200 packets that wait, and what is written within one look.
  expect(closedAfter).toBeGreaterThan(200);
  expect(closedAfter).toBeLessThan(700);
  expect(most).toBeLessThan(80e6);
  wire.resume();
  await until(() => wire.closed());
  expect(memory() - before).toBeLessThan(20e6);

  const sent = await placesAfter(start);
  expect(sent).toHaveLength(800);
  const back = await app.listen(reader, { cursor: start });
  expect(cursors(back)).toEqual(sent);
  back.close();

  // Reading in sips is no reason to be let go: the replay goes at the reader's pace.
  const sipping = await openWire(app.url, { cookie: reader.cookieHeader() });
  sipping.say(`40${JSON.stringify({ cursor: start, channels: ["public"] })}`);
  for (let i = 0; i < 4; i++) {
    sipping.pause();
    await sleep(700);
    sipping.resume();
    await sleep(20);
  }
  await until(() => sipping.bytes() > 800 * 30_000);
  expect(sipping.closed()).toBe(false);
  sipping.destroy();
}, 120_000);

test("who is let go is gone, also when it does not say goodbye in return", async () => {
  const browser = await app.member();
  const wire = await openWire(app.url, { cookie: browser.cookieHeader() });
  wire.say("40{}");
  while (!wire.got().includes("ready")) await sleep(5);
  await browser.send("POST", "/auth/logout");
  await until(() => wire.closed());
  expect(wire.got()).toContain("signed-out");
});

test("who is let go is gone, also when it does not poll for the goodbye any more", async () => {
  const browser = await app.member();
  const line = `${app.url}/socket.io/?EIO=4&transport=polling`;
  const headers = { cookie: browser.cookieHeader() };
  const poll = async (at: string) => (await fetch(at, { headers })).text();
  const { sid } = JSON.parse((await poll(line)).slice(1)) as { sid: string };
  await fetch(`${line}&sid=${sid}`, { method: "POST", headers, body: "40{}" });
  for (let heard = ""; !heard.includes("ready");) heard += await poll(`${line}&sid=${sid}`);
  expect(app.server.live.accounts()).toBe(1);
  await browser.send("POST", "/auth/logout");
  await until(() => app.server.live.count() === 0);
  expect(app.server.live.accounts()).toBe(0);
});

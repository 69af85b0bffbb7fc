import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestDatabase } from "#test/database";
import type { TestDatabase } from "#test/database";
import { openDatabase } from "./db.ts";
import type { Db } from "./db.ts";
import { createEventLog, write } from "./events.ts";
import type { EventLog, LogEvent, Writer } from "./events.ts";
import { createLogger } from "./log.ts";

let store: TestDatabase;
let nodes: Node[];
beforeEach(async () => {
  store = await createTestDatabase();
  nodes = [];
});
afterEach(async () => {
  for (const node of nodes) await node.close();
  await store.drop();
});

type Node = { db: Db; log: EventLog; heard: LogEvent[]; from: number; close: () => Promise<void> };

/** A process as the log sees it: a pool of its own, a log of its own, and a reader that remembers. */
async function startNode(pool = 12): Promise<Node> {
  const database = openDatabase(store.url, pool, () => {});
  const log = createEventLog(database, createLogger("silent"));
  const heard: LogEvent[] = [];
  const from = await log.tail(async (batch) => void heard.push(...batch));
  const node = {
    db: database.db,
    log,
    heard,
    from,
    close: async () => {
      await log.close();
      await database.close();
    },
  };
  nodes.push(node);
  return node;
}

/** One change that tells of `subject`; `during` runs inside the transaction. */
const tell = (node: Writer, subject: string | number, during = async () => {}) =>
  write(node, async (_tx, emit) => {
    await during();
    emit({ type: "told", subject: String(subject) });
  });

async function until(holds: () => boolean, ms = 15_000): Promise<void> {
  const deadline = Date.now() + ms;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`not so within ${ms} ms`);
    await sleep(5);
  }
}

/** A change that takes a number of the outbox early and commits late, and tells of `subject` and the one after it. */
const tellSlowly = (node: Writer, subject: number) =>
  write(node, async (tx, emit) => {
    await tx.execute(sql`insert into outbox (type, subject, data) values ('told', ${subject}, '{}')`);
    await sleep(Math.random() * 8);
    emit({ type: "told", subject: String(subject + 1) });
  });

test("16 writers on two nodes, commits in any order: no event missed, doubled or out of order on either", async () => {
  const [one, two] = [await startNode(), await startNode()];
  const [writers, rounds] = [16, 60];
  const lanes = Array.from({ length: writers }, async (_, w) => {
    for (let i = 0; i < rounds; i++) await tellSlowly(w % 2 ? one : two, w * 1000 + 2 * i);
  });
  await Promise.all(lanes);
  const total = writers * rounds * 2;
  await until(() => one.heard.length >= total && two.heard.length >= total);
  await sleep(50);
  for (const { heard, from } of [one, two]) {
    expect(heard.map((e) => e.seq)).toEqual(Array.from({ length: total }, (_, i) => from + 1 + i));
    for (let w = 0; w < writers; w++) {
      const own = heard.map((e) => Number(e.subject)).filter((s) => Math.floor(s / 1000) === w);
      expect(own).toEqual(Array.from({ length: rounds * 2 }, (_, i) => w * 1000 + i));
    }
  }
  expect(one.heard).toEqual(two.heard);
}, 60_000);

test("a transaction that began first and committed last is heard all the same", async () => {
  const node = await startNode();
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const slow = write(node, async (tx, emit) => {
    // The number of its outbox row is taken before the others', and its commit comes after them.
    await tx.execute(sql`insert into outbox (type, subject, data) values ('told', 1, '{}')`);
    await held;
    emit({ type: "told", subject: "2" });
  });
  for (const subject of [3, 4, 5]) await tell(node, subject);
  await until(() => node.heard.length === 3);
  letGo();
  await slow;
  await until(() => node.heard.length === 5);
  expect(node.heard.map((e) => e.subject)).toEqual(["3", "4", "5", "1", "2"]);
});

test("what is rolled back is never heard; what collides is tried again and heard once", async () => {
  const node = await startNode();
  await expect(tell(node, 1, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  let attempts = 0;
  await tell(node, 2, async () => {
    if (++attempts < 3) throw Object.assign(new Error("deadlock"), { code: "40P01" });
  });
  await until(() => node.heard.length > 0);
  await sleep(30);
  expect(node.heard.map((e) => e.subject)).toEqual(["2"]);
});

test("a process that dies between its commit and its wake-up loses nothing: the others' clock finds it", async () => {
  const node = await startNode();
  const dying = { db: node.db, log: { wake: () => {} } };
  await tell(dying, 7);
  await until(() => node.heard.length === 1);
  expect(node.heard[0]).toMatchObject({ seq: node.from + 1, type: "told", subject: "7" });
});

test("a node whose ear for the others is cut off still follows, and hears them again", async () => {
  const [one, two] = [await startNode(), await startNode()];
  const ears = sql`from pg_stat_activity where datname = current_database() and query = 'listen log'`;
  await expect.poll(async () => (await two.db.execute(sql`select pid ${ears}`)).rows.length).toBe(2);
  await two.db.execute(sql`select pg_terminate_backend(pid) ${ears}`);
  for (let i = 0; i < 5; i++) await tell(one, i);
  await until(() => one.heard.length === 5 && two.heard.length === 5);
  expect(two.heard).toEqual(one.heard);
});

test("a batch whose reader fails comes again, whole", async () => {
  const database = openDatabase(store.url, 4, () => {});
  const log = createEventLog(database, createLogger("silent"));
  const heard: string[] = [];
  let failures = 0;
  await log.tail(async (batch) => {
    if (failures++ < 2) throw new Error("the database hiccupped");
    heard.push(...batch.map((e) => e.subject));
  });
  await tell({ db: database.db, log }, 1);
  await tell({ db: database.db, log }, 2);
  await until(() => heard.length === 2);
  expect(heard).toEqual(["1", "2"]);
  await log.close();
  await database.close();
});

test("however many move events into the log at once, the numbers have no holes", async () => {
  const node = await startNode();
  const writing = Array.from({ length: 8 }, async (_, w) => {
    for (let i = 0; i < 25; i++) await tell(node, w * 100 + i);
  });
  const advancing = Array.from({ length: 12 }, async () => {
    for (let i = 0; i < 40; i++) await node.log.bounds();
  });
  await Promise.all([...writing, ...advancing]);
  const { head } = await node.log.bounds();
  const all = await node.log.since(0, 10_000);
  expect(head).toBe(200);
  expect(all.map((e) => e.seq)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
  expect(new Set(all.map((e) => e.subject)).size).toBe(200);
});

test("a backlog larger than a step comes whole and in order", async () => {
  const node = await startNode();
  await write(node, async (_tx, emit) => {
    for (let i = 1; i <= 3500; i++) emit({ type: "told", subject: String(i) });
  });
  await until(() => node.heard.length >= 3500);
  expect(node.heard.map((e) => Number(e.subject))).toEqual(Array.from({ length: 3500 }, (_, i) => i + 1));
});

test("a trimmed log says from where it still knows", async () => {
  const node = await startNode();
  for (let i = 1; i <= 10; i++) await tell(node, i);
  await until(() => node.heard.length === 10);
  await node.db.execute(sql`update events set at = now() - interval '5 hours' where seq <= 6`);
  await node.log.trim(4);
  expect(await node.log.bounds()).toEqual({ head: 10, trimmed: 6 });
  expect((await node.log.since(0, 100)).map((e) => e.seq)).toEqual([7, 8, 9, 10]);
  await node.log.trim(4);
  await node.db.execute(sql`update events set at = now() - interval '5 hours'`);
  await node.log.trim(4);
  expect(await node.log.bounds()).toEqual({ head: 10, trimmed: 10 });
  await tell(node, 11);
  await until(() => node.heard.length === 11);
  expect(node.heard.at(-1)).toMatchObject({ seq: 11 });
});

test("a burst is in the log as a whole when its bounds are asked for, and is heard as a whole", async () => {
  const node = await startNode();
  await write(node, async (_tx, emit) => {
    for (let i = 0; i < 2_500; i++) emit({ type: "told", subject: String(i) });
  });
  expect((await node.log.bounds()).head).toBe(node.from + 2_500);
  await until(() => node.heard.length === 2_500);
  expect(node.heard.map(({ subject }) => subject)).toEqual(Array.from({ length: 2_500 }, (_, i) => String(i)));
});

test("whoever asks for the bounds while others move a burst hears of its end", async () => {
  const [one, other] = [await startNode(), await startNode()];
  for (let round = 0; round < 5; round++) {
    const { head } = await one.log.bounds();
    await one.db.execute(
      sql`insert into outbox (type, subject, data) select 'told', n, '{}' from generate_series(1, 3500) n`,
    );
    const asked = [one, other, one, other].map(({ log }) => log.bounds());
    expect((await Promise.all(asked)).map((bounds) => bounds.head)).toEqual(asked.map(() => head + 3_500));
  }
});

import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { createTestDatabase } from "#test/database";
import type { TestDatabase } from "#test/database";
import { startRedis } from "#test/redis";
import type { TestRedis } from "#test/redis";
import { openDatabase } from "./db.ts";
import type { Db } from "./db.ts";
import { createEventLog, write } from "./events.ts";
import type { EventLog } from "./events.ts";
import { createLogger } from "./log.ts";
import { openRedis } from "./redis.ts";
import type { SharedStore } from "./redis.ts";

type Node = { db: Db; log: EventLog; redis: SharedStore; heard: string[]; stop: () => Promise<void> };

let redis: TestRedis;
let store: TestDatabase;
let nodes: Node[];
beforeAll(async () => void (redis = await startRedis()));
afterAll(() => redis.kill());
beforeEach(async () => {
  store = await createTestDatabase();
  nodes = [];
});
afterEach(async () => {
  for (const node of nodes) await node.stop();
  await store.drop();
});

/** A node that hears no NOTIFY, as behind a pooler of connections: it listens in another database. */
async function startDeaf(): Promise<Node> {
  const logger = createLogger("silent");
  const { db, close } = openDatabase(store.url, 4, () => {});
  const shared = await openRedis(redis.url, logger);
  const log = createEventLog({ db, close, connection: inject("testServer").url }, logger, shared);
  const heard: string[] = [];
  await log.tail(async (batch) => void heard.push(...batch.map(({ subject }) => subject)));
  const stop = async () => {
    await log.close();
    shared.close();
    await close();
  };
  const node = { db, log, redis: shared, heard, stop };
  nodes.push(node);
  return node;
}

/**
 * Milliseconds until an event is heard, of seven that are each told when the last was heard: what most of them take, as
 * a machine may stand still for one. By the clock alone it is a second.
 */
async function relay(from: Node, to: Node): Promise<number> {
  const took: number[] = [];
  for (let i = 0; i < 7; i++) {
    const began = performance.now();
    const count = to.heard.length;
    await write(from, async (_tx, emit) => emit({ type: "told", subject: "1" }));
    await expect.poll(() => to.heard.length, { timeout: 10_000, interval: 5 }).toBe(count + 1);
    took.push(performance.now() - began);
  }
  return took.toSorted((a, b) => a - b)[3]!;
}

test("where NOTIFY is not heard, Redis wakes the other nodes, in both directions, also after it was started anew", async () => {
  const [one, two] = [await startDeaf(), await startDeaf()];
  expect(await relay(one, two)).toBeLessThan(500);
  expect(await relay(two, one)).toBeLessThan(500);
  await redis.kill();
  await relay(one, two);
  await redis.start();
  await expect.poll(() => nodes.every((node) => node.redis.isReady()), { timeout: 15_000 }).toBe(true);
  expect(await relay(one, two)).toBeLessThan(500);
  await expect.poll(() => one.heard).toEqual(two.heard);
}, 60_000);

test("what is told while nobody can hear it is found when Redis is back, or by the clock", async () => {
  const [one, two] = [await startDeaf(), await startDeaf()];
  redis.freeze();
  try {
    await write(one, async (_tx, emit) => emit({ type: "told", subject: "7" }));
    await expect.poll(() => two.heard, { timeout: 10_000 }).toEqual(["7"]);
  } finally {
    redis.resume();
  }
});

// How soon does another node hear of a write? Three nodes follow one log, woken by NOTIFY, by Redis, by both, or by the
// clock alone. `npm run bench:wake` prints milliseconds from just after the commit until the other two have the event.
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { migrate, openDatabase } from "#core/db";
import { startEmbedded } from "#core/embedded";
import { createEventLog, write } from "#core/events";
import { createLogger } from "#core/log";
import { openRedis } from "#core/redis";
import { urlOf, withDatabase } from "#test/database";
import { startRedis } from "#test/redis";
import { scratchFolder } from "#test/scratch";

const folder = scratchFolder("xm-bench-");
const given = process.env["TEST_DATABASE_URL"];
const embedded = given ? undefined : await startEmbedded(join(folder, "data"), () => {});
const server = given ?? urlOf(embedded!.connection);
const database = `xm_bench_${randomBytes(6).toString("hex")}`;
const admin = new Client(server);
await admin.connect();
await admin.query(`create database ${database} template template0 encoding 'UTF8'`);
const url = withDatabase(server, database);
await migrate(url);
const store = await startRedis();
const logger = createLogger("silent");

type Way = { notify: boolean; redis: boolean };
type Node = Awaited<ReturnType<typeof startNode>>;

async function startNode({ notify, redis }: Way) {
  const { db, close } = openDatabase(url, 8, () => {});
  const shared = redis ? await openRedis(store.url, logger) : undefined;
  // Who listens in another database hears nothing: NOTIFY stays within one.
  const log = createEventLog({ db, close, connection: notify ? url : server }, logger, shared);
  const heard = new Map<string, number>();
  await log.tail(async (batch) => {
    for (const { subject } of batch) heard.set(subject, performance.now());
  });
  const stop = async () => {
    await log.close();
    shared?.close();
    await close();
  };
  return { db, log, heard, stop };
}

/** Writes `rounds` times on the first node from each of `lanes`, and gives back how long the others took to hear of it. */
async function measure([writer, ...others]: Node[], lanes: number, rounds: number, pauseMs: number) {
  const done = new Map<string, number>();
  const lane = async (nth: number) => {
    for (let i = 0; i < rounds; i++) {
      const subject = String(nth * 100_000 + i + 1);
      await write(writer!, async (_tx, emit) => emit({ type: "told", subject }));
      done.set(subject, performance.now());
      if (pauseMs > 0) await sleep(pauseMs * (0.5 + Math.random()));
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: lanes }, (_, nth) => lane(nth)));
  const rate = (lanes * rounds * 1000) / (performance.now() - began);
  while (others.some(({ heard }) => heard.size < done.size)) await sleep(5);
  const took = others.flatMap(({ heard }) => [...done].map(([subject, at]) => heard.get(subject)! - at));
  for (const { heard } of [writer!, ...others]) heard.clear();
  return { rate, took: took.toSorted((a, b) => a - b) };
}

const ways: Record<string, Way> = {
  NOTIFY: { notify: true, redis: false },
  Redis: { notify: false, redis: true },
  both: { notify: true, redis: true },
  "the clock alone": { notify: false, redis: false },
};
try {
  for (const [name, way] of Object.entries(ways)) {
    const nodes = await Promise.all([way, way, way].map(startNode));
    await sleep(500);
    for (const [load, lanes, rounds, pauseMs] of [
      ["one write at a time", 1, 300, 10],
      ["8 writers without a pause", 8, 150, 0],
    ] as const) {
      const { rate, took } = await measure(nodes, lanes, rounds, pauseMs);
      const [p50, p99] = [0.5, 0.99].map((part) => took[Math.floor(took.length * part)]!.toFixed(1));
      console.log(`${name}, ${load} (${rate.toFixed(0)}/s): p50 ${p50} ms, p99 ${p99} ms`);
    }
    for (const node of nodes) await node.stop();
  }
} finally {
  await store.kill();
  await admin.query(`drop database ${database} with (force)`);
  await admin.end();
  await embedded?.stop();
  rmSync(folder, { recursive: true, force: true });
}

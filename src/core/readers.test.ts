import { afterAll, beforeAll, expect, test } from "vitest";
import { write } from "#core/events";
import { startReaders } from "#core/readers";
import type { BatchReader, LogReader } from "#core/readers";
import { startApp } from "#test/app";
import type { TestApp, TestNode } from "#test/app";

let app: TestApp;
let other: TestNode;
beforeAll(async () => {
  app = await startApp();
  other = await app.secondNode();
  await app.server.app.db.$client.query("create table read_by_test (reader text, seq bigint, subject bigint)");
});
afterAll(() => app.stop());

const happen = (type: string, from: number, to: number) =>
  write(app.server.app, async (_tx, emit) => {
    for (let n = from; n <= to; n++) emit({ type, subject: String(n) });
  });
const kept = async (reader: string) => {
  const { rows } = await app.server.app.db.$client.query<{ subject: string }>(
    "select subject from read_by_test where reader = $1 order by seq",
    [reader],
  );
  return rows.map(({ subject }) => Number(subject));
};
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** Writes down what it reads; `before` may fail first. */
const scribe = (name: string, before: (subject: number) => Promise<void> | void = () => {}): LogReader => ({
  name,
  types: [`${name}.happened`],
  read: async (_app, tx, { seq, subject }) => {
    await before(Number(subject));
    await tx.execute(`insert into read_by_test values ('${name}', ${seq}, ${subject})`);
  },
});

test("two nodes share a reader: each event is read, in order, once", async () => {
  const stops = await Promise.all([app, other].map((node) => startReaders(node.server.app, [scribe("shared")])));
  for (let n = 1; n <= 400; n += 20) {
    await happen("shared.happened", n, n + 19);
    await happen("something.else", 1, 3);
  }
  await expect.poll(() => kept("shared"), { timeout: 20_000 }).toEqual(range(1, 400));
  await Promise.all(stops.map((stop) => stop()));
});

test("a reader goes on where it stopped, and misses nothing that happened meanwhile", async () => {
  const reader = scribe("resting");
  const stop = await startReaders(app.server.app, [reader]);
  await happen("resting.happened", 1, 3);
  await expect.poll(() => kept("resting")).toEqual([1, 2, 3]);
  await stop();
  await happen("resting.happened", 4, 120);
  const again = await startReaders(other.server.app, [reader]);
  await expect.poll(() => kept("resting")).toEqual(range(1, 120));
  await again();
});

test("an event whose reading fails comes again and those before it are kept, each once", async () => {
  let failures = 3;
  const reader = scribe("stumbling", (subject) => {
    if (subject === 5 && failures-- > 0) throw new Error("not now");
  });
  const stop = await startReaders(app.server.app, [reader]);
  await happen("stumbling.happened", 1, 9);
  await expect.poll(() => kept("stumbling"), { timeout: 30_000 }).toEqual(range(1, 9));
  await stop();
});

test("a reader of batches is told of many at once, of each once, also when it stumbles", async () => {
  const sizes: number[] = [];
  let failures = 1;
  const reader: BatchReader = {
    name: "gathering",
    types: ["gathering.happened"],
    readBatch: async (_app, tx, batch) => {
      for (const { seq, subject } of batch)
        await tx.execute(`insert into read_by_test values ('gathering', ${seq}, ${subject})`);
      if (failures-- > 0) throw new Error("not now");
      sizes.push(batch.length);
    },
  };
  const stop = await startReaders(app.server.app, [reader]);
  await happen("gathering.happened", 1, 120);
  await expect.poll(() => kept("gathering"), { timeout: 20_000 }).toEqual(range(1, 120));
  expect(Math.max(...sizes)).toBeGreaterThan(10);
  await stop();
});

test("a connection killed in the middle of reading loses nothing and doubles nothing", async () => {
  const { $client } = app.server.app.db;
  let kills = 0;
  const reader = scribe("killed", async (subject) => {
    if (subject % 7 === 0 && kills < 3) {
      kills++;
      await other.server.app.db.$client.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ilike '%read_by_test%' and state = 'idle in transaction'",
      );
    }
  });
  const stops = await Promise.all([app, other].map((node) => startReaders(node.server.app, [reader])));
  await happen("killed.happened", 1, 60);
  await expect.poll(() => kept("killed").catch(() => []), { timeout: 40_000 }).toEqual(range(1, 60));
  expect(kills).toBeGreaterThan(0);
  await Promise.all(stops.map((stop) => stop()));
  expect((await $client.query("select name from readers where name = 'killed'")).rowCount).toBe(1);
});

test("a new reader begins with what happens from now on", async () => {
  await happen("fresh.happened", 1, 5);
  const logged = "select from events where type = 'fresh.happened'";
  await expect.poll(async () => (await app.server.app.db.$client.query(logged)).rowCount).toBe(5);
  const stop = await startReaders(app.server.app, [scribe("fresh")]);
  await happen("fresh.happened", 6, 7);
  await expect.poll(() => kept("fresh")).toEqual([6, 7]);
  await stop();
});

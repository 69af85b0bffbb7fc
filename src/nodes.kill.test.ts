import { afterAll, beforeAll, expect, test } from "vitest";
import { openListener, startCluster, startWriter } from "#test/cluster";
import type { Cluster } from "#test/cluster";
import { signUpAt } from "#test/process";
import { startRedis } from "#test/redis";
import type { TestRedis } from "#test/redis";

let redis: TestRedis;
let cluster: Cluster;
beforeAll(async () => {
  redis = await startRedis();
  cluster = await startCluster(3, { REDIS_URL: redis.url });
});
afterAll(async () => {
  await cluster.stop();
  await redis.kill();
});

test("promise 3: kill -9 each of three nodes in turn while posts are made: acknowledged = stored = seen by every subscriber", async () => {
  const { url } = cluster.balancer;
  const member = await signUpAt(url);
  const listeners = await Promise.all(Array.from({ length: 9 }, () => openListener(url, member)));
  const writers = await Promise.all(Array.from({ length: 6 }, (_, n) => startWriter(url, `writer ${n}`)));
  const acknowledged = () => new Map(writers.flatMap((writer) => [...writer.acknowledged]));
  const reach = async (count: number) => {
    await expect.poll(() => acknowledged().size, { timeout: 60_000 }).toBeGreaterThanOrEqual(count);
  };
  for (const nth of [0, 1, 2]) {
    await reach(250 * (nth + 1));
    await cluster.replace(nth, "SIGKILL");
    await expect.poll(() => cluster.balancer.ready().length, { timeout: 30_000 }).toBe(3);
  }
  await reach(1000);
  await Promise.all(writers.map((writer) => writer.stop()));

  const kept = acknowledged();
  expect(await cluster.stored()).toEqual(kept);
  expect(new Set(kept.values()).size).toBe(kept.size);
  const missed = () => listeners.map(({ heard }) => [...kept.keys()].filter((id) => !heard.has(id)).length);
  const began = performance.now();
  await expect.poll(missed, { timeout: 30_000 }).toEqual(listeners.map(() => 0));
  const extra = listeners.flatMap(({ heard }) => [...heard].filter(([id, times]) => !kept.has(id) || times > 1));
  expect([extra, listeners.flatMap(({ troubles }) => troubles)]).toEqual([[], []]);
  const cut = writers.flatMap(({ failures }) => failures).length;
  console.log(
    `3 kills: ${kept.size} posts acknowledged, stored once and seen by 9 subscribers, the last ${(performance.now() - began).toFixed(0)} ms later; ${cut} requests repeated`,
  );
  for (const { live } of listeners) live.stop();
}, 180_000);

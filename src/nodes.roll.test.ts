import { setTimeout as sleep } from "node:timers/promises";
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
  // Longer than this process, which is the balancer too, may stand still: it has to see who leaves.
  cluster = await startCluster(3, { REDIS_URL: redis.url, DRAIN_SECONDS: "3" });
});
afterAll(async () => {
  await cluster.stop();
  await redis.kill();
});

test("a rolling restart of three nodes behind a balancer fails no request and hides no event", async () => {
  const { url } = cluster.balancer;
  const member = await signUpAt(url);
  const listeners = await Promise.all(Array.from({ length: 12 }, () => openListener(url, member)));
  const writers = await Promise.all(Array.from({ length: 4 }, (_, n) => startWriter(url, `writer ${n}`)));
  const states = new Set<string>();
  const isLive = () => listeners.every(({ live }) => live.connection.getState().state === "live");
  await expect.poll(isLive, { timeout: 15_000 }).toBe(true);
  for (const { live } of listeners) live.connection.subscribe(({ state }) => states.add(state));
  await sleep(500);
  const began = performance.now();
  const codes = [];
  for (const nth of [0, 1, 2]) {
    codes.push(await cluster.replace(nth, "SIGTERM"));
    await expect.poll(() => cluster.balancer.ready().length, { timeout: 30_000 }).toBe(3);
  }
  const rolled = performance.now() - began;
  const given = () => Math.min(...cluster.nodes.map((node) => cluster.balancer.given.get(node.url) ?? 0));
  await expect.poll(given, { timeout: 15_000 }).toBeGreaterThan(0);
  await sleep(500);
  await Promise.all(writers.map((writer) => writer.stop()));

  expect(codes).toEqual([0, 0, 0]);
  expect(writers.flatMap(({ failures }) => failures)).toEqual([]);
  const acknowledged = new Map(writers.flatMap((writer) => [...writer.acknowledged]));
  expect(await cluster.stored()).toEqual(acknowledged);
  const missed = () => listeners.map(({ heard }) => [...acknowledged.keys()].filter((id) => !heard.has(id)).length);
  await expect.poll(missed, { timeout: 20_000 }).toEqual(listeners.map(() => 0));
  expect(listeners.flatMap(({ heard }) => [...heard.values()].filter((times) => times > 1))).toEqual([]);
  expect(listeners.flatMap(({ troubles }) => troubles)).toEqual([]);
  // A blink to whoever looks: nobody is told that the server is away.
  expect([...states].toSorted()).toEqual(["live", "reconnecting"]);
  console.log(
    `3 nodes restarted one after the other in ${(rolled / 1000).toFixed(1)} s: ${acknowledged.size} posts, 0 failed requests, 0 missed by 12 listeners`,
  );
  for (const { live } of listeners) live.stop();
}, 180_000);

test("a node that leaves says so first, serves on while balancers look, and tells its sockets to come back", async () => {
  const { url } = cluster.nodes[0]!;
  const member = await signUpAt(url);
  const listener = await openListener(url, member);
  await expect.poll(() => listener.live.connection.getState().state).toBe("live");
  const { program } = cluster.nodes[0]!;
  program.child.kill("SIGTERM");
  const ask = (path: string) =>
    fetch(url + path, { headers: member }).then(
      async (answer) => [answer.status, answer.headers.get("connection"), await answer.text()] as const,
      () => ["refused"] as const,
    );
  await expect.poll(async () => (await ask("/health/ready"))[0]).toBe(503);
  expect((await ask("/health/live"))[0]).toBe(200);
  const [status, connection] = await ask("/api/v1/timelines/public");
  expect([status, connection]).toEqual([200, "close"]);
  expect(listener.live.connection.getState().state).toBe("live");
  await expect.poll(() => listener.live.connection.getState().state, { timeout: 15_000 }).toBe("reconnecting");
  expect(listener.live.connection.getState().retryAt! - Date.now()).toBeLessThanOrEqual(1_001);
  expect([await program.code, listener.troubles]).toEqual([0, []]);
  listener.live.stop();
  await cluster.replace(0, "SIGTERM");
}, 60_000);

import { setTimeout as sleep } from "node:timers/promises";
import type * as ioredis from "ioredis";
import type { RedisOptions } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { startApp } from "#test/app";
import type { TestApp, TestNode } from "#test/app";
import { startRedis } from "#test/redis";
import type { TestRedis } from "#test/redis";

/** A node waits half a second for Redis; here longer, or a machine that stalls would be a Redis that hangs. */
const patience = vi.hoisted((): { commandTimeout?: number } => ({ commandTimeout: 10_000 }));
vi.mock("ioredis", async (original) => {
  const { Redis } = await original<typeof ioredis>();
  class Patient extends Redis {
    constructor(url: string, options: RedisOptions & { replyMapping?: "legacy" }) {
      super(url, { ...options, ...patience });
    }
  }
  return { Redis: Patient };
});

let redis: TestRedis;
let app: TestApp;
beforeAll(async () => void (redis = await startRedis()));
afterAll(() => redis.kill());
beforeEach(async () => {
  app = await startApp({ LIMIT_READ: "4/60", REDIS_URL: redis.url, TRUST_PROXY: "1" });
});
afterEach(() => app.stop());

const ask = (node: TestNode, from = "1.1.1.1") =>
  node.guest().get("/api/v1/accounts/lookup?acct=nobody", { "x-forwarded-for": from });
const status = async (node: TestNode, from?: string) => (await ask(node, from)).status;
const place = async (node: TestNode) => (await node.guest().get<{ redis: string }>("/health/ready")).body.redis;
const cameBack = async (node: TestNode) => {
  await expect.poll(() => place(node), { timeout: 15_000, interval: 20 }).toBe("ok");
};

test("threat 11: two nodes count together, in the same window", async () => {
  const other = await app.secondNode();
  expect([await place(app), await place(other)]).toEqual(["ok", "ok"]);
  const answers = [];
  for (const node of [app, other, app, other, app, other]) answers.push(await ask(node));
  expect(answers.map((answer) => answer.status)).toEqual([404, 404, 404, 404, 429, 429]);
  const ends = answers.map(({ headers }) => new Date(headers.get("x-ratelimit-reset")!).getTime());
  expect(Math.max(...ends) - Math.min(...ends)).toBeLessThan(10_000);
  expect(answers.map(({ headers }) => headers.get("x-ratelimit-remaining"))).toEqual(["3", "2", "1", "0", "0", "0"]);
});

test("threat 11: of forty requests sent to two nodes at once exactly the allowed ones pass", async () => {
  const other = await app.secondNode();
  const statuses = await Promise.all(Array.from({ length: 40 }, (_, i) => status(i % 2 ? app : other, "2.2.2.2")));
  expect(statuses.filter((code) => code === 404)).toHaveLength(4);
});

test("threat 11: a Redis that dies fails no request; each node limits by itself until it is back", async () => {
  expect(await status(app, "3.3.3.3")).toBe(404);
  await redis.kill();
  const statuses = [];
  for (let i = 0; i < 6; i++) statuses.push(await status(app, "3.3.3.3"));
  expect(statuses).toEqual([404, 404, 404, 404, 429, 429]);
  expect(await place(app)).toBe("away");
  await redis.start();
  await cameBack(app);
  expect(await status(app, "3.3.3.3")).toBe(404);
});

test("threat 11: a Redis that hangs costs one request half a second, and the next ones nothing", async () => {
  delete patience.commandTimeout;
  await app.restart();
  redis.freeze();
  try {
    const took = [];
    for (let i = 0; i < 5; i++) {
      const start = performance.now();
      expect([i, await status(app, "4.4.4.4")]).toEqual([i, i < 4 ? 404 : 429]);
      took.push(performance.now() - start);
    }
    expect(took[0]).toBeLessThan(5000);
    // Less than if each had waited for itself.
    expect(took.slice(1).reduce((all, ms) => all + ms)).toBeLessThan(1900);
    // Long enough to have tried again in vain.
    await sleep(1500);
    expect([await status(app, "4.4.4.5"), await place(app)]).toEqual([404, "away"]);
  } finally {
    redis.resume();
  }
  await cameBack(app);
});

test("threat 11: a node that starts while Redis is away serves, and counts with the others when it is back", async () => {
  await redis.kill();
  const other = await app.secondNode();
  expect([await status(other, "5.5.5.5"), await place(other)]).toEqual([404, "away"]);
  await redis.start();
  await cameBack(other);
  await cameBack(app);
  const statuses = [];
  for (const node of [app, other, app, other, app]) statuses.push(await status(node, "5.5.5.5"));
  expect(statuses).toEqual([404, 404, 404, 404, 429]);
});

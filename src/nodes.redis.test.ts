import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Ear, Member, TestApp, TestNode } from "#test/app";
import { startRedis } from "#test/redis";
import type { TestRedis } from "#test/redis";

let redis: TestRedis;
let app: TestApp;
let nodes: TestNode[];
beforeEach(async () => {
  redis = await startRedis();
  app = await startApp({ REDIS_URL: redis.url });
  nodes = [app, await app.secondNode(), await app.secondNode()];
});
afterEach(async () => {
  redis.resume();
  await app.stop();
  await redis.kill();
});

type Said = { redis: string; nodes: number };
const ready = (node: TestNode) => node.guest().get<Said>("/health/ready");
const states = async () => Promise.all(nodes.map(async (node) => (await ready(node)).body.redis));
const idsOf = (ear: Ear) => ear.heard.map(({ data }) => (data as { id: string }).id);

/** Posts on every node until told to stop; the ids of what was acknowledged. */
function postOn(members: Member[]) {
  const ids: string[] = [];
  let busy = true;
  const work = members.map(async (member, n) => {
    for (let i = 0; busy; i++) {
      ids.push((await member.post(`${n} ${i}`)).id);
      await sleep(10);
    }
  });
  return async () => {
    busy = false;
    await Promise.all(work);
    return ids;
  };
}

test("promise 2: Redis killed and restarted under load: every client converges within 5 s, no event lost", async () => {
  const members = await Promise.all(nodes.map((node) => node.member()));
  const reader = await app.member();
  const start = (await app.server.app.log.bounds()).head;
  const ears = await Promise.all(Array.from({ length: 9 }, (_, i) => nodes[i % 3]!.listen(reader)));
  const stop = postOn(members);
  await sleep(400);
  for (const harm of [redis.kill, async () => redis.freeze()]) {
    await harm();
    await sleep(1500);
    for (const node of nodes) expect((await ready(node)).status).toBe(200);
    await expect.poll(states).toEqual(["away", "away", "away"]);
    redis.resume();
    await redis.kill();
    await redis.start();
    await expect.poll(states, { timeout: 20_000 }).toEqual(["ok", "ok", "ok"]);
    await sleep(400);
  }
  const ids = await stop();
  const began = performance.now();
  const missed = () => ears.map((ear) => ids.filter((id) => !idsOf(ear).includes(id)).length);
  await expect.poll(missed, { timeout: 5_000, interval: 20 }).toEqual(ears.map(() => 0));
  const took = performance.now() - began;
  // One order for all, nothing twice, and a log without holes.
  for (const ear of ears) expect([idsOf(ear), ear.ended]).toEqual([idsOf(ears[0]!), []]);
  expect(idsOf(ears[0]!)).toHaveLength(ids.length);
  const { head } = await app.server.app.log.bounds();
  const log = await app.server.app.log.since(start, 100_000);
  expect(log.map(({ seq }) => seq)).toEqual(Array.from({ length: head - start }, (_, i) => start + 1 + i));
  console.log(
    `${ids.length} posts while Redis died and hung: 0 missed by 9 clients on 3 nodes, level in ${took.toFixed(0)} ms`,
  );
}, 120_000);

test("nodes know of each other: how many are up, with how many connections of how many accounts", async () => {
  const list = () => nodes.map((node) => node.server.app.nodes.list());
  const alice = await app.member();
  await Promise.all([
    app.listen(alice),
    app.listen(alice),
    nodes[1]!.listen(alice),
    nodes[1]!.listen(await app.member()),
  ]);
  const sums = () =>
    list().map((seen) =>
      seen
        ?.map(({ sockets, accounts }) => `${sockets}/${accounts}`)
        .toSorted()
        .join(" "),
    );
  await expect.poll(sums, { timeout: 30_000 }).toEqual(Array.from({ length: 3 }, () => "0/0 2/1 2/2"));
  await expect.poll(async () => (await ready(app)).body).toEqual({ status: "ok", redis: "ok", nodes: 3 });
  // One that stops takes itself off the list; one that dies is silent for 15 s first.
  await nodes[2]!.server.app.nodes.close();
  await expect.poll(async () => (await ready(app)).body.nodes, { timeout: 20_000 }).toBe(2);
  await redis.kill();
  await expect.poll(async () => (await ready(app)).body).toEqual({ status: "ok", redis: "away" });
}, 90_000);

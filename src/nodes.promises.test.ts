import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { beatMs } from "#core/live.contract";
import { startApp } from "#test/app";
import type { Member, TestApp, TestNode } from "#test/app";
import { openListener } from "#test/cluster";
import { openLine } from "#test/law/line";
import { startRedis } from "#test/redis";
import type { TestRedis } from "#test/redis";
import { startWatch } from "#test/watch";

// Ten seconds between two beats are one second here.
vi.mock("#core/live.contract", async (original) => ({ ...(await original<object>()), beatMs: 1_000 }));

let redis: TestRedis;
let app: TestApp;
let nodes: TestNode[];
let alice: Member;
beforeAll(async () => {
  redis = await startRedis();
  app = await startApp({ REDIS_URL: redis.url });
  nodes = [app, await app.secondNode(), await app.secondNode()];
  alice = await app.member();
});
afterAll(async () => {
  await app.stop();
  await redis.kill();
});

test("promise 6: a connection that looks alive while nothing comes is noticed within two beats, and the client catches up", async () => {
  const line = await openLine(app.url);
  const { live, heard, troubles } = await openListener(line.url, { cookie: alice.cookieHeader() });
  const state = () => live.connection.getState().state;
  const behind = () => app.server.app.log.position() - live.cursor();
  await expect.poll(state).toBe("live");
  for (let round = 0; round < 3; round++) {
    line.set("hole");
    const [passed, swallowed] = [startWatch(app), performance.now()];
    const { id } = await alice.post(`into the hole ${round}`);
    await expect.poll(behind).toBeGreaterThan(0);
    // Sooner than a beat after the hole it cannot know; a machine that stood still meanwhile may show it later.
    const seen = state();
    if (performance.now() - swallowed < beatMs) expect(seen).toBe("live");
    expect(heard.has(id)).toBe(false);
    await expect.poll(state, { timeout: 10_000, interval: 5 }).toBe("reconnecting");
    // The last beat came just before the hole at the latest; the rest is what a busy machine may take to notice.
    expect(await passed()).toBeLessThan(2 * beatMs + 500);
    line.set("open");
    live.wake();
    await expect.poll(() => heard.get(id), { timeout: 10_000 }).toBe(1);
    await expect.poll(behind, { timeout: 10_000 }).toBe(0);
    await expect.poll(state).toBe("live");
  }
  expect(troubles).toEqual([]);
  live.stop();
  await line.close();
}, 60_000);

test("promise 6: a beat says how far the log is, so that a client that heard nothing knows whether it is level", async () => {
  const ear = await nodes[1]!.listen(alice, { channels: [] });
  await alice.post("on a channel that nobody here listens to");
  const { head } = await app.server.app.log.bounds();
  expect(ear.heard).toEqual([]);
  await expect.poll(ear.cursor, { timeout: 10_000 }).toBeGreaterThanOrEqual(head);
  ear.close();
});

test("promise 20: read-your-writes on every node: what one answered with yes, the others show in the same moment", async () => {
  const at = await Promise.all(nodes.map((node) => node.enter(alice)));
  const misses: string[] = [];
  let reads = 0;
  const look = async (what: string, paths: string[], holds: (text: string) => boolean) => {
    const answers = at.flatMap((who, n) => paths.map(async (path) => [n, path, (await who.get(path)).text] as const));
    for (const [n, path, text] of await Promise.all(answers)) {
      reads++;
      if (!holds(text)) misses.push(`${what} on node ${n}: ${path}`);
    }
  };
  const root = await alice.post("the first of the thread");
  for (let i = 0; i < 20; i++) {
    const writer = at[i % 3]!;
    const send = (method: string, path: string, body?: unknown) => writer.send<{ id: string }>(method, path, { body });
    const { body } = await send("POST", "/api/v1/statuses", { status: `said ${i}`, in_reply_to_id: root.id });
    const lists = [
      "/api/v1/timelines/home",
      `/api/v1/accounts/${alice.id}/statuses`,
      `/api/v1/statuses/${root.id}/context`,
    ].filter((path) => app.server.http.hasRoute({ method: "GET", url: path.replaceAll(/\d{5,}/g, ":id") }));
    const post = `/api/v1/statuses/${body.id}`;
    await look("a new post", [post, ...lists], (text) => text.includes(`said ${i}`));
    await send("PUT", post, { status: `meant ${i}` });
    await look("an edit", [post, ...lists], (text) => text.includes(`meant ${i}`));
    if (i % 5 > 0) continue;
    await send("DELETE", post);
    await look("a delete", lists, (text) => !text.includes(body.id));
  }
  expect(misses).toEqual([]);
  expect(reads).toBeGreaterThan(350);
  console.log(`${reads} reads on 3 nodes right after the write on one: 0 misses`);
}, 60_000);

test("promise 20: who listens on any node from the cursor of an answer misses nothing that was acknowledged before it", async () => {
  for (let i = 0; i < 15; i++) {
    const cursor = Number((await nodes[i % 3]!.guest().get("/api/v1/timelines/public")).headers.get("x-cursor"));
    const { id } = await alice.post(`cursor ${i}`);
    const ears = await Promise.all(nodes.map((node) => node.listen(alice, { cursor })));
    for (const ear of ears) {
      expect(ear.heard.map(({ data }) => (data as { id: string }).id)).toContain(id);
      ear.close();
    }
  }
});

test("behind any balancer: a node among others offers WebSockets only, as no two requests of a poll reach the same node", async () => {
  const knock = async (url: string) => (await fetch(`${url}/socket.io/?EIO=4&transport=polling`)).status;
  for (const node of nodes) expect(await knock(node.url)).toBe(400);
  const alone = await startApp();
  expect(await knock(alone.url)).toBe(200);
  await alone.stop();
});

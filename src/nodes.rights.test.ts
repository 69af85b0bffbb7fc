import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Guest, Member, TestApp, TestNode } from "#test/app";
import { registerApp, tokenOf } from "#test/oauth";
import { startRedis } from "#test/redis";
import type { TestRedis } from "#test/redis";
import { within } from "#test/watch";

let redis: TestRedis;
let app: TestApp;
let nodes: TestNode[];
beforeAll(async () => {
  redis = await startRedis();
  app = await startApp({ REDIS_URL: redis.url });
  nodes = [app, await app.secondNode(), await app.secondNode()];
});
afterAll(async () => {
  await app.stop();
  await redis.kill();
});

/** What ends a right, done through the node in the middle; each feature's own tests say with which words. */
const causes: Record<string, (member: Member, browser: Guest, app: { id: string }) => Promise<unknown>> = {
  "a log-out": (_member, browser) => browser.send("POST", "/auth/logout"),
  "a session ended from another device": (member) => member.send("DELETE", "/auth/sessions"),
  "a new password": (member) =>
    member.send("POST", "/auth/password", {
      body: { current: member.password, new: "another horse, another battery" },
    }),
  "an app that is shut out": (member, _browser, { id }) => member.send("DELETE", `/auth/apps/${id}`),
};
const byApp = (cause: string) => cause.startsWith("an app");

async function endsEverywhere(cause: string): Promise<void> {
  const member = await app.member();
  const browser = app.guest();
  await browser.send("POST", "/auth/login", { body: { username: member.username, password: member.password } });
  await browser.refreshCsrf();
  const client = await registerApp(app);
  const token = await tokenOf(app, member, "read", client);
  const ears = await Promise.all(
    nodes.map((node) => (byApp(cause) ? node.listen(node.guest(), { token }) : node.listen(browser))),
  );
  expect(ears.map(({ socket }) => socket.connected)).toEqual([true, true, true]);
  await causes[cause]!(member, browser, client);
  await within(app, 1_000, () => ears.every(({ socket }) => !socket.connected));
  expect([cause, ears.map(({ socket }) => socket.connected)]).toEqual([cause, [false, false, false]]);
}

test.each(Object.keys(causes))(
  "threat 9: a socket outlives no right: %s ends it on three nodes within a second, with Redis and without",
  async (cause) => {
    await endsEverywhere(cause);
    await redis.kill();
    await endsEverywhere(cause);
    await redis.start();
    await expect
      .poll(async () => (await nodes[2]!.guest().get<{ redis: string }>("/health/ready")).body.redis, {
        timeout: 15_000,
      })
      .toBe("ok");
  },
  60_000,
);

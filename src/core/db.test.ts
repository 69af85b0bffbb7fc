import { Client } from "pg";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Member, TestApp } from "#test/app";

let app: TestApp;
let alice: Member;
beforeAll(async () => {
  app = await startApp();
  alice = await app.member();
});
afterAll(() => app.stop());

/** Ends every connection to the test's database and lets none in, or lets them in again. */
async function setAway(away: boolean): Promise<void> {
  const name = new URL(app.databaseUrl).pathname.slice(1);
  const elsewhere = new URL(app.databaseUrl);
  elsewhere.pathname = "/postgres";
  const admin = new Client(elsewhere.href);
  await admin.connect();
  await admin.query(`alter database ${name} allow_connections ${!away}`);
  if (away) await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [name]);
  await admin.end();
}

test("O2 a database away for 3 s means 503s and then all is well, for requests, posts and live connections", async () => {
  const bob = await app.member();
  const ear = await app.listen(bob);
  const statuses = new Set<number>();
  const kept: string[] = [];
  let over = false;
  const writers = Array.from({ length: 6 }, async (_, n) => {
    for (let i = 0; !over; i++) {
      const key = `${n}-${i}`;
      for (let answered = false; !answered;) {
        const answer = await alice.send<{ id: string }>("POST", "/api/v1/statuses", {
          body: { status: key },
          headers: { "idempotency-key": key },
        });
        statuses.add(answer.status);
        answered = answer.status === 200;
        if (answered) kept.push(answer.body.id);
        else await sleep(20);
      }
    }
  });
  await sleep(300);
  await setAway(true);
  await sleep(300);
  const during = await Promise.all(
    ["/health/ready", "/auth/me", "/api/v1/timelines/public", "/api/v2/instance"].map((path) =>
      alice.get<{ error: string }>(path),
    ),
  );
  for (const { status, headers, body } of during)
    expect([status, headers.get("retry-after"), body.error]).toEqual([
      503,
      "1",
      "The server is catching its breath. Try again in a moment.",
    ]);
  expect((await alice.get("/health/live")).status).toBe(200);
  await sleep(2400);
  await setAway(false);
  await expect.poll(async () => (await alice.get("/health/ready")).status, { timeout: 5000 }).toBe(200);
  over = true;
  await Promise.all(writers);
  expect(statuses).toEqual(new Set([200, 503]));
  expect((await alice.get("/auth/me")).status).toBe(200);
  const heard = () => ear.heard.filter((e) => e.type === "post.created").map((e) => (e.data as { id: string }).id);
  await ear.until(() => heard().length >= kept.length, 10_000);
  expect(heard().toSorted()).toEqual(kept.toSorted());
  expect(ear.ended).toEqual([]);
}, 40_000);

test("O2 connections that break in the middle of transactions, again and again, never end the process", async () => {
  const { pathname } = new URL(app.databaseUrl);
  const admin = new Client(app.databaseUrl.replace(pathname, "/postgres"));
  await admin.connect();
  let over = false;
  const statuses = new Set<number>();
  const writers = Array.from({ length: 8 }, async () => {
    while (!over)
      statuses.add((await alice.send("POST", "/api/v1/statuses", { body: { status: "in the storm" } })).status);
  });
  for (let i = 0; i < 40; i++) {
    await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [pathname.slice(1)]);
    await sleep(15);
  }
  over = true;
  await Promise.all(writers);
  await admin.end();
  expect([...statuses].filter((status) => status !== 200 && status !== 503)).toEqual([]);
  await expect.poll(async () => (await alice.get("/health/ready")).status).toBe(200);
}, 30_000);

import { Client } from "pg";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Member, TestApp } from "#test/app";
import { withDatabase } from "#test/database";

let app: TestApp;
let alice: Member;
beforeAll(async () => {
  app = await startApp();
  alice = await app.member();
});
afterAll(() => app.stop());

const name = () => new URL(app.databaseUrl).pathname.slice(1);

/** Does something on a connection of its own to another database of the same server. */
async function asAdmin<T>(work: (admin: Client) => Promise<T>): Promise<T> {
  const admin = new Client(withDatabase(app.databaseUrl, "postgres"));
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

/** Ends every connection of a program to a database. The server's own workers there, its vacuum for one, are not ours to end. */
const endConnections = (admin: Client, database: string, waitMs = 0) =>
  admin.query(
    `select pg_terminate_backend(pid, $2) from pg_stat_activity
     where datname = $1 and backend_type = 'client backend' and pid <> pg_backend_pid()`,
    [database, waitMs],
  );

/** Ends every connection to the test's database and lets none in, or lets them in again. */
const setAway = (away: boolean) =>
  asAdmin(async (admin) => {
    await admin.query(`alter database ${name()} allow_connections ${!away}`);
    // Who was on the way in when the door was shut is there only a moment later.
    for (let i = 0; away && i < 3; i++) {
      await endConnections(admin, name(), 5_000);
      await sleep(100);
    }
  });

/** Runs writers beside a story; when it is over, also by an error, they write their last and are waited for. */
async function beside(count: number, turn: (n: number, i: number) => Promise<void>, story: () => Promise<void>) {
  let over = false;
  const writers = Promise.all(
    Array.from({ length: count }, async (_, n) => {
      for (let i = 0; !over; i++) await turn(n, i);
    }),
  );
  // Whoever fails first is told of below, not as a rejection that nobody handles.
  writers.catch(() => {});
  try {
    await story();
  } finally {
    over = true;
    await writers;
  }
}

test("O2 a database away for 3 s means 503s and then all is well, for requests, posts and live connections", async () => {
  const bob = await app.member();
  const ear = await app.listen(bob);
  const statuses = new Set<number>();
  const kept: string[] = [];
  const post = async (n: number, i: number) => {
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
  };
  await beside(6, post, async () => {
    await expect.poll(() => kept.length).toBeGreaterThan(6);
    try {
      await setAway(true);
      const left = sleep(2700);
      const paths = ["/health/ready", "/auth/me", "/api/v1/timelines/public", "/api/v2/instance"];
      const during = await Promise.all(paths.map((path) => alice.get<{ error: string }>(path)));
      for (const { status, headers, body } of during)
        expect([status, headers.get("retry-after"), body.error]).toEqual([
          503,
          "1",
          "The server is catching its breath. Try again in a moment.",
        ]);
      expect((await alice.get("/health/live")).status).toBe(200);
      await left;
    } finally {
      // A writer tries until it is answered, so whatever failed, the database has to come back.
      await setAway(false);
    }
    await expect.poll(async () => (await alice.get("/health/ready")).status, { timeout: 20_000 }).toBe(200);
  });
  expect(statuses).toEqual(new Set([200, 503]));
  expect((await alice.get("/auth/me")).status).toBe(200);
  const heard = () => ear.heard.filter((e) => e.type === "post.created").map((e) => (e.data as { id: string }).id);
  await ear.until(() => heard().length >= kept.length, 20_000);
  expect(heard().toSorted()).toEqual(kept.toSorted());
  expect(ear.ended).toEqual([]);
}, 90_000);

test("O2 connections that break in the middle of transactions, again and again, never end the process", async () => {
  const statuses = new Set<number>();
  const post = async () => {
    statuses.add((await alice.send("POST", "/api/v1/statuses", { body: { status: "in the storm" } })).status);
  };
  const storm = () =>
    asAdmin(async (admin) => {
      for (let i = 0; i < 40; i++) {
        await endConnections(admin, name());
        await sleep(15);
      }
    });
  await beside(8, post, storm);
  expect([...statuses].filter((status) => status !== 200 && status !== 503)).toEqual([]);
  await expect.poll(async () => (await alice.get("/health/ready")).status, { timeout: 20_000 }).toBe(200);
}, 90_000);

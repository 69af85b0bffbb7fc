import { decodeJwt } from "jose";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Guest, TestApp, TestNode } from "#test/app";

let app: TestApp;
let other: TestNode;
beforeAll(async () => {
  app = await startApp();
  other = await app.secondNode();
});
afterAll(() => app.stop());
afterEach(() => setClock(0));

const minute = 60_000;
const day = 24 * 60 * minute;

/** Moves the clocks of both processes ahead of the real one. */
function setClock(aheadMs: number): void {
  for (const { server } of [app, other]) server.app.clock = () => new Date(Date.now() + aheadMs);
}

const copy = (who: Guest, on: TestNode = app): Guest => {
  const twin = on.guest();
  for (const [name, value] of who.cookies) twin.cookies.set(name, value);
  return twin;
};
const renew = (who: Guest, headers: Record<string, string> = {}) =>
  who.send<{ code?: string }>("POST", "/auth/refresh", { headers });
const me = (who: Guest) => who.get<{ code?: string; expires_at: string }>("/auth/me");
const keyIn = (who: Guest) => decodeJwt<{ key: string }>(who.cookies.get("xm_refresh")!).key;
const sidIn = (who: Guest) => decodeJwt<{ sid: string }>(who.cookies.get("xm_session")!).sid;

test("promise 30: after a quarter of an hour a session is renewed under the same id, and lasts a month from then", async () => {
  const alice = await app.member();
  const [sid, key] = [sidIn(alice), keyIn(alice)];
  setClock(16 * minute);
  const stale = await me(alice);
  expect([stale.status, stale.body.code]).toEqual([401, "expired"]);
  // Also where a stranger may look: a member is not shown what a stranger sees.
  expect((await alice.get("/api/v1/timelines/public")).status).toBe(401);
  expect((await renew(alice)).status).toBe(204);
  expect(sidIn(alice)).toBe(sid);
  expect(keyIn(alice)).not.toBe(key);
  const { status, body } = await me(alice);
  expect(status).toBe(200);
  expect(Date.parse(body.expires_at) - Date.now() - 16 * minute).toBeGreaterThan(30 * day - minute);
  // The CSRF token belongs to the session, so that of before the renewal is good.
  await alice.post("still here");
});

test("promise 30: twenty restarts with a day offline before each, and the member is still in", async () => {
  const alice = await app.member();
  for (let i = 1; i <= 20; i++) {
    await app.restart();
    setClock(i * day);
    expect((await me(alice)).body.code).toBe("expired");
    expect((await renew(alice)).status).toBe(204);
    expect((await me(alice)).status).toBe(200);
  }
}, 180_000);

test("promise 30: a lost answer is forgiven: the key before is answered with the same next key, until that was used", async () => {
  const alice = await app.member();
  const deaf = copy(alice);
  await renew(alice);
  await renew(deaf);
  expect(keyIn(deaf)).toBe(keyIn(alice));
  expect((await me(deaf)).status).toBe(200);
  expect((await renew(deaf)).status).toBe(204);
  expect((await me(deaf)).status).toBe(200);
});

test("promise 30: twenty tabs that renew at once, on two nodes, all go on with one key", async () => {
  const alice = await app.member();
  const tabs = Array.from({ length: 20 }, (_, i) => copy(alice, i % 2 ? other : app));
  const answers = await Promise.all(tabs.map((tab) => renew(tab)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
  expect(new Set(tabs.map(keyIn)).size).toBe(1);
  setClock(16 * minute);
  expect((await renew(tabs.at(-1)!)).status).toBe(204);
});

test("threat 31: a copied key that comes back late ends the session, for the thief and for the member", async () => {
  const lateFor: ((who: Guest) => Promise<unknown>)[] = [
    // Its successor was used: somebody heard the answer.
    async (who) => (await renew(who), await renew(who)),
    async (who) => {
      await renew(who);
      setClock(minute + 1000);
    },
  ];
  for (const makeLate of lateFor) {
    const alice = await app.member();
    const thief = copy(alice);
    await makeLate(alice);
    const ear = await app.listen(alice);
    const refused = await renew(thief);
    expect([
      refused.status,
      refused.headers.getSetCookie().every((line) => /Expires=Thu, 01 Jan 1970/.test(line)),
    ]).toEqual([401, true]);
    expect((await me(alice)).status).toBe(401);
    expect((await renew(alice)).status).toBe(401);
    await expect.poll(() => ear.ended).toContain("reused");
    setClock(0);
  }
});

test("threat 31: what is no key of ours renews nothing and ends nobody's session", async () => {
  const alice = await app.member();
  const thief = app.guest();
  const [head = "", body = ""] = alice.cookies.get("xm_refresh")!.split(".");
  for (const token of ["", "x", `${head}.${body}.`, `${head}.${body}.AAAA`, alice.cookies.get("xm_session")!]) {
    thief.cookies.set("xm_refresh", token);
    expect([token, (await renew(thief)).status]).toEqual([token, 401]);
  }
  // A key that renews is no proof of who somebody is, either.
  thief.cookies.set("xm_session", alice.cookies.get("xm_refresh")!);
  expect((await me(thief)).status).toBe(401);
  expect((await renew(alice)).status).toBe(204);
});

test("threat 31: the database holds no key, only hashes of them", async () => {
  const alice = await app.member();
  const { rows } = await app.server.app.db.execute(sql`select * from sessions`);
  const kept = JSON.stringify(rows);
  expect(kept).not.toContain(keyIn(alice));
  expect(Buffer.from(keyIn(alice), "base64url")).toHaveLength(32);
  await renew(alice);
  expect(kept).not.toContain(keyIn(alice));
});

test("threat 32: a page of another site cannot use a session's key up", async () => {
  const alice = await app.member();
  const key = keyIn(alice);
  const foreign: Record<string, string>[] = [
    { origin: "https://evil.example" },
    { origin: "null" },
    { "sec-fetch-site": "same-site" },
  ];
  for (const headers of foreign) {
    const { status, body, headers: told } = await renew(alice, headers);
    expect([headers, status, body.code, told.getSetCookie()]).toEqual([headers, 403, "csrf", []]);
  }
  expect(keyIn(alice)).toBe(key);
  expect((await renew(alice, { origin: app.url, "sec-fetch-site": "same-origin" })).status).toBe(204);
});

test("the key's cookie goes to /auth only, is never sent with another site's request, and is Secure behind TLS", async () => {
  const alice = await app.member();
  const [, line = ""] = (await renew(alice)).headers.getSetCookie();
  expect(line).toMatch(/^xm_refresh=.*Path=\/auth;.*HttpOnly; SameSite=Strict$/);
  const tls = await startApp({ PUBLIC_URL: "https://community.example" });
  try {
    const { headers } = await renew(await tls.member());
    expect(headers.getSetCookie().at(-1)).toMatch(/^__Secure-xm_refresh=.*HttpOnly; Secure; SameSite=Strict$/);
  } finally {
    await tls.stop();
  }
});

test("a session that nobody used for a month is over; its cookies are taken back and the reader is a visitor", async () => {
  const alice = await app.member();
  await app.server.app.db.execute(sql`update sessions set expires_at = now() where id = ${sidIn(alice)}`);
  setClock(31 * day);
  expect((await me(alice)).body.code).toBe("expired");
  expect((await renew(alice)).status).toBe(401);
  expect([...alice.cookies.keys()].filter((name) => !["xm_guest", "xm_device"].includes(name))).toEqual([]);
  const { status, body } = await me(alice);
  expect([status, body.code]).toEqual([401, undefined]);
  expect((await alice.get("/api/v1/timelines/public")).status).toBe(200);
});

test("while the disk is full a member is renewed and reads on, and the key is turned when there is room again", async () => {
  const alice = await app.member();
  const { db } = app.server.app;
  const key = keyIn(alice);
  await db.execute(sql`create function full_disk() returns trigger language plpgsql
    as $$ begin raise exception 'no space left' using errcode = '53100'; end $$`);
  await db.execute(sql`create trigger full_disk before update on sessions execute function full_disk()`);
  setClock(16 * minute);
  expect((await renew(alice)).status).toBe(204);
  expect((await me(alice)).status).toBe(200);
  expect(keyIn(alice)).toBe(key);
  await db.execute(sql`drop function full_disk cascade`);
  expect((await renew(alice)).status).toBe(204);
  expect(keyIn(alice)).not.toBe(key);
});

test("a connection lives on when the token of its handshake is stale; a new one needs the renewal first", async () => {
  const alice = await app.member();
  const ear = await app.listen(alice, { channels: ["public"] });
  setClock(16 * minute);
  expect((await app.listen(alice)).ended).toEqual(["unauthorized"]);
  const bob = await app.member();
  await bob.post("heard");
  await ear.until((heard) => heard.length > 0);
  await renew(alice);
  expect((await app.listen(alice)).ended).toEqual([]);
});

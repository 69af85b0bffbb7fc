import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startApp } from "#test/app";
import type { Ear, Guest, Member, PostBody, TestApp } from "#test/app";
import { openWire } from "#test/wire";
import { within } from "#test/watch";
import { beatMs } from "./live.contract.ts";

let app: TestApp;
let alice: Member;
let bob: Member;
beforeAll(async () => {
  app = await startApp({ CONNECTIONS_PER_ADDRESS: "400" });
  [alice, bob] = await Promise.all([app.member("alice"), app.member("bob")]);
});
afterAll(() => app.stop());

/** For what is to come, whenever. */
const patient = { timeout: 10_000, interval: 10 };

/** Signs a member in once more, as another browser would. */
async function anotherBrowser({ username, password }: Member): Promise<Guest> {
  const guest = app.guest();
  await guest.refreshCsrf();
  const { status } = await guest.send("POST", "/auth/login", { body: { username, password } });
  expect(status).toBe(200);
  await guest.refreshCsrf();
  return guest;
}

test("L1: who connects and says nothing, or has no session, or a forged one, is out within 2 s", async () => {
  const silent = await openWire(app.url, { cookie: alice.cookieHeader() });
  const nobody = await openWire(app.url);
  nobody.say("40{}");
  const [name, token = ""] = alice.cookieHeader().split("=");
  const [head, , signature] = token.split(".");
  const forged = await openWire(app.url, { cookie: `${name}=${head}.e30.${signature}` });
  forged.say('40{"channels":["public"],"cursor":0}');
  await alice.post("not for them");
  expect(await within(app, 2200, () => [silent, nobody, forged].every((wire) => wire.closed()))).toBe(true);
  for (const wire of [silent, nobody, forged]) expect(wire.got()).not.toContain("not for them");
  expect((await app.listen(app.guest())).ended).toContain("unauthorized");
});

test("threat 32: a page of another site cannot open the channel with a member's cookie", async () => {
  const cookie = alice.cookieHeader();
  for (const [name, value] of [
    ["origin", "https://evil.example"],
    ["origin", "null"],
    ["sec-fetch-site", "cross-site"],
  ] as const) {
    const wire = await openWire(app.url, { cookie, [name]: value });
    expect(wire.got()).toMatch(/^HTTP\/1\.1 4\d\d/);
    wire.destroy();
  }
  const own = await openWire(app.url, { cookie, origin: app.url });
  expect(own.got()).toMatch(/^HTTP\/1\.1 101/);
  own.destroy();
});

test("promise 31 (L2): a log-out in one tab ends the sockets of that session within 1 s, and no other session's", async () => {
  const browser = await anotherBrowser(bob);
  const [tab, otherTab, elsewhere] = [await app.listen(browser), await app.listen(browser), await app.listen(bob)];
  expect((await browser.send("POST", "/auth/logout")).status).toBe(204);
  expect(await within(app, 1000, () => [tab, otherTab].every((ear) => ear.ended.length === 2))).toBe(true);
  expect(tab.ended[0]).toBe("signed-out");
  const after = await alice.post("after the log-out");
  await elsewhere.until((heard) => heard.some((e) => (e.data as PostBody).id === after.id));
  for (const ear of [tab, otherTab]) expect(ear.heard).toEqual([]);
});

test("L2: a log-out on one node ends the session's sockets on another within 1 s", async () => {
  const other = await app.secondNode();
  const browser = await anotherBrowser(bob);
  const ear = await other.listen(browser);
  await browser.send("POST", "/auth/logout");
  expect(await within(app, 1000, () => ear.ended.includes("signed-out"))).toBe(true);
});

test("L2: a log-out while the socket is shaking hands wins, 50 times out of 50", async () => {
  const late: Ear[] = [];
  for (let batch = 0; batch < 10; batch++) {
    const browsers = await Promise.all(Array.from({ length: 5 }, () => anotherBrowser(bob)));
    const pairs = browsers.map(async (browser) => {
      const leaving = sleep(Math.random() * 15).then(() => browser.send("POST", "/auth/logout"));
      const copy = { ...browser, cookies: new Map(browser.cookies), cookieHeader: () => cookie };
      const cookie = browser.cookieHeader();
      late.push(await app.listen(copy, { cursor: 0 }));
      await leaving;
    });
    await Promise.all(pairs);
  }
  await expect.poll(() => late.every((ear) => !ear.socket.connected), patient).toBe(true);
  const hers = await app.listen(alice);
  const after = await alice.post("after all have left");
  await hers.until((heard) => heard.some((e) => (e.data as PostBody).id === after.id));
  for (const ear of late) expect(ear.heard.map((e) => (e.data as PostBody).id)).not.toContain(after.id);
}, 60_000);

test("a socket ends when its session expires, not before, and says why", async () => {
  const browser = await anotherBrowser(bob);
  const { rows } = await app.server.app.db.execute<{ ms: string }>(
    sql`update sessions set expires_at = now() + interval '6 seconds'
        where id = (select max(id) from sessions where account_id = ${bob.id})
        returning extract(epoch from expires_at) * 1000 as ms`,
  );
  const ear = await app.listen(browser);
  expect(ear.socket.connected).toBe(true);
  const end = new Promise<number>((resolve) => ear.socket.once("disconnect", () => resolve(Date.now())));
  expect(await end).toBeGreaterThanOrEqual(Math.floor(Number(rows[0]!.ms)));
  expect(ear.ended[0]).toBe("expired");
});

test("L6: connections from one address are bounded, before and after the handshake", async () => {
  const small = await startApp({ CONNECTIONS_PER_ADDRESS: "20" });
  try {
    // Who says nothing is out after 2 s and makes room, so on a slow machine more than 20 come in, one after the other.
    const counts: number[] = [];
    const wires = await Promise.all(
      Array.from({ length: 80 }, async () => {
        const wire = await openWire(small.url);
        counts.push(small.server.live.count());
        return wire;
      }),
    );
    expect(Math.max(...counts)).toBe(20);
    expect(wires.filter((w) => !w.got().startsWith("HTTP/1.1 101")).length).toBeGreaterThan(0);
    for (const wire of wires) wire.destroy();
    await expect.poll(() => small.server.live.count(), patient).toBe(0);
    const member = await small.member();
    const ears = await Promise.all(Array.from({ length: 40 }, () => small.listen(member)));
    expect(ears.filter((ear) => ear.socket.connected)).toHaveLength(20);
    for (const ear of ears) ear.close();
    await expect.poll(() => small.server.live.count(), patient).toBe(0);
    expect((await small.listen(member)).socket.connected).toBe(true);
  } finally {
    await small.stop();
  }
});

test("garbage on the wire harms nobody", async () => {
  const cookie = alice.cookieHeader();
  const garbage = [
    "40",
    "40null",
    "40[]",
    '40"x"',
    "40{",
    '40{"channels":"public"}',
    '40{"channels":[{},null,7]}',
    '40{"cursor":"0"}',
    '42["subscribe"]',
    '42["subscribe",null]',
    '421["subscribe",null]',
    '421["subscribe",{"channels":{"a":1},"cursor":{}}]',
    '42["subscribe",{"channels":["public"],"cursor":0},"no function"]',
    '42["unsubscribe"]',
    '42["unsubscribe",{"channels":"public"}]',
    '42["event",{}]',
    '42["disconnect"]',
    '42["__proto__",{}]',
    "42[]",
    "42{}",
    '451-["subscribe"]',
    "43",
    "9",
    "6",
    "\u0000",
    "4" + "x".repeat(500),
  ];
  for (const first of ["40{}", undefined])
    for (const line of garbage) {
      const wire = await openWire(app.url, { cookie });
      if (first) wire.say(first);
      wire.say(line);
      await sleep(5);
      wire.destroy();
    }
  const ear = await app.listen(alice);
  const { id } = await bob.post("still here");
  await ear.until((heard) => heard.some((e) => (e.data as PostBody).id === id));
});

test("a client that sends without end is let go", async () => {
  const strict = await startApp({ LIMIT_SOCKET: "50/60" });
  try {
    const ear = await strict.listen(await strict.member(), { channels: [] });
    for (let i = 0; i < 60; i++) ear.socket.emit("unsubscribe", { channels: ["public"] });
    await expect.poll(() => ear.socket.connected, patient).toBe(false);
  } finally {
    await strict.stop();
  }
});

test("promise 6: a socket to which nothing happens hears every 10 s how far the log is", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const quiet = await startApp();
  try {
    const member = await quiet.member();
    const ear = await quiet.listen(member, { channels: [] });
    await member.post("said elsewhere");
    const head = async () => (await quiet.server.app.log.bounds()).head;
    const waited = (holds: () => boolean | Promise<boolean>) => within(quiet, 10_000, holds);
    expect(await waited(() => quiet.server.app.log.position() > ear.cursor())).toBe(true);
    // What a sign-up sets going may still be written in the meantime; the next beat tells of it.
    const levels = async () => {
      vi.advanceTimersByTime(beatMs);
      await sleep(50);
      return ear.cursor() === (await head());
    };
    expect(await waited(levels)).toBe(true);
    expect(ear.heard).toEqual([]);
  } finally {
    await quiet.stop();
    vi.useRealTimers();
  }
});

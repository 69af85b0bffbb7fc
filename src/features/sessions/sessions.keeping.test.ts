import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Ear, Guest, Member, TestApp, TestNode } from "#test/app";
import { startWatch } from "#test/watch";
import type { SignedIn } from "./sessions.contract.ts";

let app: TestApp;
let nodes: TestNode[];
beforeAll(async () => {
  app = await startApp();
  nodes = [app, await app.secondNode(), await app.secondNode()];
});
afterAll(() => app.stop());

const windows =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
const list = async (who: Guest) => (await who.get<SignedIn[]>("/auth/sessions")).body;
const own = async (who: Guest) => (await list(who)).find(({ current }) => current)!;

/** The same member in one more browser. */
async function another(who: Member, headers: Record<string, string> = {}): Promise<Guest> {
  const browser = app.guest();
  const { status } = await browser.send("POST", "/auth/login", {
    body: { username: who.username, password: who.password },
    headers,
  });
  expect(status).toBe(200);
  await browser.refreshCsrf();
  return browser;
}

const change = (who: Guest, current: string, next: string) =>
  who.send<{ details?: Record<string, unknown> }>("POST", "/auth/password", { body: { current, new: next } });

test("a member sees where they are signed in: device, network, since when, last use, and which one this is", async () => {
  const alice = await app.member();
  const phone = await another(alice, { "user-agent": windows });
  const seen = await list(alice);
  expect(seen).toHaveLength(2);
  expect(seen.filter(({ current }) => current)).toHaveLength(1);
  const theirs = seen.find(({ current }) => !current)!;
  expect(theirs).toMatchObject({ browser: "Chrome", system: "Windows", network: "127.0.0.*" });
  expect(Date.parse(theirs.created_at)).toBeLessThanOrEqual(Date.parse(theirs.used_at));
  expect((await own(phone)).id).toBe(theirs.id);
  expect((await list(await app.member())).length).toBe(1);
});

test("an open page hears of a new session and of an ended one, and only its owner's page does", async () => {
  const [alice, bob] = [await app.member(), await app.member()];
  const ears = await Promise.all([alice, bob].map((who) => nodes[1]!.listen(who, { channels: ["sessions"] })));
  const phone = await another(alice);
  const { id } = await own(phone);
  await phone.send("POST", "/auth/logout");
  const told = ({ heard }: Ear) =>
    heard.filter(({ data }) => (data as { id: string }).id === id).map(({ type }) => type);
  await ears[0]!.until((heard) => heard.some(({ type }) => type === "session.ended"));
  expect(ears.map(told)).toEqual([["session.started", "session.ended"], []]);
  expect(JSON.stringify(ears[0]!.heard)).not.toContain("127.0.0");
});

test("the last use is noted at most once a minute, whatever is asked at once", async () => {
  const alice = await app.member();
  const first = (await own(alice)).used_at;
  expect((await own(alice)).used_at).toBe(first);
  await app.server.app.db.execute(
    sql`update sessions set used_at = now() - interval '5 minutes' where account_id = ${alice.id}`,
  );
  await Promise.all(Array.from({ length: 10 }, () => alice.get("/auth/me")));
  expect(Math.abs(Date.parse((await own(alice)).used_at) - Date.now())).toBeLessThan(30_000);
});

test("nobody ends a session that is not theirs, nor learns that it exists", async () => {
  const [alice, bob] = [await app.member(), await app.member()];
  const { id } = await own(alice);
  const foreign = await bob.send("DELETE", `/auth/sessions/${id}`);
  const absent = await bob.send("DELETE", "/auth/sessions/1");
  expect([foreign.status, foreign.text]).toEqual([404, absent.text]);
  expect((await alice.get("/auth/me")).status).toBe(200);
  expect((await app.guest().get("/auth/sessions")).status).toBe(401);
});

type Cause = { reason: string; end: (victim: Guest, member: Member) => Promise<unknown> };
const causes: Record<string, Cause> = {
  "a log-out": { reason: "signed-out", end: (victim) => victim.send("POST", "/auth/logout") },
  "a new log-in in its browser": {
    reason: "replaced",
    end: (victim, { username, password }) => victim.send("POST", "/auth/login", { body: { username, password } }),
  },
  "ending it from another device": {
    reason: "revoked",
    end: async (victim, member) => member.send("DELETE", `/auth/sessions/${(await own(victim)).id}`),
  },
  "ending it itself": {
    reason: "signed-out",
    end: async (victim) => victim.send("DELETE", `/auth/sessions/${(await own(victim)).id}`),
  },
  "ending all others": { reason: "revoked", end: (_victim, member) => member.send("DELETE", "/auth/sessions") },
  "a new password from another device": {
    reason: "password",
    end: (_victim, member) => change(member, member.password, "quite another one"),
  },
  "a new password in its browser": {
    reason: "replaced",
    end: (victim, member) => change(victim, member.password, "quite another one"),
  },
  "a copy of its key": {
    reason: "reused",
    end: async (victim) => {
      const thief = app.guest();
      for (const [name, value] of victim.cookies) thief.cookies.set(name, value);
      await thief.send("POST", "/auth/refresh");
      await thief.send("POST", "/auth/refresh");
      await victim.send("POST", "/auth/refresh");
    },
  },
};

/** Milliseconds until each was told why it is over. */
async function timeToEnd(ears: Ear[], reason: string): Promise<number> {
  const passed = startWatch(app);
  await expect
    .poll(() => ears.map((ear) => ear.ended[0]), { timeout: 10_000, interval: 10 })
    .toEqual(ears.map(() => reason));
  return passed();
}

test.each(Object.entries(causes))(
  "threat 9: %s ends every socket of the session within a second, on three nodes",
  async (_cause, { reason, end }) => {
    const member = await app.member();
    const victim = await another(member);
    const kept = app.guest();
    for (const [name, value] of victim.cookies) kept.cookies.set(name, value);
    const ears = await Promise.all(nodes.map((node) => node.listen(victim, { channels: ["public"] })));
    const bob = await app.member();
    const witness = await app.listen(bob, { channels: ["public"] });
    await end(victim, member);
    expect(await timeToEnd(ears, reason)).toBeLessThan(1000);
    await bob.post("after it");
    await witness.until((heard) => heard.length > 0);
    expect(ears.map((ear) => ear.heard)).toEqual(ears.map(() => []));
    for (const node of nodes) {
      const old = node.guest();
      for (const [name, value] of kept.cookies) old.cookies.set(name, value);
      expect((await old.get("/auth/me")).status).toBe(401);
      expect((await node.listen(old)).ended).toEqual(["unauthorized"]);
    }
  },
);

test("threat 9: a session that expires ends its sockets within a second, on three nodes", async () => {
  const alice = await app.member();
  // Long enough for a busy machine to connect three times.
  const end = Date.now() + 4000;
  await app.server.app.db.execute(
    sql`update sessions set expires_at = ${new Date(end)} where account_id = ${alice.id}`,
  );
  const ears = await Promise.all(nodes.map((node) => node.listen(alice)));
  await sleep(end - Date.now());
  expect(await timeToEnd(ears, "expired")).toBeLessThan(1000);
  expect((await alice.get("/auth/me")).status).toBe(401);
});

test("threat 31: a new password makes a new session here, ends the rest, and is the only one from then on", async () => {
  const alice = await app.member();
  const phone = await another(alice);
  const before = new Map(alice.cookies);
  const sid = (await own(alice)).id;
  const { status } = await change(alice, alice.password, "quite another one");
  expect(status).toBe(200);
  await alice.refreshCsrf();
  const [now, ...rest] = await list(alice);
  expect([now?.current, now?.id === sid, rest]).toEqual([true, false, []]);
  await alice.post("goes on");
  expect((await phone.get("/auth/me")).status).toBe(401);
  expect((await phone.send("POST", "/auth/refresh")).status).toBe(401);
  const old = app.guest();
  for (const [name, value] of before) old.cookies.set(name, value);
  expect((await old.get("/auth/me")).status).toBe(401);
  expect((await old.send("POST", "/auth/refresh")).status).toBe(401);
  const enter = (password: string) =>
    app.guest().send("POST", "/auth/login", { body: { username: alice.username, password } });
  expect((await enter(alice.password)).status).toBe(401);
  expect((await enter("quite another one")).status).toBe(200);
});

test("a new password needs the present one and has to be a good one, said at its field", async () => {
  const alice = await app.member();
  const wrongOne = await change(alice, "not my password", "quite another one");
  expect([wrongOne.status, Object.keys(wrongOne.body.details ?? {})]).toEqual([422, ["current"]]);
  for (const bad of ["short", "x".repeat(257), "nul\0nul\0nul", "\ud800 is half a character"]) {
    const { status, body } = await change(alice, alice.password, bad);
    expect([bad, status, Object.keys(body.details ?? {})]).toEqual([bad, 422, ["new"]]);
  }
  expect((await alice.get("/auth/me")).status).toBe(200);
});

test("threat 31: of two new passwords at once one wins, and a log-in with the old one does not slip through", async () => {
  const alice = await app.member();
  const phone = await another(alice);
  const logIns = Array.from({ length: 6 }, () => app.guest());
  const [first, second] = await Promise.all([
    change(alice, alice.password, "the first new one"),
    change(phone, alice.password, "the second new one"),
    ...logIns.map((guest) =>
      guest.send("POST", "/auth/login", { body: { username: alice.username, password: alice.password } }),
    ),
  ]);
  expect([first, second].filter((answer) => answer?.status === 200)).toHaveLength(1);
  const { rows } = await app.server.app.db.execute(sql`select id from sessions where account_id = ${alice.id}`);
  expect(rows).toHaveLength(1);
  for (const guest of logIns) expect((await guest.get("/auth/me")).status).toBe(401);
});

test("trying out the present password at an open browser is slowed down", async () => {
  const slow = await startApp({ LIMIT_LOGIN: "5/60" });
  try {
    const alice = await slow.member();
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) => change(alice, `guess number ${i}`, "quite another one")),
    );
    expect(answers.filter(({ status }) => status === 422)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(7);
  } finally {
    await slow.stop();
  }
});

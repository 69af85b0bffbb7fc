import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Guest, Member, TestApp } from "#test/app";
import { createAuthenticator } from "#test/authenticator";
import type { Odd } from "#test/authenticator";
import type { Passkey } from "./passkeys.contract.ts";

type Options = { challenge: string; rp: { id: string }; rpId: string; user: { id: string } };
type Who = Pick<Member, "send" | "get" | "password">;

const origin = "https://community.example";
let app: TestApp;
beforeAll(async () => {
  app = await startApp({ PUBLIC_URL: origin });
});
afterAll(() => app.stop());

const key = () => createAuthenticator(origin);
const offer = async (who: Who, password = who.password) =>
  (await who.send<Options>("POST", "/auth/passkeys/options", { body: { password } })).body;
const store = (who: Who, response: object, name = "my key") =>
  who.send<Passkey & { error: string }>("POST", "/auth/passkeys", { body: { name, response } });
const list = async (who: Who) => (await who.get<Passkey[]>("/auth/passkeys")).body;
const ask = async (guest: Guest) => (await guest.send<Options>("POST", "/auth/passkeys/login/options")).body;
const enter = (guest: Guest, response: object) =>
  guest.send<{ username: string; error: string }>("POST", "/auth/passkeys/login", { body: { response } });

async function memberWithKey(at = app, authenticator = key()) {
  const who = await at.member();
  const { body } = await store(who, authenticator.make(await offer(who)));
  return { who, authenticator, id: body.id };
}

test("promise 32: a passkey is added with the password, opens its account without a name, and is noted as used", async () => {
  const { who, authenticator, id } = await memberWithKey();
  expect(await list(who)).toEqual([{ id, name: "my key", created_at: expect.any(String), last_used_at: null }]);
  const guest = app.guest();
  const options = await ask(guest);
  expect(options).toMatchObject({ rpId: "community.example", userVerification: "required" });
  expect(options).not.toHaveProperty("allowCredentials");
  const answer = await enter(guest, authenticator.use(options));
  expect(answer).toMatchObject({ status: 200, body: { username: who.username, account: { id: who.id } } });
  expect(answer.headers.get("set-cookie")).toMatch(/__Host-xm_session=.*HttpOnly; Secure; SameSite=Lax/);
  expect((await guest.get("/auth/me")).status).toBe(200);
  expect((await list(who))[0]!.last_used_at).toEqual(expect.any(String));
});

test("promise 32: one that is removed opens nothing any more, and the password still does", async () => {
  const { who, authenticator, id } = await memberWithKey();
  expect((await who.send("DELETE", `/auth/passkeys/${id}`)).status).toBe(204);
  expect((await who.send("DELETE", `/auth/passkeys/${id}`)).status).toBe(404);
  expect(await list(who)).toEqual([]);
  const guest = app.guest();
  expect((await enter(guest, authenticator.use(await ask(guest)))).status).toBe(401);
  const { username, password } = who;
  expect((await guest.send("POST", "/auth/login", { body: { username, password } })).status).toBe(200);
});

test("none is offered without the password, nor to somebody who is not signed in", async () => {
  const who = await app.member();
  const path = "/auth/passkeys/options";
  const wrong = await who.send<object>("POST", path, { body: { password: "a wrong password" } });
  expect(wrong).toMatchObject({ status: 422, body: { details: { password: [{ error: "ERR_INVALID" }] } } });
  expect((await who.send("POST", path, { body: {} })).status).toBe(422);
  expect((await app.guest().send("POST", path, { body: { password: who.password } })).status).toBe(401);
  expect((await app.guest().get("/auth/passkeys")).status).toBe(401);
});

describe("a new passkey is refused", () => {
  const odd: [string, Odd][] = [
    ["for another challenge", { challenge: Buffer.from("another").toString("base64url") }],
    ["from another origin", { origin: "https://evil.example" }],
    ["for another site", { rpId: "evil.example" }],
    ["of nobody who unlocked it", { unlocked: false }],
    ["that was a log-in", { type: "webauthn.get" }],
  ];
  test.each(odd)("%s", async (_why, wrong) => {
    const who = await app.member();
    expect((await store(who, key().make(await offer(who), wrong))).status).toBe(422);
    expect(await list(who)).toEqual([]);
  });

  test("when its challenge was another member's, was for a log-in, or was answered already", async () => {
    const [who, other] = [await app.member(), await app.member()];
    const mine = await offer(who);
    expect((await store(who, key().make(await offer(other)))).status).toBe(422);
    const { challenge } = await ask(app.guest());
    expect((await store(who, key().make(mine, { challenge }))).status).toBe(422);
    const twice = await Promise.all([store(who, key().make(mine)), store(who, key().make(mine))]);
    expect(twice.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 422]);
  });

  test("when it is here already, whoever has it, and says so", async () => {
    const { who, authenticator } = await memberWithKey();
    const other = await app.member();
    for (const one of [who, other]) {
      const { status, body } = await store(one, authenticator.make(await offer(one)));
      expect([status, body.error]).toEqual([422, "This passkey has been added already."]);
    }
    expect(await list(other)).toEqual([]);
  });

  test("threat 13: with a certificate, so that nobody chooses an address for the server to fetch", async () => {
    let asked = 0;
    const trap = createServer((_request, response) => void (asked++, response.end()));
    await new Promise<void>((done) => trap.listen(0, "127.0.0.1", done));
    const who = await app.member();
    const address = `http://127.0.0.1:${(trap.address() as AddressInfo).port}/list.crl`;
    for (const fmt of ["packed", "fido-u2f", "tpm", "apple", "android-key", "android-safetynet"]) {
      const attStmt = new Map([["x5c", [Uint8Array.from(Buffer.from(address))]]]);
      expect((await store(who, key().make(await offer(who), { statement: { fmt, attStmt } }))).status).toBe(422);
    }
    expect(asked).toBe(0);
    trap.close();
  });

  test("when it is no passkey at all", async () => {
    const who = await app.member();
    const good = key().make(await offer(who));
    const bad = [{}, [], "x", { ...good, id: "%%" }, { ...good, type: "password" }, { ...good, response: {} }];
    for (const response of bad) expect((await store(who, response)).status).toBe(422);
    for (const response of [
      { ...good, id: "AAAA" },
      { ...good, response: { ...good.response, clientDataJSON: "AAAA" } },
      { ...good, response: { ...good.response, attestationObject: "AAAA" } },
    ])
      expect((await store(who, response)).status).toBe(422);
  });
});

describe("a log-in by passkey is refused, in the same words whatever was wrong,", () => {
  const odd: [string, Odd][] = [
    ["for another challenge", { challenge: Buffer.from("another").toString("base64url") }],
    ["from another origin", { origin: "https://evil.example" }],
    ["for another site", { rpId: "evil.example" }],
    ["when nobody unlocked it", { unlocked: false }],
    ["when its counter went back: there may be a copy", { counter: 1 }],
    ["when it names another member", { userHandle: Buffer.from("1").toString("base64url") }],
  ];
  test.each(odd)("%s", async (_why, wrong) => {
    const { authenticator } = await memberWithKey();
    const guest = app.guest();
    const answer = await enter(guest, authenticator.use(await ask(guest), wrong));
    const unknown = await enter(guest, createAuthenticator(origin).use(await ask(guest)));
    expect([answer.status, answer.text]).toEqual([401, unknown.text]);
    expect(guest.cookies.size).toBe(0);
  });

  test("when its answer is sent twice, also at the same moment, and also from elsewhere", async () => {
    const { authenticator } = await memberWithKey(app, createAuthenticator(origin, { counts: false }));
    const [one, two] = [app.guest(), app.guest()];
    const proof = authenticator.use(await ask(one));
    const both = await Promise.all([enter(one, proof), enter(two, proof)]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401]);
    expect((await enter(app.guest(), proof)).status).toBe(401);
    const next = app.guest();
    expect((await enter(next, authenticator.use(await ask(next)))).status).toBe(200);
  });

  test("with a challenge for a new passkey, or one that is older than five minutes", async () => {
    const { who, authenticator } = await memberWithKey();
    const guest = app.guest();
    const options = await ask(guest);
    const { challenge } = await offer(who);
    expect((await enter(guest, authenticator.use(options, { challenge }))).status).toBe(401);
    const shared = app.server.app;
    const { clock } = shared;
    const later = (minutes: number) => () => new Date(Date.now() + minutes * 60_000);
    // Requests copy the process's context when they come.
    try {
      shared.clock = later(6);
      expect((await enter(guest, authenticator.use(options))).status).toBe(401);
      shared.clock = later(4);
      expect((await enter(guest, authenticator.use(options))).status).toBe(200);
    } finally {
      shared.clock = clock;
    }
  });
});

test("threat 5: a passkey of another member does not exist: it is neither renamed nor removed nor listed", async () => {
  const { who, id } = await memberWithKey();
  const other = await app.member();
  const absent = await other.send("DELETE", "/auth/passkeys/1");
  const removed = await other.send("DELETE", `/auth/passkeys/${id}`);
  const renamed = await other.send("PUT", `/auth/passkeys/${id}`, { body: { name: "mine now" } });
  for (const answer of [removed, renamed]) expect([answer.status, answer.text]).toEqual([404, absent.text]);
  expect(await list(other)).toEqual([]);
  expect(await list(who)).toMatchObject([{ id, name: "my key" }]);
});

test("a name says something, in at most 60 characters, and can be changed", async () => {
  const { who, id } = await memberWithKey();
  const rename = (name: string) => who.send<Passkey>("PUT", `/auth/passkeys/${id}`, { body: { name } });
  for (const name of ["", "   ", "x".repeat(61), "a\u0000b"]) expect((await rename(name)).status).toBe(422);
  expect((await rename(" 내 휴대폰 📱 ")).body.name).toBe("내 휴대폰 📱");
  expect((await rename("👩‍👩‍👧‍👦".repeat(60))).status).toBe(200);
  expect((await store(who, key().make(await offer(who)), " ")).status).toBe(422);
});

test("an account has at most 100 passkeys, also when several are added at the same moment", async () => {
  const { who } = await memberWithKey();
  const offers = await Promise.all([offer(who), offer(who), offer(who)]);
  await app.server.app.db.execute(sql`
    insert into passkeys (account_id, credential_id, public_key, counter, transports, name, created_at)
    select ${who.id}, 'seeded-' || n, '', 0, '{}', 'seeded', now() from generate_series(1, 98) n`);
  const added = await Promise.all(offers.map((options) => store(who, key().make(options))));
  expect(added.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 422, 422]);
  expect(await list(who)).toHaveLength(100);
  const late = await who.send<{ error: string }>("POST", "/auth/passkeys/options", {
    body: { password: who.password },
  });
  expect(late).toMatchObject({ status: 422, body: { error: expect.stringContaining("100") } });
});

test("a guesser is slowed per network, and whoever succeeds is not counted", async () => {
  const small = await startApp({ PUBLIC_URL: origin, LIMIT_LOGIN: "3/60" });
  try {
    const { authenticator } = await memberWithKey(small);
    const guest = () => small.guest();
    for (let n = 0; n < 5; n++) {
      const one = guest();
      expect((await enter(one, authenticator.use(await ask(one)))).status).toBe(200);
    }
    const wrong = async () => (await enter(guest(), key().use(await ask(guest())))).status;
    expect([await wrong(), await wrong(), await wrong(), await wrong()]).toEqual([401, 401, 401, 429]);
  } finally {
    await small.stop();
  }
});

test("a member's open pages hear of a change to their passkeys, and nobody else's do", async () => {
  const { who, authenticator, id } = await memberWithKey();
  const ears = await Promise.all([who, await app.member()].map((one) => app.listen(one, { channels: ["passkeys"] })));
  await who.send("PUT", `/auth/passkeys/${id}`, { body: { name: "renamed" } });
  const guest = app.guest();
  await enter(guest, authenticator.use(await ask(guest)));
  await who.send("DELETE", `/auth/passkeys/${id}`);
  const kinds = ["passkey.renamed", "passkey.used", "passkey.removed"];
  await ears[0]!.until((heard) => heard.length === 3);
  expect(ears[0]!.heard.map(({ type, data }) => [type, data])).toEqual(kinds.map((type) => [type, { id }]));
  expect(ears[1]!.heard).toEqual([]);
});

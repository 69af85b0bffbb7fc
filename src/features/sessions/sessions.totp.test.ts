import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Guest, Member, TestApp } from "#test/app";
import { letterTo, lettersTo, tokenIn } from "#test/letters";

let app: TestApp;
let shift = 0;
beforeAll(async () => {
  app = await startApp();
  move(app);
});
afterAll(() => app.stop());

const start = Date.now();
/** The server's clock for codes. It stands, so that no code gets older on its way; tests move it on. */
const move = (on: TestApp) => void (on.server.app.clock = () => new Date(start + shift));
const next = () => void (shift += 30_000);

type Setup = { secret: string; uri: string; qr: string };
type Codes = { recovery_codes: string[]; details?: Record<string, unknown> };
type Refused = { code?: string; username?: string; details?: Record<string, unknown> };
const codeOf = (secret: string, late = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: start + shift + late });
const logIn = (who: Member, guest: Guest, password = who.password) =>
  guest.send<Refused>("POST", "/auth/login", { body: { username: who.username, password } });
const sendCode = (guest: Guest, code: string, headers = {}) =>
  guest.send<Refused>("POST", "/auth/login/code", { body: { code }, headers });

async function protect(who: Member): Promise<{ secret: string; codes: string[] }> {
  const setup = await who.send<Setup>("POST", "/auth/two-factor", { body: { password: who.password } });
  expect(setup.status).toBe(201);
  const { secret } = setup.body;
  const { status, body } = await who.send<Codes>("POST", "/auth/two-factor/confirm", {
    body: { code: codeOf(secret) },
  });
  expect(status).toBe(200);
  next();
  return { secret, codes: body.recovery_codes };
}
async function stepOne(who: Member): Promise<Guest> {
  const guest = app.guest();
  expect((await logIn(who, guest)).body.code).toBe("second-step");
  return guest;
}

test("an app is set up with a picture and a first code, and from then on a log-in takes two steps", async () => {
  const member = await app.member();
  await app.guest().send("POST", "/auth/email/verify", { body: { token: tokenIn(await letterTo(app, member.email)) } });
  const wrongOne = await member.send<Codes>("POST", "/auth/two-factor", { body: { password: "not the password" } });
  expect([wrongOne.status, Object.keys(wrongOne.body.details ?? {})]).toEqual([422, ["password"]]);
  const { body } = await member.send<Setup>("POST", "/auth/two-factor", { body: { password: member.password } });
  expect(body.uri).toContain(`otpauth://totp/X-Messenger:${member.username}?`);
  expect(body.qr).toMatch(/^<svg /);
  expect((await logIn(member, app.guest())).status).toBe(200);
  expect((await member.send("POST", "/auth/two-factor/confirm", { body: { code: "000000" } })).status).toBe(422);
  const done = await member.send<Codes>("POST", "/auth/two-factor/confirm", { body: { code: codeOf(body.secret) } });
  expect(new Set(done.body.recovery_codes).size).toBe(10);
  const subjects = async () => (await lettersTo(app, member.email)).map(({ subject }) => subject);
  await expect.poll(subjects, { timeout: 20_000 }).toContain("Two-step log-in is on at X-Messenger");
  next();
  const guest = app.guest();
  const refused = await logIn(member, guest);
  expect([refused.status, refused.body.code, guest.cookies.has("xm_session")]).toEqual([401, "second-step", false]);
  expect(refused.headers.get("set-cookie")).toMatch(/xm_step=[^;]+;.*HttpOnly; SameSite=Strict/);
  const spaced = codeOf(body.secret).replace(/^.../, "$& ");
  expect((await sendCode(guest, spaced)).body.username).toBe(member.username);
  expect((await guest.get("/auth/me")).status).toBe(200);
  expect(guest.cookies.has("xm_step")).toBe(false);
});

test("a wrong password is refused as ever, whether or not the account asks for a code", async () => {
  const [plain, guarded] = [await app.member(), await app.member()];
  await protect(guarded);
  const answers = await Promise.all([plain, guarded].map((who) => logIn(who, app.guest(), "not the password")));
  expect(answers[0]!.text).toBe(answers[1]!.text);
  expect(answers[1]!.headers.getSetCookie().join()).not.toContain("xm_step");
});

test("each code works once, also when it comes ten times at once, and only in its time", async () => {
  const member = await app.member();
  const { secret } = await protect(member);
  const guests = await Promise.all(Array.from({ length: 10 }, () => stepOne(member)));
  const code = codeOf(secret);
  const answers = await Promise.all(guests.map((guest) => sendCode(guest, code)));
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, ...Array<number>(9).fill(422)]);
  next();
  expect((await sendCode(await stepOne(member), code)).status).toBe(422);
  for (const late of [-90_000, -60_000, 60_000, 90_000])
    expect([late, (await sendCode(await stepOne(member), codeOf(secret, late))).status]).toEqual([late, 422]);
  expect((await sendCode(await stepOne(member), codeOf(secret, 30_000))).status).toBe(200);
  // The present one is older than the one that was used.
  expect((await sendCode(await stepOne(member), codeOf(secret))).status).toBe(422);
  next();
});

test("a recovery code works once in place of the app, however it is typed", async () => {
  const member = await app.member();
  const { codes } = await protect(member);
  const [first = "", second = ""] = codes;
  expect((await sendCode(await stepOne(member), first)).status).toBe(200);
  expect((await sendCode(await stepOne(member), first)).status).toBe(422);
  expect((await sendCode(await stepOne(member), ` ${second.replace("-", " ").toUpperCase()} `)).status).toBe(200);
  const left = await member.get<{ enabled: boolean; recovery_codes_left: number }>("/auth/two-factor");
  expect(left.body).toEqual({ enabled: true, recovery_codes_left: 8 });
  const other = await app.member();
  await protect(other);
  expect((await sendCode(await stepOne(other), codes[2]!)).status).toBe(422);
});

test("new recovery codes and switching off take the password and a code", async () => {
  const member = await app.member();
  const { secret, codes } = await protect(member);
  const send = <T>(path: string, body: object) => member.send<T>("POST", `/auth/two-factor/${path}`, { body });
  const { password } = member;
  for (const path of ["recovery-codes", "disable"]) {
    expect((await send(path, { password: "not the password", code: codeOf(secret) })).status).toBe(422);
    expect((await send(path, { password, code: "000000" })).status).toBe(422);
    expect((await send(path, { password })).status).toBe(422);
  }
  const fresh = await send<Codes>("recovery-codes", { password, code: codeOf(secret) });
  expect(fresh.body.recovery_codes).toHaveLength(10);
  expect((await sendCode(await stepOne(member), codes[0]!)).status).toBe(422);
  expect((await member.send("POST", "/auth/two-factor", { body: { password } })).status).toBe(409);
  expect((await send("disable", { password, code: fresh.body.recovery_codes[0]! })).status).toBe(204);
  expect((await logIn(member, app.guest())).status).toBe(200);
  const again = await protect(member);
  expect((await sendCode(await stepOne(member), fresh.body.recovery_codes[1]!)).status).toBe(422);
  expect((await sendCode(await stepOne(member), codeOf(again.secret))).status).toBe(200);
  next();
});

test("a ticket is no session, a session is no ticket, and neither is one of a password that is changed", async () => {
  const member = await app.member();
  const { secret } = await protect(member);
  const guest = await stepOne(member);
  const ticket = guest.cookies.get("xm_step")!;
  const thief = app.guest();
  thief.cookies.set("xm_session", ticket);
  expect((await thief.get("/auth/me")).status).toBe(401);
  for (const forged of ["", "x", ticket.slice(0, -3), member.cookies.get("xm_session")!]) {
    const other = app.guest();
    other.cookies.set("xm_step", forged);
    expect((await sendCode(other, codeOf(secret))).body.code).toBe("start-over");
  }
  expect((await sendCode(app.guest(), codeOf(secret))).body.code).toBe("start-over");
  await app.server.app.db.$client.query(
    "update logins set password_hash = password_hash || ' ' where account_id = $1",
    [member.id],
  );
  expect((await sendCode(guest, codeOf(secret))).body.code).toBe("start-over");
});

test("threat 11: guessing codes is stopped for the account, and its owner still comes in by a recovery code", async () => {
  const strict = await startApp({ LIMIT_CODE: "5/60", TRUST_PROXY: "1" });
  try {
    move(strict);
    const member = await strict.member();
    const { codes } = await protect(member);
    const guest = strict.guest();
    await logIn(member, guest);
    const guesses = await Promise.all(
      Array.from({ length: 20 }, (_, i) => sendCode(guest, String(100_000 + i), { "x-forwarded-for": `6.6.6.${i}` })),
    );
    expect(guesses.filter(({ status }) => status === 422)).toHaveLength(5);
    expect(guesses.filter(({ status }) => status === 429)).toHaveLength(15);
    expect((await sendCode(guest, codes[0]!, { "x-forwarded-for": "7.7.7.7" })).status).toBe(200);
  } finally {
    await strict.stop();
  }
});

test("the database alone makes no codes: the app's secret is sealed and recovery codes are hashed", async () => {
  const member = await app.member();
  const { secret, codes } = await protect(member);
  const { $client } = app.server.app.db;
  const { rows } = await $client.query(
    "select t::text as row from totps t union all select r::text from recovery_codes r",
  );
  const kept = JSON.stringify(rows);
  for (const word of [secret, ...codes, ...codes.map((code) => code.replace("-", ""))])
    expect(kept).not.toContain(word);
});

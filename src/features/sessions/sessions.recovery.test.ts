import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Answer, Member, TestApp } from "#test/app";
import { letterTo, lettersTo, tokenIn } from "#test/letters";

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

type Address = { email: string; verified: boolean; pending: string | null };
const address = async (who: Member) => (await who.get<Address>("/auth/email")).body;
const verify = (token: string) => app.guest().send("POST", "/auth/email/verify", { body: { token } });
const forgot = (email: string, on = app) => on.guest().send<object>("POST", "/auth/reset", { body: { email } });
const choose = (token: string, password: string) =>
  app.guest().send<{ code?: string; details?: object }>("POST", "/auth/reset/confirm", { body: { token, password } });
const enter = async (who: Member, password: string, headers = {}) =>
  (await app.guest().send("POST", "/auth/login", { body: { username: who.username, password }, headers })).status;

async function proven(more = {}): Promise<Member> {
  const member = await app.member(undefined, more);
  expect((await verify(tokenIn(await letterTo(app, member.email)))).status).toBe(204);
  return member;
}

test("a newcomer's address is their own once the link was opened, and the link works once", async () => {
  const member = await app.member();
  expect(await address(member)).toEqual({ email: member.email, verified: false, pending: null });
  const letter = await letterTo(app, member.email);
  expect(letter.subject).toBe("Confirm your address for X-Messenger");
  expect(letter.text).toContain(`@${member.username}`);
  expect(letter.html).toContain(`/verify#token=${tokenIn(letter)}`);
  // Opening the page changes nothing: mail programs look at links before people do.
  await app.guest().get("/verify");
  expect((await address(member)).verified).toBe(false);
  expect((await verify(tokenIn(letter))).status).toBe(204);
  expect((await address(member)).verified).toBe(true);
  expect((await verify(tokenIn(letter))).status).toBe(422);
});

test("a link is worthless when it is old, made up, of another kind, or taken by ten at once", async () => {
  const member = await app.member();
  const token = tokenIn(await letterTo(app, member.email));
  for (const other of ["", "x", token.slice(1), `${token}x`, "x".repeat(200)])
    expect((await verify(other)).status).toBe(422);
  expect((await choose(token, "another password")).body.code).toBe("link");
  const { $client } = app.server.app.db;
  await $client.query("update proofs set expires_at = now() - interval '1 second' where account_id = $1", [member.id]);
  expect((await verify(token)).status).toBe(422);
  await member.send("POST", "/auth/email/resend");
  const again = tokenIn(await letterTo(app, member.email, 2));
  const answers = await Promise.all(Array.from({ length: 10 }, () => verify(again)));
  expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
});

test("A13 whoever gives an address that is taken learns nothing of it, and its owner hears of them", async () => {
  const owner = await proven();
  const free = await app.member();
  const thief = await app.member(undefined, { email: owner.email.toUpperCase() });
  expect({ ...(await address(thief)), email: "" }).toEqual({ ...(await address(free)), email: "" });
  const notice = await letterTo(app, owner.email, 2);
  expect(notice.subject).toContain("Somebody gave your address");
  expect(notice.text).toContain(`@${owner.username}`);
  expect([tokenIn(notice), notice.text.includes(thief.username)]).toEqual(["", false]);
  const ask = (who: Member, email: string) =>
    who.send<Address>("POST", "/auth/email", { body: { email, password: who.password } });
  const [taken, open] = [await ask(thief, owner.email), await ask(free, "open@example.org")];
  expect([taken.status, taken.body.pending]).toEqual([open.status, owner.email]);
  expect(open.body.pending).toBe("open@example.org");
  expect(await lettersTo(app, owner.email.toUpperCase())).toEqual([]);
});

test("of two accounts that were promised one address, the first to prove it has it", async () => {
  const email = "race@example.org";
  const pair = [await app.member(undefined, { email }), await app.member(undefined, { email })];
  const tokens = [tokenIn(await letterTo(app, email, 1)), tokenIn(await letterTo(app, email, 2))];
  const answers = await Promise.all(tokens.map(verify));
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 422]);
  const states = await Promise.all(pair.map(address));
  expect(states.filter(({ verified }) => verified)).toHaveLength(1);
});

test("a forgotten password is chosen anew by the link, everybody is logged out, and the member is told", async () => {
  const member = await proven();
  const ear = await app.listen(member);
  expect((await forgot(member.email.toUpperCase())).status).toBe(202);
  const token = tokenIn(await letterTo(app, member.email, 2));
  expect((await choose(token, "short")).status).toBe(422);
  expect((await choose(token, "a new good password")).status).toBe(204);
  expect((await letterTo(app, member.email, 3)).subject).toContain("was changed");
  expect((await member.get("/auth/me")).status).toBe(401);
  await expect.poll(() => ear.ended.length).toBeGreaterThan(0);
  expect([await enter(member, member.password), await enter(member, "a new good password")]).toEqual([401, 200]);
  expect((await choose(token, "yet another password")).body.code).toBe("link");
});

test("threat 30: asking for a new password is answered alike, and as fast, for an address that is known and one that is not", async () => {
  const member = await proven();
  const took: Record<"known" | "unknown", number[]> = { known: [], unknown: [] };
  const answers = new Set<string>();
  const seen = ({ status, text, headers }: Answer<unknown>) =>
    answers.add(JSON.stringify([status, text, [...headers.keys()].filter((name) => name !== "date")]));
  for (let i = 0; i < 60; i++) {
    const turns = [["known", member.email] as const, ["unknown", `nobody${i}@example.org`] as const];
    for (const [kind, email] of i % 2 ? turns : turns.toReversed()) {
      const start = performance.now();
      seen(await forgot(email));
      took[kind].push(performance.now() - start);
    }
  }
  const median = (times: number[]) => times.toSorted((a, b) => a - b)[30]!;
  const [a, b] = [median(took.known), median(took.unknown)];
  expect(answers.size).toBe(1);
  expect(Math.max(a, b) / Math.min(a, b)).toBeLessThan(1.5);
  expect((await forgot("no address")).status).toBe(422);
  // However often somebody asks, the mailbox is not flooded.
  await expect.poll(async () => (await lettersTo(app, member.email)).length, { timeout: 30_000 }).toBe(6);
  await expect
    .poll(
      async () =>
        (await app.server.app.db.$client.query("select from readers, log_head where readers.seq < log_head.seq"))
          .rowCount,
      { timeout: 15_000 },
    )
    .toBe(0);
  expect(await lettersTo(app, member.email)).toHaveLength(6);
});

test("threat 11: asking for letters is counted, by network and by account", async () => {
  const strict = await startApp({ LIMIT_MAIL: "3/60" });
  try {
    const statuses: number[] = [];
    for (let i = 0; i < 4; i++) statuses.push((await forgot(`x${i}@example.org`, strict)).status);
    expect(statuses).toEqual([202, 202, 202, 429]);
    for (const path of ["/auth/reset/", "/auth/reset?x", "/auth//reset", "/auth/%72eset", "/AUTH/RESET"]) {
      const { status } = await strict.guest().send("POST", path, { body: { email: "y@example.org" } });
      expect([path, [404, 429].includes(status)]).toEqual([path, true]);
    }
    const member = await strict.member();
    const resent = [];
    for (let i = 0; i < 4; i++) resent.push(await member.send("POST", "/auth/email/resend"));
    expect(resent.map(({ status }) => status)).toEqual([202, 202, 202, 429]);
    expect(Number(resent[3]!.headers.get("retry-after"))).toBeGreaterThan(0);
  } finally {
    await strict.stop();
  }
});

test("another address takes the password, counts when it is proven, and the old one is told", async () => {
  const member = await proven();
  const ask = (password: string) =>
    member.send<Address & { details?: object }>("POST", "/auth/email", {
      body: { email: "moved@example.org", password },
    });
  expect((await ask("not the password")).body.details).toHaveProperty("password");
  expect((await ask(member.password)).body).toEqual({
    email: member.email,
    verified: true,
    pending: "moved@example.org",
  });
  await verify(tokenIn(await letterTo(app, "moved@example.org")));
  expect(await address(member)).toEqual({ email: "moved@example.org", verified: true, pending: null });
  expect((await letterTo(app, member.email, 2)).subject).toContain("another address");
  await forgot(member.email);
  await forgot("moved@example.org");
  expect(tokenIn(await letterTo(app, "moved@example.org", 2))).not.toBe("");
  expect(await lettersTo(app, member.email)).toHaveLength(2);
});

test("a log-in from a device never seen is told of, in the member's language, and only the first time", async () => {
  const korean = { "accept-language": "ko", "user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/150.0" };
  const member = await proven();
  const home = app.guest();
  for (const [name, value] of member.cookies) if (name === "xm_device") home.cookies.set(name, value);
  const login = { body: { username: member.username, password: member.password }, headers: korean };
  expect((await home.send("POST", "/auth/login", login)).status).toBe(200);
  const away = app.guest();
  for (let i = 0; i < 2; i++) {
    await away.refreshCsrf();
    expect((await away.send("POST", "/auth/login", login)).status).toBe(200);
  }
  const notice = await letterTo(app, member.email, 2);
  expect([notice.subject, notice.text.includes("Firefox, Windows · 127.0.0.1")]).toEqual([
    "[X-Messenger] 새 기기에서 로그인했어요",
    true,
  ]);
  await enter(member, member.password);
  await letterTo(app, member.email, 3);
  expect(await lettersTo(app, member.email)).toHaveLength(3);
});

test("threat 22, threat 33: neither the database nor the log holds a link's token or where a letter goes", async () => {
  const member = await proven();
  await forgot(member.email);
  const token = tokenIn(await letterTo(app, member.email, 2));
  const { $client } = app.server.app.db;
  const { rows: tables } = await $client.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public'",
  );
  for (const { name } of tables) {
    const { rows } = await $client.query(`select t::text as row from "${name}" t`);
    const all = JSON.stringify(rows);
    expect([name, all.includes(token)]).toEqual([name, false]);
    if (name !== "logins" && name !== "proofs") expect([name, all.includes(member.email)]).toEqual([name, false]);
  }
});

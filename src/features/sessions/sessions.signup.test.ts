import { afterAll, beforeAll, expect, test } from "vitest";
import { signUpLimits } from "./sessions.limits.ts";
import { startApp } from "#test/app";
import type { Answer, TestApp } from "#test/app";

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

type Joined = {
  username: string;
  account: { id: string; username: string; display_name: string; avatar: string };
  error?: string;
  details?: Record<string, { error: string; description: string }[]>;
};
let count = 0;
const fresh = () => `new_${++count}`;
const valid = () => ({ username: fresh(), password: "correct horse battery", email: `${fresh()}@example.org` });
const join = (fields: Record<string, unknown> = {}, headers: Record<string, string> = {}): Promise<Answer<Joined>> =>
  app.guest().send<Joined>("POST", "/auth/signup", { body: { ...valid(), ...fields }, headers });
const enter = (username: string, password: string) =>
  app.guest().send("POST", "/auth/login", { body: { username, password } });

/** The sign-up is refused, for this field alone, with a reason in words. */
async function expectRefused(field: string, value: unknown) {
  const { status, body } = await join({ [field]: value });
  expect([value, status, Object.keys(body.details ?? {})]).toEqual([value, 422, [field]]);
  expect(body.details?.[field]?.[0]?.description).toMatch(/^[A-Z“].+\.$/);
}

test("somebody joins, is signed in at once, and comes back later with the same password", async () => {
  const guest = app.guest();
  const fields = {
    ...valid(),
    display_name: "민수 Kim 👩‍👩‍👧",
    url: "https://example.org/a picture.png".replaceAll(" ", "%20"),
  };
  const { status, body } = await guest.send<Joined>("POST", "/auth/signup", { body: fields });
  expect(status).toBe(201);
  expect(body.account).toMatchObject({
    username: fields.username,
    display_name: fields.display_name,
    avatar: fields.url,
  });
  expect((await guest.get<Joined>("/auth/me")).body.account.id).toBe(body.account.id);
  expect((await enter(fields.username, fields.password)).status).toBe(200);
});

test("A1 of 20 who want one name at once exactly one gets it, and the others are told why", async () => {
  const username = fresh();
  const answers = await Promise.all(Array.from({ length: 20 }, () => join({ username })));
  const [won, lost] = [answers.filter(({ status }) => status === 201), answers.filter(({ status }) => status === 422)];
  expect([won.length, lost.length]).toEqual([1, 19]);
  for (const { body } of lost) expect(body.details?.["username"]?.[0]?.error).toBe("ERR_TAKEN");
});

test("A2 names that differ in case, or in how Hangul is composed, are one", async () => {
  for (const [first, second] of [
    ["Mina", "mINA"],
    ["민수", "민수".normalize("NFD")],
  ] as const) {
    expect((await join({ username: first })).status).toBe(201);
    await expectRefused("username", second);
    expect((await enter(second, "correct horse battery")).status).toBe(200);
  }
});

test("I8 a username that is none is refused with a reason", async () => {
  const names = [
    ...[
      "",
      " ",
      "a b",
      "a/b",
      "a@b",
      "@a",
      "a.b",
      "a-b",
      "<b>",
      "a\0",
      "a\n",
      "a​",
      "‮abc",
      "аdmin",
      "ａ",
      "é",
      "ㅎㅎ",
      "😀",
      "../x",
      "%00",
    ],
    ...["x".repeat(31), "한".repeat(31), "\ud800", ["a"], { a: 1 }, 5, true, null, undefined],
  ];
  for (const name of names) await expectRefused("username", name);
});

test("a username may be Hangul, kana, Han, Latin or digits", async () => {
  for (const username of ["한글이름", "ひらがな", "カタカナー", "漢字", "A_1", "0", "x".repeat(30)])
    expect([username, (await join({ username })).status]).toEqual([username, 201]);
});

test("I15 a picture's address is http(s) and cannot break out of anything", async () => {
  const addresses = [
    ...[
      "javascript:alert(1)",
      "data:image/png;base64,AA",
      "vbscript:x",
      "file:///etc/passwd",
      "ftp://x/y",
      "//x/y",
      "x",
      "blob:https://x/1",
    ],
    ...[
      'http://x/"onerror="alert(1)',
      "http://x/'a",
      "http://x/<b>",
      "http://x/`a",
      "http://x/a b",
      "http://x/a\nb",
      "http://x/\\a",
      "https://user:pass@x/",
    ],
    ...[
      "JaVaScRiPt:alert(1)",
      "java\nscript:alert(1)",
      "http://",
      "http://x/\0",
      "https://x/\ud800",
      ["https://x/"],
      { a: 1 },
      5,
    ],
  ];
  for (const address of addresses) await expectRefused("url", address);
  const { body } = await join({ url: "HTTPS://Example.ORG/그림.png" });
  expect(body.account.avatar).toBe("https://example.org/%EA%B7%B8%EB%A6%BC.png");
});

test("threat 19: one more than the most is refused, in every field", async () => {
  const long = { username: 30, password: signUpLimits.passwordMax, display_name: 50 };
  for (const [field, most] of Object.entries(long)) {
    expect([field, (await join({ [field]: "u".repeat(most) })).status]).toEqual([field, 201]);
    await expectRefused(field, "x".repeat(most + 1));
    await expectRefused(field, "x".repeat(100_000));
  }
  const url = (length: number) => `https://x.org/${"x".repeat(length - 14)}`;
  expect((await join({ url: url(2048) })).status).toBe(201);
  for (const length of [2049, 100_000]) await expectRefused("url", url(length));
  const email = (length: number) =>
    `a@${"x".repeat(60)}.${"y".repeat(60)}.${"z".repeat(60)}.${"w".repeat(length - 189)}.org`;
  expect(email(254)).toHaveLength(254);
  await expectRefused("email", email(255));
  await expectRefused("password", "1234567");
});

test("threat 22: an e-mail address is one address, and what was checked is what is kept", async () => {
  const addresses = [
    ...[
      "",
      "a",
      "a@",
      "@b.org",
      "a@b",
      "a b@c.org",
      "a@b.org,c@d.org",
      "a@b.org;c@d.org",
      "a@b.org\nBcc: c@d.org",
      "a@b.org\r\nTo: x",
      "<a@b.org>",
    ],
    ...[
      '"a b"@c.org',
      "A <a@b.org>",
      "a@b..org",
      "a..b@c.org",
      ".a@b.org",
      "a@[127.0.0.1]",
      "a@b.org\0",
      "a@b.org\u200b",
      "а@b.org",
      "a@b.org?x",
      "a%0a@b.org%0a",
      ["a@b.org"],
      null,
    ],
  ];
  for (const address of addresses) await expectRefused("email", address);
  for (const address of ["a.b+tag@sub.example.org", "  spaced@example.org  "])
    expect((await join({ email: address })).status).toBe(201);
});

test("A13 a second sign-up with an address looks exactly like the first, also afterwards", async () => {
  const email = "shared@example.org";
  const [first, second] = [await join({ email }), await join({ email: "Shared@Example.org" })];
  const shape = ({ status, headers, body }: Answer<Joined>) => [
    status,
    [...headers.keys()].sort(),
    Object.keys(body),
    Object.keys(body.account),
  ];
  expect(shape(second)).toEqual(shape(first));
  // Were an address good for a log-in, whoever signed up with one could ask whether it had been free.
  for (const name of [email, "Shared@Example.org", "nobody@example.org"])
    expect((await enter(name, "correct horse battery")).status).toBe(401);
  const { rows } = await app.server.app.db.$client.query("select account_id from logins where email_key = $1", [email]);
  // Neither has the address before it is proven.
  expect(rows).toEqual([]);
});

test("an address is never shown to anybody", async () => {
  const { body, text } = await join({ email: "secret@example.org" });
  const profile = await app.guest().get(`/api/v1/accounts/${body.account.id}`);
  expect(text + profile.text).not.toContain("secret@example.org");
});

test("A12 a password counts whole: spaces, the 73rd byte and the 256th character included", async () => {
  const long = `${"가".repeat(200)}${"x".repeat(56)}`;
  const { body } = await join({ password: long });
  const spaced = await join({ password: "  spaces around  " });
  const enters = async (who: Joined, password: string) => (await enter(who.username, password)).status;
  expect([
    await enters(body, long),
    await enters(body, long.slice(0, 255)),
    await enters(body, `${long.slice(0, 255)}y`),
  ]).toEqual([200, 401, 401]);
  expect([await enters(body, long.slice(0, 24)), await enters(body, `${long}x`)]).toEqual([401, 401]);
  expect([await enters(spaced.body, "  spaces around  "), await enters(spaced.body, "spaces around")]).toEqual([
    200, 401,
  ]);
});

test("a password typed on another keyboard's Hangul is the same password", async () => {
  const { body } = await join({ password: "비밀번호는길게하나" });
  expect((await enter(body.username, "비밀번호는길게하나".normalize("NFD"))).status).toBe(200);
});

test("several mistakes are told at once, in the caller's language", async () => {
  const { status, body } = await join(
    { username: "a b", password: "short", email: "x", url: "x" },
    { "accept-language": "ko-KR" },
  );
  expect([status, Object.keys(body.details ?? {})]).toEqual([422, ["username", "password", "email", "url"]]);
  for (const [{ description } = { description: "" }] of Object.values(body.details ?? {}))
    expect(description).toMatch(/\p{sc=Hangul}.*요\.$/u);
});

test("a form signs up and logs in as JSON does, urlencoded and multipart", async () => {
  const [plain, multipart] = [valid(), valid()];
  expect((await app.guest().send("POST", "/auth/signup", { form: plain })).status).toBe(201);
  const form = new FormData();
  for (const [name, value] of Object.entries(multipart)) form.set(name, value);
  expect((await app.guest().send("POST", "/auth/signup", { raw: form })).status).toBe(201);
  for (const { username, password } of [plain, multipart]) {
    expect((await app.guest().send("POST", "/auth/login", { form: { username, password } })).status).toBe(200);
    expect((await app.guest().send("POST", "/auth/login", { raw: form })).status).toBe(200);
  }
});

test("threat 29: __proto__ and constructor make nobody anything", async () => {
  const { username, password, email } = valid();
  for (const name of ["__proto__", "constructor"]) {
    const raw = `{"username":"${username}","email":"${email}","${name}":{"password":"${password}"}}`;
    const { status } = await app
      .guest()
      .send("POST", "/auth/signup", { raw, headers: { "content-type": "application/json" } });
    expect([400, 422]).toContain(status);
    expect(
      (await app.guest().send("POST", "/auth/signup", { form: { username, email, [`${name}[password]`]: password } }))
        .status,
    ).toBe(422);
  }
});

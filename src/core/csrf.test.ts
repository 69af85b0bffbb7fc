import { io } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Guest, Member, TestApp } from "#test/app";

let app: TestApp;
let alice: Member;
beforeAll(async () => {
  app = await startApp();
  alice = await app.member();
});
afterAll(() => app.stop());

const post = (who: Guest, headers: Record<string, string>) =>
  who.send<{ code?: string }>("POST", "/api/v1/statuses", { body: { status: "x" }, headers });
const tokenOf = async (who: Guest) => (await who.get<{ csrfToken: string }>("/auth/csrf-token")).body.csrfToken;

/** Tries to open a socket with a member's cookie and other headers; tells whether the server let it in. */
function opens(extraHeaders: Record<string, string>): Promise<boolean> {
  const socket = io(app.url, {
    ...{ transports: ["websocket"], forceNew: true, reconnection: false },
    extraHeaders: { cookie: alice.cookieHeader(), ...extraHeaders },
  });
  return new Promise((resolve) => {
    socket.on("ready", () => resolve(true));
    socket.on("connect_error", () => resolve(false));
  }).finally(() => socket.close()) as Promise<boolean>;
}

const foreign: Record<string, string>[] = [
  { origin: "https://evil.example" },
  { origin: "null" },
  { origin: "file://" },
  { origin: "http://127.0.0.1.evil.example" },
  { "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-site" },
];

test("threat 32: a page of another site can change nothing, even with the cookie and the token", async () => {
  for (const headers of foreign) {
    const { status, body } = await post(alice, headers);
    expect([headers, status, body.code]).toEqual([headers, 403, "csrf"]);
    const logIn = await app
      .guest()
      .send("POST", "/auth/login", { body: { username: alice.username, password: alice.password }, headers });
    expect([headers, logIn.status, logIn.headers.getSetCookie()]).toEqual([headers, 403, []]);
  }
});

test("threat 32: a page of another site logs nobody out, ends no session and changes no password", async () => {
  const change = { current: alice.password, new: "quite another one" };
  for (const headers of foreign)
    for (const [method, path, body] of [
      ["POST", "/auth/logout"],
      ["DELETE", "/auth/sessions"],
      ["POST", "/auth/password", change],
    ] as const)
      expect([path, headers, (await alice.send(method, path, { body, headers })).status]).toEqual([path, headers, 403]);
  expect((await alice.get("/auth/me")).status).toBe(200);
});

test("threat 32: a page of another site opens no socket; a page of ours does", async () => {
  for (const headers of foreign) expect([headers, await opens(headers)]).toEqual([headers, false]);
  expect(await opens({})).toBe(true);
  expect(await opens({ origin: app.url, "sec-fetch-site": "same-origin" })).toBe(true);
});

test("threat 32: a page of ours posts with its token, and not without", async () => {
  const ours = { origin: app.url, "sec-fetch-site": "same-origin" };
  expect((await post(alice, ours)).status).toBe(200);
  expect((await post(alice, { ...ours, "x-csrf-token": "" })).status).toBe(403);
  expect((await post(alice, { "x-csrf-token": "" })).status).toBe(403);
});

test("threat 32: a guest's browser logs in with a guest's token only", async () => {
  const guest = app.guest();
  const enter = (headers: Record<string, string>) =>
    guest.send("POST", "/auth/login", { body: { username: alice.username, password: alice.password }, headers });
  const ours = { origin: app.url, "sec-fetch-site": "same-origin" };
  expect((await enter(ours)).status).toBe(403);
  expect((await enter({ ...ours, "x-csrf-token": await tokenOf(guest) })).status).toBe(200);
});

test("A9 a token belongs to one session: a stranger's, a guest's and last session's are refused", async () => {
  const bob = await app.member();
  const guest = app.guest();
  const before = await tokenOf(alice);
  for (const token of [await tokenOf(bob), await tokenOf(guest), `${before}x`, before.slice(1), before.toUpperCase()])
    expect((await post(alice, { "x-csrf-token": token })).status).toBe(403);
  expect((await post(alice, { "x-csrf-token": before })).status).toBe(200);
  await alice.send("POST", "/auth/login", { body: { username: alice.username, password: alice.password } });
  expect((await post(alice, { "x-csrf-token": before })).status).toBe(403);
  await alice.refreshCsrf();
  expect((await post(alice, {})).status).toBe(200);
});

test("A9 a guest's cookie that somebody planted does not make their token good after the log-in", async () => {
  const thief = app.guest();
  const token = await tokenOf(thief);
  const victim = await app.member();
  victim.cookies.set("xm_guest", thief.cookies.get("xm_guest")!);
  expect((await post(victim, { "x-csrf-token": token })).status).toBe(403);
});

test("A10 a token's check costs the same whatever is sent: 200 long or odd ones take no time", async () => {
  const odd = [
    "$2b$31$abcdefghijklmnopqrstuuNvxk2Fp5CcPRwzu.fHAv1cLmgTFvWd6",
    "x".repeat(6000),
    "=".repeat(43),
    "%00".repeat(14),
  ];
  const start = performance.now();
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, i) => post(alice, { "x-csrf-token": odd[i % odd.length]! })),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([403]));
  // What the odd one asks for would take a hash years.
  expect(performance.now() - start).toBeLessThan(20_000);
}, 60_000);

test("an overridden method does not get past the check", async () => {
  const { id } = await alice.post("stays");
  const override = { "x-http-method-override": "DELETE", "x-method-override": "DELETE" };
  expect((await alice.send("GET", `/api/v1/statuses/${id}?_method=DELETE`, { headers: override })).status).toBe(200);
  expect((await alice.send("POST", `/api/v1/statuses/${id}`, { headers: override })).status).toBe(404);
  expect((await alice.get(`/api/v1/statuses/${id}`)).status).toBe(200);
});

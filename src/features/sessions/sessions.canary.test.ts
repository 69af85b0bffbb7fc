import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { io } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase } from "#test/database";
import type { TestDatabase } from "#test/database";
import { runProgram } from "#test/process";
import type { Program } from "#test/process";

let database: TestDatabase;
let program: Program;
beforeAll(async () => {
  database = await createTestDatabase();
  program = runProgram({ DATABASE_URL: database.url, JWT_SECRET: "canary-secret".repeat(4), LOG_LEVEL: "trace" });
});
afterAll(async () => {
  program.child.kill("SIGTERM");
  await program.code;
  await database.drop();
});

const password = "canary-password-5Kq";
const signUp = { username: "canary", password, email: "canary-mail@example.org" };

test("threat 33: passwords, cookies and CSRF tokens stand in no line of the log and in no error, even when everything is logged", async () => {
  const url = await program.url;
  const answers: string[] = [];
  const secrets = new Set([password, "canary-mail", "canary-key", "canary-bearer", "canary-secret", "$argon2id$"]);
  let cookie = "";
  let csrf = "";
  const send = async (method: string, path: string, body?: unknown, more: Record<string, string> = {}) => {
    const type: Record<string, string> = body === undefined ? {} : { "content-type": "application/json" };
    const response = await fetch(url + path, {
      method,
      headers: { cookie, "x-csrf-token": csrf, ...type, ...more },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const fresh = response.headers.getSetCookie().map((line) => line.split(";")[0]!);
    if (fresh.length > 0) cookie = fresh.join("; ");
    for (const pair of fresh) if (pair.split("=")[1]) secrets.add(pair.split("=")[1]!);
    const text = await response.text();
    if (path === "/auth/csrf-token") csrf = (JSON.parse(text) as { csrfToken: string }).csrfToken;
    else answers.push(text);
    if (csrf) secrets.add(csrf);
    return response.status;
  };
  expect(await send("POST", "/auth/signup", signUp)).toBe(201);
  await send("GET", "/auth/csrf-token");
  expect(await send("POST", "/api/v1/statuses", { status: "hello" }, { "idempotency-key": "canary-key" })).toBe(200);
  for (const body of [
    signUp,
    { ...signUp, username: "a b" },
    { username: password },
    `{"password":"${password}"`,
    password,
    [password],
  ])
    for (const path of ["/auth/signup", "/auth/login", "/api/v1/statuses"])
      expect(await send("POST", path, body, { origin: "https://evil.example" })).toBeGreaterThan(399);
  await send("GET", "/auth/me", undefined, { authorization: "Bearer canary-bearer" });
  await send("POST", "/auth/login", { username: "canary", password: `${password}x` });
  await send("GET", `/api/v1/accounts/lookup?acct=${"x".repeat(200)}`);
  const socket = io(url, { transports: ["websocket"], forceNew: true, reconnection: false, extraHeaders: { cookie } });
  await new Promise((resolve) => socket.once("ready", resolve));
  socket.close();
  for (const body of [undefined, { ticket: password }])
    await send("POST", `/auth/ticket?ticket=${password}`, body, { origin: "https://evil.example" });
  expect(await send("POST", "/auth/ticket")).toBe(200);
  const { ticket } = JSON.parse(answers.pop()!) as { ticket: string };
  secrets.add(ticket).add(ticket.split(".")[2]!);
  for (const state of ["fresh", "used", "wrong"]) {
    const auth = { ticket: state === "wrong" ? `${ticket}x` : ticket };
    const guest = io(url, { transports: ["websocket"], forceNew: true, reconnection: false, auth });
    const word = await new Promise((resolve) => {
      guest.once("ready", () => resolve("in"));
      guest.once("connect_error", (error: Error) => resolve(error.message));
    });
    expect([state, word]).toEqual([state, state === "fresh" ? "in" : "ticket"]);
    guest.close();
  }
  // A query that fails knows everything that was given to it.
  const admin = new Client(database.url);
  await admin.connect();
  await admin.query("alter table logins rename to elsewhere");
  expect(await send("POST", "/auth/signup", { ...signUp, username: "canary2" })).toBe(500);
  await admin.query("alter table elsewhere rename to logins");
  await admin.end();
  expect(await send("POST", "/auth/login", { username: "canary", password })).toBe(200);
  await send("GET", "/auth/csrf-token");
  expect(await send("POST", "/auth/logout")).toBe(204);
  // What it prints comes by a pipe, a moment later.
  await expect.poll(() => program.printed()).toContain('"msg":"a request failed"');
  await sleep(100);
  const log = program.printed();
  for (const secret of secrets) {
    expect([secret, log.includes(secret)]).toEqual([secret, false]);
    const shown = secret === "canary-key" ? [] : answers.filter((text) => text.includes(secret));
    expect([secret, shown]).toEqual([secret, []]);
  }
}, 60_000);

import { setTimeout as sleep } from "node:timers/promises";
import { Client as Database } from "pg";
import { io } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase } from "#test/database";
import type { TestDatabase } from "#test/database";
import { pkce } from "#test/oauth";
import { runProgram } from "#test/process";
import type { Program } from "#test/process";

let database: TestDatabase;
let program: Program;
beforeAll(async () => {
  database = await createTestDatabase();
  program = runProgram({ DATABASE_URL: database.url, JWT_SECRET: "0123456789".repeat(4), LOG_LEVEL: "trace" });
});
afterAll(async () => {
  program.child.kill("SIGTERM");
  await program.code;
  await database.drop();
});

test("threat 33: no code, token, verifier or app's secret stands in the log, the database, or another's answer", async () => {
  const url = await program.url;
  const headers: Record<string, string> = { "content-type": "application/json" };
  const answers: string[] = [];
  const send = async (method: string, path: string, body?: unknown, more: Record<string, string> = {}) => {
    const init = { method, headers: { ...headers, ...more }, body: body === undefined ? null : JSON.stringify(body) };
    const response = await fetch(url + path, init);
    const text = await response.text();
    answers.push(text);
    const fresh = response.headers.getSetCookie().map((line) => line.split(";")[0]);
    if (fresh.length > 0) headers["cookie"] = fresh.join("; ");
    return JSON.parse(text || "{}") as Record<string, string>;
  };
  const signUp = { username: "canary", password: "correct horse battery", email: "a@example.org" };
  await send("POST", "/auth/signup", signUp);
  headers["x-csrf-token"] = (await send("GET", "/auth/csrf-token"))["csrfToken"]!;
  const redirect_uri = "https://app.example/callback";
  const app = await send("POST", "/api/v1/apps", { client_name: "An app", redirect_uris: redirect_uri });
  const { client_id, client_secret } = app;
  const { verifier, challenge } = pkce();
  const asked = {
    client_id,
    redirect_uri,
    response_type: "code",
    code_challenge: challenge,
    code_challenge_method: "S256",
  };
  const decision = await send("POST", "/oauth/authorize", { ...asked, allow: true });
  const code = new URL(decision["redirect_uri"]!).searchParams.get("code")!;
  const exchange = {
    grant_type: "authorization_code",
    client_id,
    client_secret,
    redirect_uri,
    code,
    code_verifier: verifier,
  };
  const { access_token: token = "" } = await send("POST", "/oauth/token", exchange);
  expect(token).toMatch(/^[\w-]{43}$/);
  answers.length = 0;
  delete headers["cookie"];
  const authorization = `Bearer ${token}`;
  await send("GET", "/api/v1/apps/verify_credentials", undefined, { authorization });
  await send("GET", `/api/v1/accounts/verify_credentials?access_token=${token}`);
  await send("GET", `/api/v1/nothing?access_token=${token}`);
  await send("GET", `/oauth/token?client_secret=${client_secret}&code=${code}`);
  await send("POST", "/oauth/token", { ...exchange, client_secret: `${client_secret}x` });
  await send("GET", "/api/v1/timelines/public", undefined, { authorization: `${authorization}x` });
  const socket = io(url, { transports: ["websocket"], forceNew: true, reconnection: false, auth: { token } });
  await new Promise((resolve) => socket.once("ready", resolve));
  socket.close();
  const admin = new Database(database.url);
  await admin.connect();
  const kept: unknown[] = [];
  for (const table of ["oauth_apps", "oauth_codes", "oauth_tokens", "events", "outbox"])
    kept.push((await admin.query(`select * from ${table}`)).rows);
  // A query that fails knows everything that was given to it.
  await admin.query("alter table oauth_tokens rename to elsewhere");
  await send("GET", "/api/v1/timelines/public", undefined, { authorization });
  await send("POST", "/oauth/token", { ...exchange, grant_type: "client_credentials" });
  await admin.end();
  // What it prints comes by a pipe, a moment later.
  await expect.poll(() => program.printed(), { timeout: 15_000 }).toContain('"msg":"a request failed"');
  await sleep(100);
  const log = program.printed();
  const places = { log, database: JSON.stringify(kept), answers: answers.join() };
  for (const [secret, value] of Object.entries({ client_secret: client_secret!, code, token, verifier }))
    for (const [place, text] of Object.entries(places))
      expect([secret, place, text.includes(value)]).toEqual([secret, place, false]);
}, 60_000);

import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Member, TestApp } from "#test/app";
import { askToken, bearer, callback, consent, pkce, registerApp, tokenOf } from "#test/oauth";
import type { Client } from "#test/oauth";

let app: TestApp;
let alice: Member;
let client: Client;
beforeAll(async () => {
  app = await startApp();
  alice = await app.member();
  client = await registerApp(app);
});
afterAll(() => app.stop());

type Answer = { kind: string; redirect_uri: string | null; code: string | null; error: string };
const asks = (more: Record<string, string>) =>
  new URLSearchParams({ client_id: client.client_id, redirect_uri: callback, response_type: "code", ...more });
const consentPage = (more: Record<string, string>) => alice.get<Answer>(`/oauth/consent?${asks(more)}`);
const codeOf = async (more: Record<string, unknown> = {}) =>
  (await consent(alice, client, more)).searchParams.get("code")!;
const works = async (token: string) =>
  (await app.guest().get("/api/v1/accounts/verify_credentials", bearer(token))).status === 200;

test("threat 21: nobody is sent to an address that is not the registered one, to the letter", async () => {
  const near = [
    "https://app.example/callback/",
    "https://app.example/callback?x=1",
    "https://app.example/callback#x",
    "https://app.example/Callback",
    "https://app.example:443/callback",
    "https://app.example.evil.example/callback",
    "https://app.example@evil.example/callback",
    "https://app.example/callback/../../evil",
    "https://app.example/callback%2f",
    "http://app.example/callback",
    "HTTPS://app.example/callback",
    " https://app.example/callback",
    "https://app.example/callback\n",
    "//app.example/callback",
    "/callback",
    "javascript:alert(1)",
    "urn:ietf:wg:oauth:2.0:oob",
    "",
  ];
  for (const redirect_uri of near) {
    const page = await consentPage({ redirect_uri });
    const body = { ...Object.fromEntries(asks({ redirect_uri })), allow: true };
    const decided = await alice.send<Answer>("POST", "/oauth/authorize", { body });
    for (const { status, body } of [page, decided])
      expect([redirect_uri, status, body.redirect_uri]).toEqual([redirect_uri, 400, undefined]);
  }
  const stranger = await alice.get<Answer>(`/oauth/consent?${asks({ client_id: "unknown" })}`);
  expect([stranger.status, stranger.body.redirect_uri]).toEqual([400, undefined]);
});

test("threat 21: an address that a browser would run, or that hides another, cannot be registered", async () => {
  const bad = [
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "blob:https://app.example/x",
    "about:blank",
    "intent://x#Intent;end",
    "http://app.example/callback",
    "http://127.0.0.1.evil.example/",
    "http://localhost@evil.example/",
    "https://user:pass@app.example/",
    "https://app.example/#fragment",
    "https://app.example/\\evil",
    "https:app.example",
    "https://",
    "app.example/callback",
    "//app.example",
    "https://앱.example/",
  ];
  for (const redirect_uris of bad) {
    const body = { client_name: "An app", redirect_uris };
    expect([redirect_uris, (await app.guest().send("POST", "/api/v1/apps", { body })).status]).toEqual([
      redirect_uris,
      422,
    ]);
  }
  const good = ["myapp://", "com.example.app:/cb", "icecubesapp:/", "http://[::1]/cb", "http://localhost:7777/cb?a=1"];
  for (const redirect_uri of good)
    await expect(registerApp(app, "read", redirect_uri)).resolves.toMatchObject({ client_id: expect.any(String) });
});

test("threat 21: on one's own device the port is free, and nothing else is", async () => {
  client = await registerApp(app, "read write", "http://127.0.0.1:8000/cb?x=1");
  const status = async (redirect_uri: string) => (await consentPage({ redirect_uri })).status;
  for (const port of ["", ":1", ":8000", ":65535"]) expect(await status(`http://127.0.0.1${port}/cb?x=1`)).toBe(200);
  for (const other of [
    "http://127.0.0.1:65536/cb?x=1",
    "http://127.0.0.1:/cb?x=1",
    "http://127.0.0.1:1/cb?x=2",
    "http://127.0.0.1:1/other",
    "http://localhost:8000/cb?x=1",
    "http://127.0.0.2:8000/cb?x=1",
    "http://127.0.0.1:80@evil.example/cb?x=1",
    "https://127.0.0.1:8000/cb?x=1",
  ])
    expect([other, await status(other)]).toEqual([other, 400]);
  const redirect_uri = "http://127.0.0.1:5555/cb?x=1";
  const back = await consent(alice, client, { redirect_uri });
  expect(back.href).toMatch(/^http:\/\/127\.0\.0\.1:5555\/cb\?x=1&code=/);
  const code = back.searchParams.get("code")!;
  expect((await askToken(app, client, { code, redirect_uri: "http://127.0.0.1:8000/cb?x=1" })).body.error).toBe(
    "invalid_grant",
  );
  expect((await askToken(app, client, { code, redirect_uri })).status).toBe(200);
  client = await registerApp(app);
});

test("threat 21: a code is good once; a second use ends the token that was made from it", async () => {
  const code = await codeOf();
  const first = await askToken(app, client, { code });
  expect(await works(first.body.access_token)).toBe(true);
  expect((await askToken(app, client, { code })).body.error).toBe("invalid_grant");
  expect(await works(first.body.access_token)).toBe(false);
});

test("threat 21: of twenty exchanges of one code at once, no token outlives the race", async () => {
  const code = await codeOf();
  const answers = await Promise.all(Array.from({ length: 20 }, () => askToken(app, client, { code })));
  const won = answers.filter(({ status }) => status === 200);
  expect(won).toHaveLength(1);
  expect(await works(won[0]!.body.access_token)).toBe(false);
});

test("threat 21: a code belongs to its app and its address, and lasts ten minutes", async () => {
  const other = await registerApp(app);
  const code = await codeOf();
  const refused = async (who: Client, more: Record<string, string>) =>
    expect((await askToken(app, who, { code, ...more })).body.error).toBe("invalid_grant");
  await refused(other, {});
  await refused(client, { redirect_uri: "https://app.example/other" });
  const inside = app.server.app;
  const clock = inside.clock;
  inside.clock = () => new Date(clock().getTime() + 10 * 60_000);
  await refused(client, {});
  inside.clock = clock;
  expect((await askToken(app, client, { code })).status).toBe(200);
});

test("threat 21: PKCE cannot be left out, weakened, guessed or stripped", async () => {
  const { verifier, challenge } = pkce();
  const asked = { code_challenge: challenge, code_challenge_method: "S256" };
  const exchange = async (code: string, more: Record<string, string>) =>
    (await askToken(app, client, { code, ...more })).body.error ?? "token";
  const code = await codeOf(asked);
  expect(await exchange(code, {})).toBe("invalid_grant");
  expect(await exchange(code, { code_verifier: "" })).toBe("invalid_grant");
  expect(await exchange(code, { code_verifier: pkce().verifier })).toBe("invalid_grant");
  expect(await exchange(code, { code_verifier: challenge })).toBe("invalid_grant");
  expect(await exchange(code, { code_verifier: verifier })).toBe("token");
  expect(await exchange(await codeOf(), { code_verifier: verifier })).toBe("invalid_grant");
  const weakened: Record<string, string>[] = [
    { code_challenge: challenge },
    { code_challenge: challenge, code_challenge_method: "plain" },
    { code_challenge: "short", code_challenge_method: "S256" },
  ];
  for (const weak of weakened) {
    const { body } = await consentPage(weak);
    expect(new URL(body.redirect_uri!).searchParams.get("error")).toBe("invalid_request");
  }
});

test("threat 21: state comes back as it was sent, and `iss` says which server answers, also when the answer is no", async () => {
  const state = "a b&c=d#%2F한글";
  const yes = await consent(alice, client, { state });
  const no = await consent(alice, client, { state, allow: false });
  const { body } = await consentPage({ state, scope: "read nonsense" });
  for (const url of [yes, no, new URL(body.redirect_uri!)]) {
    expect(url.searchParams.get("state")).toBe(state);
    expect(url.searchParams.get("iss")).toBe(app.server.app.config.publicUrl);
    expect(url.origin + url.pathname).toBe(callback);
  }
  expect([no.searchParams.get("error"), no.searchParams.get("code")]).toEqual(["access_denied", null]);
  expect((await consent(alice, client, { state: undefined })).searchParams.has("state")).toBe(false);
});

test("threat 21: faults that concern the app are told to the app, at its own address", async () => {
  const fault = async (more: Record<string, string>) => {
    const { body } = await consentPage(more);
    return [body.kind, new URL(body.redirect_uri!).searchParams.get("error")];
  };
  expect(await fault({ response_type: "token" })).toEqual(["go", "unsupported_response_type"]);
  expect(await fault({ response_type: "" })).toEqual(["go", "invalid_request"]);
  expect(await fault({ scope: "admin:write" })).toEqual(["go", "invalid_scope"]);
  client = await registerApp(app, "read:statuses");
  expect(await fault({ scope: "read" })).toEqual(["go", "invalid_scope"]);
  client = await registerApp(app);
});

test("threat 21: no other site, no guest and no token can say yes for a member", async () => {
  const body = { ...Object.fromEntries(asks({})), allow: true };
  const send = (who: Pick<Member, "send">, headers: Record<string, string> = {}) =>
    who.send<Answer>("POST", "/oauth/authorize", { body, headers });
  const token = await tokenOf(app, alice);
  expect((await send(alice, { "x-csrf-token": "guess" })).status).toBe(403);
  expect((await send(alice, { origin: "https://evil.example" })).status).toBe(403);
  expect((await send(app.guest())).status).toBe(401);
  expect((await send(app.guest(), bearer(token))).status).toBe(403);
  expect((await send(alice, bearer(token))).status).toBe(403);
});

test("by hand: the code is shown, leads nowhere, and is good like any other", async () => {
  const redirect_uri = "urn:ietf:wg:oauth:2.0:oob";
  const byHand = await registerApp(app, "read", redirect_uri);
  const body = { client_id: byHand.client_id, redirect_uri, response_type: "code", scope: "read", allow: true };
  const yes = await alice.send<Answer>("POST", "/oauth/authorize", { body });
  expect(yes.body).toEqual({ kind: "go", redirect_uri: null, code: expect.stringMatching(/^[\w-]{43}$/) });
  const no = await alice.send<Answer>("POST", "/oauth/authorize", { body: { ...body, allow: false } });
  expect(no.body).toEqual({ kind: "go", redirect_uri: null, code: null });
  expect((await askToken(app, byHand, { code: yes.body.code!, redirect_uri })).status).toBe(200);
});

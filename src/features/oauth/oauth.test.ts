import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Member, TestApp } from "#test/app";
import { askToken, bearer, callback, consent, pkce, registerApp, tokenOf } from "#test/oauth";

let app: TestApp;
let alice: Member;
beforeAll(async () => {
  app = await startApp();
  alice = await app.member();
});
afterAll(() => app.stop());

type Problem = { error: string; error_description: string };

test("an app registers by form, JSON or multipart, with one redirect address or many", async () => {
  const second = "myapp://login";
  const multipart = new FormData();
  multipart.append("client_name", "An app");
  multipart.append("redirect_uris[]", callback);
  multipart.append("redirect_uris[]", second);
  const body = { client_name: "An app", redirect_uris: [callback, second], website: "https://app.example" };
  const ways = [
    { body },
    { body: { ...body, redirect_uris: `${callback}\n${second}`, scopes: "read write:statuses" } },
    { form: { client_name: "An app", redirect_uris: `${callback}\r\n${second}`, scopes: "read" } },
    { raw: multipart },
  ];
  for (const way of ways) {
    const answer = await app.guest().send<Record<string, unknown>>("POST", "/api/v1/apps", way);
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, "private, no-store"]);
    expect(answer.body).toMatchObject({
      name: "An app",
      redirect_uris: [callback, second],
      redirect_uri: `${callback}\n${second}`,
      client_secret_expires_at: 0,
    });
    for (const name of ["client_id", "client_secret"]) expect(answer.body[name]).toMatch(/^[\w-]{43}$/);
  }
});

test("what an app says about itself is bounded, and every fault is named", async () => {
  const register = (more: object) =>
    app.guest().send<{ details?: object }>("POST", "/api/v1/apps", {
      body: { client_name: "An app", redirect_uris: callback, ...more },
    });
  const faults: [object, string][] = [
    [{ client_name: " " }, "client_name"],
    [{ client_name: "x".repeat(61) }, "client_name"],
    [{ client_name: "evil \u202e ppa" }, "client_name"],
    [{ website: "javascript:alert(1)" }, "website"],
    [{ website: `https://a.example/${"x".repeat(2000)}` }, "website"],
    [{ redirect_uris: "" }, "redirect_uris"],
    [{ redirect_uris: Array.from({ length: 21 }, (_, i) => `https://a.example/${i}`) }, "redirect_uris"],
    [{ scopes: "read everything" }, "scopes"],
  ];
  for (const [more, field] of faults) {
    const { status, body } = await register(more);
    expect([more, status, Object.keys(body.details ?? {})]).toEqual([more, 422, [field]]);
  }
});

test("code and PKCE lead to a token, and the token is who it says", async () => {
  const client = await registerApp(app);
  const { verifier, challenge } = pkce();
  const asked = { client_id: client.client_id, redirect_uri: callback, response_type: "code", scope: "read write" };
  const { body: ask } = await alice.get<object>(`/oauth/consent?${new URLSearchParams(asked)}`);
  expect(ask).toEqual({
    kind: "ask",
    name: "Test app",
    website: null,
    redirect_uri: callback,
    scopes: ["read", "write"],
  });
  const back = await consent(alice, client, { code_challenge: challenge, code_challenge_method: "S256" });
  expect(back.searchParams.get("state")).toBe("xyz");
  const code = back.searchParams.get("code")!;
  const { status, body } = await askToken(app, client, { code, code_verifier: verifier });
  expect(status).toBe(200);
  expect(Object.keys(body).sort()).toEqual(["access_token", "created_at", "scope", "token_type"]);
  expect(body).toMatchObject({ token_type: "Bearer", scope: "read write" });
  expect(Math.abs(body.created_at - Date.now() / 1000)).toBeLessThan(60);
  const as = bearer(body.access_token);
  const me = await app.guest().get<{ id: string }>("/api/v1/accounts/verify_credentials", as);
  expect(me.body.id).toBe(alice.id);
  const own = await app.guest().get<{ id: string }>("/api/v1/apps/verify_credentials", as);
  expect(own.body).toMatchObject({ id: client.id, name: "Test app" });
  const info = await app.guest().get<{ preferred_username: string }>("/oauth/userinfo", as);
  expect(info.body).toMatchObject({ iss: app.server.app.config.publicUrl, preferred_username: alice.username });
});

test("the token endpoint takes form, JSON, multipart and HTTP Basic", async () => {
  const { client_id, client_secret } = await registerApp(app);
  const whole = { grant_type: "client_credentials", client_id, client_secret };
  const multipart = new FormData();
  for (const [name, value] of Object.entries(whole)) multipart.set(name, value);
  const basic = { authorization: `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString("base64")}` };
  const ways = [
    { form: whole },
    { body: whole },
    { raw: multipart },
    { form: { grant_type: "client_credentials" }, headers: basic },
  ];
  for (const way of ways) {
    const { status, body } = await app.guest().send<{ scope: string }>("POST", "/oauth/token", way);
    expect([status, body.scope]).toEqual([200, "read"]);
  }
  const wrong = { ...whole, client_secret: "guess" };
  const refused = await app.guest().send<Problem>("POST", "/oauth/token", { form: wrong });
  expect([refused.status, refused.body.error]).toEqual([401, "invalid_client"]);
});

test("an app without a member reads what is open to all, and is nobody's account", async () => {
  const client = await registerApp(app);
  const { body } = await askToken(app, client, { grant_type: "client_credentials", scope: "read" });
  const as = bearer(body.access_token);
  const get = async (path: string) => (await app.guest().get(path, as)).status;
  expect(await get("/api/v1/timelines/public")).toBe(200);
  expect(await get("/api/v1/apps/verify_credentials")).toBe(200);
  expect(await get("/api/v1/accounts/verify_credentials")).toBe(403);
  expect((await app.guest().get("/api/v1/apps/verify_credentials")).status).toBe(401);
});

test("errors are those of RFC 6749, described in the reader's language", async () => {
  const client = await registerApp(app, "read");
  const cases: [Record<string, string>, number, string][] = [
    [{ grant_type: "" }, 400, "invalid_request"],
    [{ grant_type: "password" }, 400, "unsupported_grant_type"],
    [{ grant_type: "client_credentials", scope: "write" }, 400, "invalid_scope"],
    [{ grant_type: "client_credentials", scope: "nonsense" }, 400, "invalid_scope"],
    [{ code: "" }, 400, "invalid_request"],
    [{ code: "guess" }, 400, "invalid_grant"],
    [{ code: "guess", client_id: "nobody" }, 401, "invalid_client"],
  ];
  for (const [more, status, error] of cases) {
    const answer = await askToken(app, client, more);
    expect([more, answer.status, answer.body.error]).toEqual([more, status, error]);
  }
  const korean = await app.guest().send<Problem>("POST", "/oauth/token", { headers: { "accept-language": "ko" } });
  expect(korean.body).toEqual({ error: "invalid_client", error_description: expect.stringMatching(/요\.$/) });
});

test("an app ends its own tokens only, and what has ended opens nothing", async () => {
  const [mine, other] = [await registerApp(app), await registerApp(app)];
  const token = await tokenOf(app, alice, "read write", mine);
  const revoke = ({ client_id, client_secret }: typeof mine, what: Record<string, string>) =>
    app.guest().send<Problem>("POST", "/oauth/revoke", { form: { client_id, client_secret, ...what } });
  const works = async () => (await app.guest().get("/api/v1/accounts/verify_credentials", bearer(token))).status;
  const refused = await revoke(other, { token });
  expect([refused.status, refused.body.error, await works()]).toEqual([403, "unauthorized_client", 200]);
  expect((await revoke(mine, {})).body.error).toBe("invalid_request");
  expect((await revoke(mine, { token: "unknown" })).status).toBe(200);
  expect([(await revoke(mine, { token })).text, await works()]).toEqual(["{}", 401]);
});

test("discovery tells where everything is, and only what is there", async () => {
  const { body } = await app.guest().get<Record<string, unknown>>("/.well-known/oauth-authorization-server");
  const { publicUrl } = app.server.app.config;
  expect(body).toMatchObject({
    issuer: publicUrl,
    code_challenge_methods_supported: ["S256"],
    grant_types_supported: ["authorization_code", "client_credentials"],
  });
  const paths = Object.entries(body)
    .filter(([name]) => name.endsWith("_endpoint") && name !== "authorization_endpoint")
    .map(([, url]) => String(url).replace(publicUrl, ""));
  const known = app.server.http.contracts.map(({ path }) => path);
  for (const path of paths) expect(known).toContain(path);
});

test("the list of apps shows who is in and when they last came, noted once a minute", async () => {
  const bob = await app.member();
  const client = await registerApp(app);
  const token = await tokenOf(app, bob, "read write", client);
  const list = async () => (await bob.get<{ last_used_at: string | null }[]>("/auth/apps")).body;
  expect(await list()).toMatchObject([
    { id: client.id, name: "Test app", scopes: ["read", "write"], last_used_at: null },
  ]);
  const inside = app.server.app;
  const clock = inside.clock;
  const use = async (seconds: number) => {
    inside.clock = () => new Date(clock().getTime() + seconds * 1000);
    await app.guest().get("/api/v1/timelines/public", bearer(token));
    inside.clock = clock;
    return (await list())[0]!.last_used_at!;
  };
  const first = await use(0);
  expect(await use(30)).toBe(first);
  expect(Date.parse(await use(70)) - Date.parse(first)).toBeGreaterThan(60_000);
});

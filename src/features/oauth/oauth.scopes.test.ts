import { afterAll, beforeAll, expect, test } from "vitest";
import { covers, scopes } from "#core/scopes";
import { startApp } from "#test/app";
import type { Member, TestApp } from "#test/app";
import { bearer, registerApp, tokenOf } from "#test/oauth";

let app: TestApp;
let alice: Member;
beforeAll(async () => {
  app = await startApp();
  alice = await app.member();
});
afterAll(() => app.stop());

const all = "read write follow push profile";

test("threat 27: scope × route, made from the router: each token opens what its scope says, and nothing else", async () => {
  const client = await registerApp(app, all);
  const given = ["read", "write", "follow", "push", "profile", "read:statuses", "read:accounts", "write:statuses"];
  const tokens = new Map<string, string>();
  for (const scope of given) tokens.set(scope, await tokenOf(app, alice, scope, client));
  const routes = app.server.http.contracts.filter(({ access }) => access !== "client" && access !== "unasked");
  expect(routes.length).toBeGreaterThan(20);
  const wrong: string[] = [];
  for (const { method, path, scope } of routes)
    for (const [granted, token] of tokens) {
      const address = path.replace(":id", "1");
      const { status } = await app.guest().send(method, address, { headers: bearer(token) });
      const should = scope === "none" || (scope !== "session" && covers([granted], scope));
      if (should === (status === 403)) wrong.push(`${granted} × ${method} ${path}: ${status}`);
    }
  expect(wrong).toEqual([]);
}, 120_000);

test("threat 27: every route says which scope opens it, and those of the web's session are opened by none", () => {
  const routes = app.server.http.contracts;
  for (const { path, scope, access } of routes) {
    const known = scope === "none" || scope === "session" || scopes.includes(scope);
    expect([path, known]).toEqual([path, true]);
    if (path.startsWith("/auth/")) expect([path, scope]).toEqual([path, "session"]);
    if (access === "member") expect([path, scope]).not.toEqual([path, "none"]);
  }
  const writes = routes.filter(({ method, scope }) => method !== "GET" && scope.startsWith("read"));
  expect(writes).toEqual([]);
});

test("a wide scope includes its narrow ones, never a neighbour's", () => {
  const table: [string, string, boolean][] = [
    ["read", "read:statuses", true],
    ["read", "write:statuses", false],
    ["read", "profile", true],
    ["read:accounts", "profile", true],
    ["profile", "read:accounts", false],
    ["read:statuses", "read", false],
    ["read:statuses", "read:accounts", false],
    ["follow", "write:follows", true],
    ["follow", "read:mutes", true],
    ["follow", "write:statuses", false],
    ["push", "read", false],
    ["write", "push", false],
    ["", "read", false],
    ["readx", "read:statuses", false],
  ];
  for (const [granted, needed, should] of table)
    expect([granted, needed, covers([granted], needed)]).toEqual([granted, needed, should]);
});

test("threat 27: a token stands above the cookie beside it, and never adds to it", async () => {
  const readOnly = await tokenOf(app, alice, "read");
  const headers = bearer(readOnly);
  const { status } = await alice.send("POST", "/api/v1/statuses", { body: { status: "no" }, headers });
  expect(status).toBe(403);
  for (const authorization of ["Bearer guess", "Bearer", "bearer  ", "Basic YTpi", `Token ${readOnly}`, readOnly])
    expect([authorization, (await alice.get("/api/v1/timelines/public", { authorization })).status]).toEqual([
      authorization,
      401,
    ]);
});

const origin = "https://client.example";

test("a web app of any origin may use its token, and reads the answers, errors too", async () => {
  const token = await tokenOf(app, alice);
  const browser = { origin, "sec-fetch-site": "cross-site" };
  const guest = app.guest();
  const posted = await guest.send("POST", "/api/v1/statuses", {
    body: { status: "from afar" },
    headers: { ...bearer(token), ...browser },
  });
  expect(posted.status).toBe(200);
  const answers = [
    posted,
    await guest.get("/api/v1/timelines/public", browser),
    await guest.get("/api/v1/statuses/1", { ...bearer(token), ...browser }),
    await guest.get("/api/v1/statuses/1", { ...bearer("guess"), ...browser }),
    await guest.get("/api/v1/nothing", browser),
    await guest.send("POST", "/oauth/token", { headers: browser }),
    await guest.send("POST", "/api/v1/apps", { form: { client_name: "Web", redirect_uris: origin }, headers: browser }),
    await guest.send("OPTIONS", "/api/v1/statuses", {
      headers: { ...browser, "access-control-request-method": "POST" },
    }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 401, 404, 401, 200, 204]);
  for (const { headers } of answers) {
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(headers.get("access-control-allow-credentials")).toBeNull();
    expect(headers.get("access-control-expose-headers")).toContain("Link");
  }
});

test("a cookie authorizes nothing for a page of another origin, and the session's routes are closed to it", async () => {
  const site = { origin, "sec-fetch-site": "same-site" };
  const read = await alice.get("/api/v1/accounts/verify_credentials", site);
  expect(read.status).toBe(401);
  const { id } = await alice.post("only for me", { visibility: "direct" });
  expect((await alice.get(`/api/v1/statuses/${id}`, site)).status).toBe(404);
  expect((await alice.send("POST", "/api/v1/statuses", { body: { status: "x" }, headers: site })).status).toBe(403);
  const own = await alice.get("/auth/me", { origin });
  expect([own.status, own.headers.get("access-control-allow-origin")]).toEqual([401, null]);
});

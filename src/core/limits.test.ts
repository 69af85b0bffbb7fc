import { request as rawRequest } from "node:http";
import { afterEach, expect, test } from "vitest";
import { limitClasses, networkOf } from "#core/limits";
import { startApp } from "#test/app";
import type { TestApp } from "#test/app";

let app: TestApp | undefined;
afterEach(async () => {
  await app?.stop();
  app = undefined;
});

/** Sends a path as it is written, which fetch would tidy up first, and returns the status. */
const ask = (path: string, headers: Record<string, string> = {}, method = "GET"): Promise<number> =>
  new Promise((resolve, reject) => {
    const request = rawRequest({ port: new URL(app!.url).port, path, method, headers }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode ?? 0));
    });
    request.on("error", reject);
    request.end();
  });

const lookup = "/api/v1/accounts/lookup?acct=nobody";
const from = (address: string) => ask(lookup, { "x-forwarded-for": address });

test("threat 11: the request after the last allowed one is a 429 that says when to come back", async () => {
  app = await startApp({ LIMIT_READ: "3/60" });
  const guest = app.guest();
  const answers = [];
  for (let i = 0; i < 5; i++) answers.push(await guest.get<{ error: string }>(lookup));
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 429, 429]);
  const { headers, body } = answers[3]!;
  expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
  expect([headers.get("x-ratelimit-limit"), headers.get("x-ratelimit-remaining")]).toEqual(["3", "0"]);
  expect(new Date(headers.get("x-ratelimit-reset")!).getTime()).toBeGreaterThan(Date.now());
  expect(headers.get("ratelimit-policy")).toBe('"read";q=3;w=60');
  expect(headers.get("ratelimit")).toMatch(/^"read";r=0;t=\d\d$/);
  expect(answers[0]!.headers.get("ratelimit")).toMatch(/^"read";r=2;t=(59|60)$/);
  expect(body.error).toMatch(/^Too many requests\. Try again in \d+ s\.$/);
  expect((await guest.get("/health/live")).status).toBe(200);
});

test("threat 11: however a path is spelt, it is counted in the same place or leads nowhere", async () => {
  app = await startApp({ LIMIT_READ: "2/60" });
  const spellings = [
    "/api/v1/accounts/lookup/?acct=x",
    "/api/v1/accounts/%6cookup?acct=x",
    "/%61pi/v1/accounts/lookup?acct=x#a",
    "/api/v1/accounts/lookup?acct=x&_=1",
  ];
  expect([await ask(lookup), await ask(lookup)]).toEqual([404, 404]);
  for (const path of spellings) expect([path, await ask(path)]).toEqual([path, 429]);
  expect(await ask(lookup, {}, "HEAD")).toBe(429);
  for (const path of [
    "/AUTH/LOGIN",
    "//auth/login",
    "/auth/login.json",
    "/auth/./login",
    "/auth%2flogin",
    "/auth/login%20",
  ])
    expect([path, await ask(path, {}, "POST")]).toEqual([path, 404]);
  for (const name of ["x-http-method-override", "x-method-override", "x-original-url", "x-rewrite-url"])
    expect(await ask(lookup, { [name]: "/health/live" })).toBe(429);
});

test("threat 11: every route is limited: the call after the last allowed one is a 429 that says when to come back", async () => {
  const one = Object.fromEntries(limitClasses.map((name) => [`LIMIT_${name.toUpperCase()}`, "1/600"]));
  app = await startApp({ ...one, TRUST_PROXY: "1" });
  const free: string[] = [];
  for (const [i, { method, path, limit }] of app.server.http.contracts.entries()) {
    const from = { "x-forwarded-for": `10.0.${i >> 8}.${i & 255}` };
    const call = () => app!.guest().send(method, path.replaceAll(/:\w+/g, "1"), { headers: from });
    const first = await call();
    const { status, headers } = await call();
    if (limit === "none") free.push(path);
    else
      expect([path, first.status === 429, status, Number(headers.get("retry-after")) > 0]).toEqual([
        path,
        false,
        429,
        true,
      ]);
  }
  expect(free.toSorted()).toEqual(["/api/v1/streaming/health", "/health/live", "/health/ready"]);
});

test("threat 11: posts are counted per account, on whatever connection they come", async () => {
  app = await startApp({ LIMIT_WRITE: "3/60" });
  const [alice, bob] = [await app.member(), await app.member()];
  const post = async () => (await alice.send("POST", "/api/v1/statuses", { body: { status: "x" } })).status;
  const statuses = await Promise.all(Array.from({ length: 10 }, post));
  expect([200, 429].map((status) => statuses.filter((s) => s === status).length)).toEqual([3, 7]);
  await bob.post("not counted as hers");
});

test("threat 12 (O1): without a proxy to believe, a forged address does not help", async () => {
  app = await startApp({ LIMIT_READ: "3/60" });
  expect([await from("1.1.1.1"), await from("2.2.2.2"), await from("3.3.3.3"), await from("4.4.4.4")]).toEqual([
    404, 404, 404, 429,
  ]);
  for (const name of ["forwarded", "x-real-ip", "cf-connecting-ip", "true-client-ip", "x-client-ip"])
    expect(await ask(lookup, { [name]: "for=9.9.9.9" })).toBe(429);
});

test("threat 12 (O1): behind a proxy limits are per client, and what the client itself forged is not believed", async () => {
  app = await startApp({ LIMIT_READ: "2/60", TRUST_PROXY: "1" });
  expect([await from("1.1.1.1"), await from("1.1.1.1"), await from("1.1.1.1")]).toEqual([404, 404, 429]);
  expect(await from("2.2.2.2")).toBe(404);
  for (const forged of ["9.9.9.9", "127.0.0.1", "::1", "nonsense"])
    expect([forged, await from(`${forged}, 1.1.1.1`)]).toEqual([forged, 429]);
});

test("threat 12 (O1): a list of proxies is believed exactly as far as it goes", async () => {
  app = await startApp({ LIMIT_READ: "2/60", TRUST_PROXY: "loopback, 10.0.0.0/8" });
  expect([await from("1.1.1.1, 10.0.0.7"), await from("1.1.1.1"), await from("6.6.6.6, 1.1.1.1, 10.1.1.1")]).toEqual([
    404, 404, 429,
  ]);
  expect(await from("1.1.1.1, 8.8.8.8")).toBe(404);
});

test("threat 12 (O1): whoever owns an IPv6 /64 is one caller", async () => {
  app = await startApp({ LIMIT_READ: "2/60", TRUST_PROXY: "1" });
  expect([
    await from("2001:db8:0:1::1"),
    await from("2001:db8:0:1:ffff::2"),
    await from("2001:DB8::1:0:0:0:9"),
  ]).toEqual([404, 404, 429]);
  expect(await from("2001:db8:0:2::1")).toBe(404);
});

test("threat 12: a cookie that was not ours does not open a bucket of its own", async () => {
  app = await startApp({ LIMIT_READ: "2/60" });
  const forged = (n: number) => ask(lookup, { cookie: `xm_session=forged${n}; xm_guest=guest${n}` });
  expect([await forged(1), await forged(2), await forged(3)]).toEqual([404, 404, 429]);
});

test("threat 12: who guesses at credentials is counted with their network, right or wrong", async () => {
  app = await startApp({ LIMIT_READ: "3/60" });
  const statuses = [];
  for (let i = 0; i < 5; i++)
    statuses.push(await ask(lookup, { cookie: `__Host-xm_session=x${i}; xm_session=a.b.${i}` }));
  expect(statuses.slice(3)).toEqual([429, 429]);
});

test("what has no limit tells none", async () => {
  app = await startApp();
  const { headers } = await app.guest().get(lookup);
  expect([headers.get("ratelimit"), headers.get("x-ratelimit-limit")]).toEqual([null, null]);
});

test("an address is counted under its network, however it is written", () => {
  const spellings = {
    ...{ "1.2.3.4": "1.2.3.4", "::ffff:1.2.3.4": "1.2.3.4", "1.2.3.4:5678": "1.2.3.4" },
    ...{
      "2001:db8::1": "2001:db8:0:0",
      "2001:0DB8:0:0:1:2:3:4": "2001:db8:0:0",
      "fe80::1%eth0": "fe80:0:0:0",
      "::1": "0:0:0:0",
    },
  };
  for (const [address, network] of Object.entries(spellings))
    expect([address, networkOf(address)]).toEqual([address, network]);
});

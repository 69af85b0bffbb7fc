import { randomInt } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import type { RouteContract } from "#core/http.route";
import { startApp } from "#test/app";
import type { Member, Send, TestApp } from "#test/app";

let app: TestApp;
let alice: Member;
let bob: Member;
let postId: string;
beforeAll(async () => {
  app = await startApp();
  [alice, bob] = await Promise.all([app.member(), app.member()]);
  postId = (await alice.post("A post that outlives the storm")).id;
});
afterAll(() => app.stop());

const ids = [
  ...[
    "abc",
    "1".repeat(20),
    "9".repeat(19),
    "2147483648",
    "9223372036854775808",
    "-1",
    "1e3",
    "0x1",
    "01",
    "1.0",
    "1' or 1=1",
  ],
  ...[
    "%00",
    "..%2f",
    "%2e%2e",
    "%",
    "%ff",
    "%ed%a0%80",
    "%E2%80%8B1",
    "１",
    "[]",
    "1;",
    "x".repeat(600),
    "null",
    "__proto__",
  ],
];
const values = [
  "%00",
  "%ff",
  "%ed%a0%80",
  "1e999",
  "-1",
  "NaN",
  "9".repeat(30),
  "9223372036854775807",
  "a%00b",
  "%27",
  "",
  "x".repeat(3000),
];
/** The fields of a contract, if it has any. */
const fieldsOf = (shape: RouteContract["body"]): string[] =>
  shape instanceof z.ZodObject ? Object.keys(shape.shape) : [];
const deep = (open: string, close: string) => open.repeat(20_000) + "1" + close.repeat(20_000);
const odd: unknown[] = [
  ...[
    null,
    5,
    -0,
    1e308,
    true,
    "",
    "\0",
    "a\0b",
    "\ud800",
    "x\udfff",
    "\u202e",
    "x".repeat(50_000),
    [],
    ["a"],
    [[]],
    [null],
    {},
  ],
  ...[
    { a: { b: [1] } },
    { toString: 1 },
    { length: 5 },
    "constructor",
    "hasOwnProperty",
    Array.from({ length: 5000 }, () => 1),
  ],
];
const good = { status: "x", username: "storm", password: "correct horse", email: "a@example.org" };
const type = (name: string) => ({ "content-type": name });

/** Odd values in each field that a route reads. */
const oddFields = ({ body }: RouteContract): Send[] =>
  fieldsOf(body).flatMap((field) => odd.map((value): Send => ({ body: { ...good, [field]: value } })));

/** What every route is sent, whatever it reads. */
const bodies: Send[] = [
  ...odd.map((value): Send => ({ body: value })),
  ...[deep("[", "]"), deep('{"status":', "}"), `{"status":${deep("[", "]")}}`].map((raw): Send => ({
    raw,
    headers: type("application/json"),
  })),
  ...[
    '{"status":"\\ud800"}',
    '{"username":"\\u0000","password":"\\ud800"}',
    '{"status":"x"',
    "\ufeff{}",
    "",
    "   ",
  ].map((raw): Send => ({ raw, headers: type("application/json") })),
  ...['{"__proto__":{"a":1}}', '{"constructor":{"prototype":{"a":1}}}'].map((raw): Send => ({
    raw,
    headers: type("application/json"),
  })),
  ...[
    "status[]=a&status[]=b",
    "status[a]=1",
    "username=%00&password=%ff",
    "&&&===",
    "%",
    "a".repeat(100_000),
    "x[".repeat(5000),
  ].map((raw): Send => ({ raw, headers: type("application/x-www-form-urlencoded") })),
  ...["", "--x", "--x\r\n\r\n--x--", '--x\r\ncontent-disposition: form-data; name="status"\r\n\r\n\0\r\n--x--\r\n'].map(
    (raw): Send => ({ raw, headers: type("multipart/form-data; boundary=x") }),
  ),
  ...["text/plain", "application/xml", "x", "application/json; charset=utf-16", "application/json; charset="].map(
    (name): Send => ({ raw: "{}", headers: type(name) }),
  ),
  ...["x".repeat(300), "", "é", "\t", "a,b"].map((key): Send => ({
    body: good,
    headers: { "idempotency-key": encodeURIComponent(key) },
  })),
];

/** Sends many things a few at a time and tells which of them were answered with a 5xx. */
async function failures(requests: (() => Promise<[string, number]>)[]): Promise<string[]> {
  const broken: string[] = [];
  const left = [...requests];
  const work = async () => {
    for (let next = left.pop(); next; next = left.pop()) {
      const [what, status] = await next();
      if (status >= 500) broken.push(`${status} ${what}`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return broken;
}

const everyRoute = (): RouteContract[] => [...app.server.http.contracts];
// Logging out would end the storm early.
const stormed = () => everyRoute().filter(({ path }) => path !== "/auth/logout");

/** A path that leads to something: to somebody else's account, or to a post. */
const aim = (path: string) => path.replace(":id", path.includes("/accounts/") ? bob.id : postId);

const fire =
  (who: Pick<Member, "send">, method: string, path: string, what: Send = {}) =>
  async (): Promise<[string, number]> => [
    `${method} ${path.slice(0, 100)} ${JSON.stringify(what).slice(0, 200)}`,
    (await who.send(method, path, what)).status,
  ];

test("I7 an id that cannot be one is a 404 on every route that takes one", { timeout: 180_000 }, async () => {
  for (const { method, path } of everyRoute().filter(({ path }) => /:(id|group_key)\b/.test(path)))
    for (const id of ids) {
      const { status } = await alice.send(
        method,
        path.replace(/:(id|group_key)\b/, id).replace(":quoting_id", id),
        method === "PUT" ? { body: { status: "x", name: "x" } } : {},
      );
      const noUrl = ["%", "%ff", "%ed%a0%80"].includes(id);
      // Two dots are a folder to whoever sends the request, so this one arrives at another path.
      if (id === "%2e%2e") expect(status, `${method} ${path} ${id}`).toBeLessThan(500);
      else expect(status, `${method} ${path} ${id}`).toBe(noUrl ? 400 : 404);
    }
  expect((await alice.get(`/api/v1/statuses/${postId}`)).status).toBe(200);
});

test("the storm knows the fields of every body and query", () => {
  for (const { path, query, body } of everyRoute())
    for (const shape of [query, body]) if (shape) expect([path, fieldsOf(shape)]).not.toEqual([path, []]);
});

test("I9 no query breaks any route", async () => {
  const reads = stormed().filter(({ method }) => method === "GET");
  const requests = reads.flatMap(({ path, query }) =>
    [...new Set([...fieldsOf(query), "limit", "__proto__", "constructor"])].flatMap((name) =>
      values
        .flatMap((value) => [`${name}=${value}`, `${name}[]=${value}`, `${name}[a]=${value}&${name}=1`])
        .map((query) => fire(alice, "GET", `${aim(path)}?${query}`)),
    ),
  );
  expect(await failures(requests)).toEqual([]);
}, 180_000);

test("threat 29 (I4, I5, I12): no body breaks any route, for a member or for a guest", async () => {
  const writes = stormed().filter(({ method }) => method !== "GET");
  const requests = writes.flatMap((contract) =>
    [...bodies, ...oddFields(contract)].flatMap((what) => {
      const { method, path } = contract;
      const url = method === "DELETE" ? path.replace(":id", "1") : aim(path);
      return path.startsWith("/auth/") ? [fire(app.guest(), method, url, what)] : [fire(alice, method, url, what)];
    }),
  );
  expect(await failures(requests)).toEqual([]);
  expect(({} as { a?: unknown }).a).toBeUndefined();
  expect((await alice.get(`/api/v1/statuses/${postId}`)).status).toBe(200);
}, 300_000);

test("random headers break no route", { timeout: 180_000 }, async () => {
  const headers = [
    "cookie",
    "authorization",
    "x-csrf-token",
    "accept-language",
    "origin",
    "sec-fetch-site",
    "user-agent",
    "x-forwarded-for",
    "content-encoding",
    "range",
    "if-none-match",
    "accept-encoding",
    "idempotency-key",
  ];
  const noise = () => Array.from({ length: randomInt(1, 60) }, () => String.fromCharCode(randomInt(33, 127))).join("");
  const requests = stormed().flatMap(({ method, path }) =>
    headers.map((name) => fire(app.guest(), method, path.replace(":id", postId), { headers: { [name]: noise() } })),
  );
  expect(await failures(requests)).toEqual([]);
});

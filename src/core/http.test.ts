import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Answer, Member, TestApp } from "#test/app";

let app: TestApp;
let alice: Member;
beforeAll(async () => {
  app = await startApp();
  alice = await app.member();
});
afterAll(() => app.stop());

type Problem = { error: string; details?: Record<string, { error: string; description: string }[]> };
const json = { "content-type": "application/json" };
const send = (raw: BodyInit, headers: Record<string, string> = json) =>
  alice.send<Problem>("POST", "/api/v1/statuses", { raw, headers });

/** Every error has this shape and no other. */
function expectProblem(answer: Answer<Problem>, status: number) {
  expect([answer.status, answer.headers.get("content-type")]).toEqual([status, "application/json; charset=utf-8"]);
  expect(answer.body.error).toMatch(/^[“A-Z\p{sc=Hangul}].*[.요]$/u);
  expect(Object.keys(answer.body).filter((key) => !["error", "code", "details"].includes(key))).toEqual([]);
}

/** Writes bytes as they are and returns what comes back until the server hangs up. */
function talk(bytes: string): Promise<string> {
  const { hostname, port } = new URL(app.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let heard = "";
    socket.on("data", (chunk) => (heard += chunk.toString()));
    socket.on("end", () => resolve(heard));
    socket.on("error", reject);
  });
}

test("I1 malformed JSON is a 400 that says so", async () => {
  for (const raw of ['{"status":', "{'status':'x'}", "undefined", '{"status":"x"}}', "\0", "[1,"])
    expectProblem(await send(raw), 400);
});

test("I2 a body of 1 MB is a 413, whatever form it comes in", async () => {
  const big = "x".repeat(1_000_000);
  expectProblem(await send(JSON.stringify({ status: big })), 413);
  expectProblem(await send(`status=${big}`, { "content-type": "application/x-www-form-urlencoded" }), 413);
  const [field, file, many] = [new FormData(), new FormData(), new FormData()];
  field.set("status", big);
  file.set("status", new Blob([big]), "a.txt");
  for (let i = 0; i < 20; i++) many.set(`f${i}`, big.slice(0, 50_000));
  for (const form of [field, file, many]) expectProblem(await send(form, {}), 413);
});

test("I4 a text that is an array, an object, a number or a boolean is a 422 that names the field", async () => {
  for (const status of [["a"], { a: 1 }, 5, true]) {
    const answer = await send(JSON.stringify({ status }));
    expectProblem(answer, 422);
    expect(Object.keys(answer.body.details ?? {})).toEqual(["status"]);
  }
});

test("a body that is no object is a 422", async () => {
  for (const raw of ["[]", '"text"', "5", "true", "[[]]"]) expectProblem(await send(raw), 422);
});

test("I9 repeated and nested query parameters are ignored or refused, never a 500", async () => {
  const queries = [
    "limit=1&limit=2",
    "limit[]=1",
    "limit[a]=1",
    "max_id=1&max_id=2",
    "max_id[a][b][c]=1",
    "local[]=x",
    "__proto__[x]=1",
  ];
  for (const query of queries) expect((await alice.get(`/api/v1/timelines/public?${query}`)).status).toBe(200);
  for (const query of ["acct=a&acct=b", "acct[]=a", "acct[a]=b", ""])
    expectProblem(await alice.get<Problem>(`/api/v1/accounts/lookup?${query}`), 422);
});

test("I11 a gzip bomb is a 413, and costs no memory", async () => {
  const bomb = gzipSync(Buffer.alloc(20_000_000, 0x20));
  const before = process.memoryUsage().arrayBuffers;
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => send(bomb as Uint8Array<ArrayBuffer>, { ...json, "content-encoding": "gzip" })),
  );
  for (const answer of answers) expectProblem(answer, 413);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
});

test("a compressed body is read like any other; a broken or unknown compression is refused", async () => {
  const body = JSON.stringify({ status: "꾹꾹 눌러 담은 글" });
  const answer = await send(gzipSync(body) as Uint8Array<ArrayBuffer>, { ...json, "content-encoding": "gzip" });
  expect(answer.status).toBe(200);
  expectProblem(await send(body, { ...json, "content-encoding": "gzip" }), 400);
  expectProblem(
    await send(gzipSync(body).subarray(0, 20) as Uint8Array<ArrayBuffer>, { ...json, "content-encoding": "gzip" }),
    400,
  );
  for (const coding of ["zstd", "constructor", "gzip, gzip"])
    expectProblem(await send(body, { ...json, "content-encoding": coding }), 415);
});

test("I12 JSON 20,000 levels deep is refused, and the server lives", async () => {
  for (const [open, close] of [
    ["[", "]"],
    ['{"a":', "}"],
  ] as const) {
    const deep = open.repeat(20_000) + "1" + close.repeat(20_000);
    expectProblem(await send(deep), 422);
    expectProblem(await send(`{"status":${deep}}`), 422);
  }
  expect((await alice.get("/health/live")).status).toBe(200);
});

test("I13 every kind of error is JSON in one shape, also what never reaches a route", async () => {
  expectProblem(await alice.get<Problem>("/api/v1/nothing"), 404);
  expectProblem(await app.guest().get<Problem>("/auth/me"), 401);
  expectProblem(await alice.get<Problem>("/api/v1/statuses/%ff"), 400);
  expectProblem(await alice.get<Problem>("/api/v1/statuses/%"), 400);
  expectProblem(await alice.get<Problem>(`/api/v1/statuses/${"1".repeat(3000)}`), 404);
  expectProblem(await alice.send<Problem>("PATCH", "/auth/login"), 404);
  expectProblem(await alice.get<Problem>("/auth/me", { authorization: "Bearer nonsense" }), 401);
});

test("I13 bytes that are no HTTP get the same shape", async () => {
  const requests: [number, string][] = [
    [400, "NONSENSE\r\n\r\n"],
    [431, `GET / HTTP/1.1\r\nHost: x\r\nX: ${"x".repeat(40_000)}\r\n\r\n`],
    [400, "POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"],
  ];
  for (const [status, bytes] of requests) {
    const [head = "", body = ""] = (await talk(bytes)).split("\r\n\r\n");
    expect(head).toContain(`HTTP/1.1 ${status} `);
    expect(Object.keys(JSON.parse(body) as object)).toEqual(["error"]);
  }
});

test("an unknown content type is a 415", async () => {
  for (const type of ["text/plain", "application/xml", "image/png", "application/jsonx", "nonsense"])
    expectProblem(await send('{"status":"x"}', { "content-type": type }), 415);
});

test("a broken multipart body is refused", async () => {
  const types = [
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/mixed; boundary=x",
    "multipart/form-data; boundary=x",
  ];
  for (const type of types) {
    const { status } = await send('--x\r\ncontent-disposition: form-data; name="status"\r\n\r\nhalf', {
      "content-type": type,
    });
    expect([400, 415, 422]).toContain(status);
  }
});

test("threat 29: __proto__ and constructor in a body change nothing, in JSON and in forms", async () => {
  const attacks = ["__proto__", "constructor", "prototype"];
  for (const name of attacks) {
    const bodies = [
      `{"${name}":{"polluted":1,"status":"x"}}`,
      `{"status":"x","${name}":{"prototype":{"polluted":1}}}`,
      `{"a":{"${name}":{"polluted":1}}}`,
    ];
    for (const raw of bodies) expect([200, 400, 422]).toContain((await send(raw)).status);
    const form = new FormData();
    form.set(name, "1");
    form.set(`${name}[polluted]`, "1");
    expect([400, 422]).toContain((await send(form, {})).status);
    const fields = { [name]: "x", [`${name}[polluted]`]: "1", [`a[${name}]`]: "1" };
    expect((await alice.send("POST", "/api/v1/statuses", { form: fields })).status).toBe(422);
  }
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

test("threat 34: what a member is answered is for nobody's cache, and neither is an error", async () => {
  for (const path of ["/auth/me", "/api/v1/timelines/public", "/api/v2/instance", "/auth/csrf-token"])
    expect([path, (await alice.get(path)).headers.get("cache-control")]).toEqual([path, "private, no-store"]);
  expect((await app.guest().get("/auth/me")).headers.get("cache-control")).toBe("no-store");
  expect((await alice.get("/api/v1/statuses/1")).headers.get("cache-control")).toBe("no-store");
});

test("an error speaks the caller's language", async () => {
  const ask = async (language: string) =>
    (await app.guest().get<Problem>("/auth/me", { "accept-language": language })).body.error;
  expect(await ask("ko")).toBe("먼저 로그인해 주세요.");
  expect(await ask("fr, ko-KR;q=0.8, en;q=0.5")).toBe("먼저 로그인해 주세요.");
  expect(await ask("en, ko;q=0.5")).toBe("Please log in first.");
  expect(await ask(";;;,,q=x")).toBe("Please log in first.");
  const wrong = await alice.send<Problem>("POST", "/api/v1/statuses", {
    body: { status: 5 },
    headers: { "accept-language": "ko" },
  });
  expect(wrong.body.error).toMatch(/\p{sc=Hangul}/u);
});

test("HEAD and OPTIONS are answered on every path without a 500", async () => {
  for (const { path } of app.server.http.contracts)
    for (const method of ["HEAD", "OPTIONS"])
      expect((await alice.send(method, path.replace(":id", "1"))).status, `${method} ${path}`).toBeLessThan(500);
  expect((await alice.send("HEAD", "/api/v2/instance")).status).toBe(200);
});

test("an action with a JSON type and no body is an action without a body", async () => {
  const { id } = await alice.post("잠깐");
  expect((await alice.send("DELETE", `/api/v1/statuses/${id}`, { headers: json })).status).toBe(200);
  expect((await alice.send("POST", `/api/v1/statuses/${id}/restore`, { headers: json })).status).toBe(200);
  expect((await alice.send("DELETE", `/api/v1/statuses/${id}`, { body: {} })).status).toBe(200);
});

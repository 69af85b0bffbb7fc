import { gunzipSync } from "node:zlib";
import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Member, PostBody, TestApp } from "#test/app";
import { indexed } from "#test/indexed";

let app: TestApp;
let ann: Member;
let bob: Member;
beforeAll(async () => {
  app = await startApp();
  ann = await app.member("ann");
  bob = await app.member("bob");
});
afterAll(() => app.stop());

const timeline = "/api/v1/timelines/public";
const guest = { get: <T = PostBody>(path: string, headers = {}) => app.guest().get<T>(path, headers) };

/** How many statements the database is asked while `work` runs. */
async function asked(work: () => Promise<unknown>): Promise<number> {
  const pool = app.server.app.db.$client;
  const { query } = pool;
  let count = 0;
  pool.query = ((...args: unknown[]) => {
    const text = (args[0] as { text?: string }).text ?? String(args[0]);
    if (/from "posts"/.test(text)) count++;
    return Reflect.apply(query, pool, args) as unknown;
  }) as typeof query;
  try {
    await work();
  } finally {
    pool.query = query;
  }
  return count;
}

test("whoever is nobody reads the timeline from memory, and many who ask at once make one question", async () => {
  await ann.post("many read this");
  await indexed(app);
  const path = `${timeline}?limit=7`;
  const questions = await asked(() => Promise.all(Array.from({ length: 60 }, () => guest.get(path))));
  // Each second, and whenever the server's own readers move on, it is asked anew.
  expect(questions).toBeGreaterThan(0);
  expect(questions).toBeLessThan(20);
  expect(await asked(() => Promise.all(Array.from({ length: 20 }, () => ann.get(path))))).toBeGreaterThanOrEqual(20);
});

test("what is ready says the same, in body and headers, as what is made anew", async () => {
  await ann.post("said twice");
  const path = `${timeline}?limit=2`;
  await guest.get(path);
  const [ready, made] = [await guest.get(path), await guest.get(path, { cookie: "other=1" })];
  expect(ready.text).toBe(made.text);
  const telling = ({ headers }: { headers: Headers }) =>
    Object.fromEntries(
      [...headers].filter(
        ([name]) => !/^(date|content-length|transfer-encoding|vary|connection|keep-alive)$/.test(name),
      ),
    );
  expect(telling(ready)).toEqual({ ...telling(made), "x-cursor": expect.stringMatching(/^\d+$/) });
  expect(ready.headers.get("link")).toMatch(/rel="next"/);
  expect(ready.headers.get("vary")).toBe("accept-encoding");
});

test("compressed bytes are ready too, for who takes them", async () => {
  for (let i = 0; i < 5; i++) await ann.post(`a long one ${"words ".repeat(40)} ${i}`);
  const raw = (encoding: string) =>
    new Promise<{ encoding: string | undefined; body: Buffer }>((resolve, reject) => {
      request(app.url + timeline, { headers: { "accept-encoding": encoding } }, (answer) => {
        const parts: Buffer[] = [];
        answer.on("data", (part: Buffer) => parts.push(part));
        answer.on("end", () => resolve({ encoding: answer.headers["content-encoding"], body: Buffer.concat(parts) }));
      })
        .on("error", reject)
        .end();
    });
  const plain = await raw("identity");
  expect(plain.encoding).toBeUndefined();
  expect((await raw("identity, gzip;q=0")).body.equals(plain.body)).toBe(true);
  for (let i = 0; i < 3; i++) {
    const packed = await raw("gzip");
    expect(packed.encoding).toBe("gzip");
    expect(gunzipSync(packed.body).equals(plain.body)).toBe(true);
  }
});

test("whatever changes an answer shows in the next one: posts, edits, counts, names, deletes", async () => {
  const top = async () => (await guest.get<PostBody[]>(timeline)).body[0]!;
  const post = await ann.post("first words");
  const path = `/api/v1/statuses/${post.id}`;
  const alone = async () => (await guest.get(path)).body;
  const both = async () => {
    const [listed, single] = [await top(), await alone()];
    expect(listed).toEqual(single);
    return single;
  };
  expect((await both()).content).toContain("first words");
  await ann.send("PUT", path, { body: { status: "second thoughts" } });
  expect((await both()).content).toContain("second thoughts");
  await bob.send("POST", `${path}/reblog`);
  expect((await both())["reblogs_count"]).toBe(1);
  await bob.send("POST", `${path}/favourite`);
  expect((await both())["favourites_count"]).toBe(1);
  await bob.send("POST", `${path}/unfavourite`);
  expect((await both())["favourites_count"]).toBe(0);
  await bob.post("an answer", { in_reply_to_id: post.id });
  expect((await both()).replies_count).toBe(1);
  const thread = async () => (await guest.get<{ descendants: PostBody[] }>(`${path}/context`)).body.descendants;
  expect((await thread()).map(({ content }) => content)).toEqual([expect.stringContaining("an answer")]);
  await ann.send("PATCH", "/api/v1/accounts/update_credentials", { body: { display_name: "Ann the Second" } });
  expect((await both())["account"]).toMatchObject({ display_name: "Ann the Second" });
  await ann.send("DELETE", path);
  expect((await guest.get(path)).status).toBe(404);
  expect((await guest.get(`${path}/context`)).status).toBe(404);
  expect((await top()).id).not.toBe(post.id);
  await ann.send("POST", `${path}/restore`);
  expect((await both()).id).toBe(post.id);
});

test("what another node did is there as soon as this one tells of it", async () => {
  const other = await app.secondNode();
  const there = await other.enter(ann);
  const ear = await app.listen(bob, { channels: ["public"] });
  for (let i = 0; i < 10; i++) {
    await guest.get(timeline);
    const { body } = await there.send<PostBody>("POST", "/api/v1/statuses", { body: { status: `from afar ${i}` } });
    await ear.until((heard) => heard.some((event) => (event.data as PostBody).id === body.id));
    expect((await guest.get<PostBody[]>(timeline)).body[0]!.id).toBe(body.id);
  }
});

test("what happens while a ready answer is on its way is heard from the cursor that it carries", async () => {
  const path = `${timeline}?limit=4`;
  const { limits, log } = app.server.app;
  const { hit } = limits;
  // The readers of the log make answers old too.
  await indexed(app);
  await guest.get(path);
  let late: PostBody | undefined;
  limits.hit = async (...counted) => {
    limits.hit = hit;
    late = await ann.post("written while others read");
    const { head } = await log.bounds();
    await expect.poll(() => log.position()).toBeGreaterThanOrEqual(head);
    return hit(...counted);
  };
  const { headers, body } = await guest.get<PostBody[]>(path);
  const ear = await app.listen(ann, { cursor: Number(headers.get("x-cursor")) });
  const known = [...body, ...ear.heard.map(({ data }) => data as PostBody)];
  expect(known.map(({ id }) => id)).toContain(late?.id);
  ear.close();
});

test("what is made for a member is never what a stranger gets, nor the other way round", async () => {
  const secret = await ann.post("for followers only", { visibility: "private" });
  const path = `/api/v1/statuses/${secret.id}`;
  for (let i = 0; i < 3; i++) {
    expect((await ann.get(path)).status).toBe(200);
    expect((await guest.get(path)).status).toBe(404);
    expect((await guest.get(path, { authorization: "Bearer nonsense" })).status).toBe(401);
  }
  const open = await ann.post("for all");
  await bob.send("POST", `/api/v1/statuses/${open.id}/favourite`);
  for (let i = 0; i < 3; i++) {
    expect((await bob.get(`/api/v1/statuses/${open.id}`)).body).toMatchObject({ favourited: true });
    expect((await guest.get(`/api/v1/statuses/${open.id}`)).body).not.toHaveProperty("favourited");
  }
});

test("every reading is counted, also of what is ready, and the one too many is refused in the usual words", async () => {
  const counting = await startApp({ LIMIT_READ: "5/300" });
  try {
    const left: (string | null)[] = [];
    for (let i = 0; i < 5; i++) left.push((await counting.guest().get(timeline)).headers.get("x-ratelimit-remaining"));
    expect(left).toEqual(["4", "3", "2", "1", "0"]);
    const refused = await counting.guest().get<{ error: string }>(timeline);
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(refused.headers.get("x-content-type-options")).toBe("nosniff");
  } finally {
    await counting.stop();
  }
});

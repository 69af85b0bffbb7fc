import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Member, PostBody, TestApp, TestNode } from "#test/app";
import { bearer, tokenOf } from "#test/oauth";
import { openStreamEar } from "#test/stream";
import type { StreamEar, StreamFrame } from "#test/stream";

let app: TestApp;
let node: TestNode;
let alice: Member;
let bob: Member;
let token: string;
beforeAll(async () => {
  app = await startApp();
  node = await app.secondNode();
  [alice, bob] = await Promise.all([app.member(), app.member()]);
  token = await tokenOf(app, alice, "read");
});
afterAll(() => app.stop());

const path = "/api/v1/streaming";
const idOf = ({ event, payload }: StreamFrame) => (event === "delete" ? payload : (JSON.parse(payload) as PostBody).id);
const told = (ear: StreamEar, id: string) => ear.frames.filter((f) => f.payload && idOf(f) === id).map((f) => f.event);

/** Resolves when the server has dealt with all that was said before: nonsense is answered in its turn. */
async function heardOut(ear: StreamEar): Promise<void> {
  const answers = () => ear.frames.filter(({ status }) => status === 400).length;
  const before = answers();
  ear.say("{");
  await ear.until(() => answers() > before);
}

/** Where the server noted that the client with alice's newest token stands in the stream of public posts; -1: nowhere. */
const place = async () => {
  const { rows } = await app.server.app.db.$client.query<{ seq: string }>(
    `select seq from stream_places where stream = 'public'
       and session_id = (select 'token:' || max(id) from oauth_tokens where account_id = $1)`,
    [alice.id],
  );
  return Number(rows[0]?.seq ?? -1);
};

test("a client is let in by header, protocol or query, with or without the slash; nobody without a token of a member", async () => {
  for (const how of ["header", "protocol", "query"] as const)
    for (const at of [path, `${path}/`]) {
      const ear = await openStreamEar(app.url, `${at}?stream=public`, token, how);
      expect([how, at, ear.ended()]).toEqual([how, at, null]);
      await ear.close();
    }
  for (const bad of [undefined, "guess", ""])
    expect((await openStreamEar(app.url, `${path}?stream=public`, bad)).ended()).toContain("401");
  expect((await openStreamEar(app.url, "/api/v1/elsewhere", token)).ended()).toContain("404");
});

test("create, edit and delete come in order and once, as whole statuses and a bare id; a burst comes whole", async () => {
  const ear = await openStreamEar(app.url, `${path}?stream=public`, token);
  const post = await bob.post("안녕하세요 #서울");
  await bob.send("PUT", `/api/v1/statuses/${post.id}`, { body: { status: "안녕히 가세요 #서울" } });
  await bob.send("DELETE", `/api/v1/statuses/${post.id}`);
  const burst = await Promise.all(Array.from({ length: 30 }, (_, i) => bob.post(`burst ${i}`)));
  await ear.until(() => burst.every(({ id }) => told(ear, id).length > 0));
  expect(told(ear, post.id)).toEqual(expect.arrayContaining(["delete"]));
  expect(told(ear, post.id).at(-1)).toBe("delete");
  for (const { id } of burst) expect(told(ear, id)).toEqual(["update"]);
  expect(ear.frames[0]!.stream).toEqual(["public"]);
  await ear.close();
});

test("one line carries many streams; subscribing twice is once; unsubscribing ends one; nonsense is answered and harms nothing", async () => {
  const ear = await openStreamEar(app.url, path, token);
  ear.say({ type: "subscribe", stream: "hashtag", tag: "제주" });
  ear.say({ type: "subscribe", stream: "hashtag", tag: "제주" });
  ear.say({ type: "subscribe", stream: "public:local" });
  for (const nonsense of [
    "{",
    "null",
    '"x"',
    { type: "dance" },
    { type: "subscribe" },
    { type: "subscribe", stream: "nope" },
    { type: "subscribe", stream: "list", list: "1" },
    { type: "subscribe", stream: "hashtag" },
    { type: "subscribe", stream: "__proto__" },
  ])
    ear.say(nonsense);
  await ear.until((frames) => frames.filter((f) => f.error).length === 9);
  const tagged = await bob.post("#제주 바다");
  await ear.until(() => told(ear, tagged.id).length === 2);
  expect(ear.frames.filter((f) => f.payload && idOf(f) === tagged.id).map((f) => f.stream)).toEqual(
    expect.arrayContaining([["hashtag", "제주"], ["public:local"]]),
  );
  ear.say({ type: "unsubscribe", stream: "public:local" });
  await heardOut(ear);
  const [plain, again] = [await bob.post("no tag"), await bob.post("#제주 again")];
  await ear.until(() => told(ear, again.id).length > 0);
  expect([told(ear, plain.id), told(ear, again.id)]).toEqual([[], ["update"]]);
  await ear.close();
});

test("home has one's own posts, hidden ones too, and nobody hears what is not for them", async () => {
  const other = await tokenOf(app, bob, "read");
  const [mine, his] = [
    await openStreamEar(node.url, `${path}?stream=user`, token),
    await openStreamEar(app.url, `${path}?stream=public`, other),
  ];
  const secret = await alice.post("only me", { visibility: "direct" });
  const open = await alice.post("all");
  await Promise.all([mine, his].map((ear) => ear.until(() => told(ear, open.id).length > 0)));
  expect([told(mine, secret.id), told(his, secret.id)]).toEqual([["update"], []]);
  await Promise.all([mine.close(), his.close()]);
});

test("a stream has all that is posted once it is open, however long its place is looked up", async () => {
  const own = await tokenOf(app, alice, "read");
  const blocker = await app.server.app.db.$client.connect();
  await blocker.query("begin; lock table stream_places in access exclusive mode");
  const ear = await openStreamEar(app.url, `${path}?stream=public`, own);
  const post = await bob.post("at once");
  await blocker.query("commit");
  blocker.release();
  await ear.until(() => told(ear, post.id).length > 0);
  expect(told(ear, post.id)).toEqual(["update"]);
  await ear.close();
});

test("threat 8: scope × stream, over WebSocket and server-sent events", async () => {
  const scopes: Record<string, string[]> = {
    read: ["user", "user:notification", "public", "public:local", "hashtag", "direct"],
    "read:statuses": ["user", "public", "public:local", "hashtag", "direct"],
    "read:notifications": ["user:notification"],
    write: [],
  };
  for (const [scope, may] of Object.entries(scopes)) {
    const limited = await tokenOf(app, alice, scope);
    for (const stream of scopes["read"]!) {
      const ear = await openStreamEar(app.url, `${path}?stream=${stream}&tag=x`, limited);
      await heardOut(ear);
      const refused = ear.frames.some((f) => f.status === 403);
      expect([scope, stream, !refused]).toEqual([scope, stream, may.includes(stream)]);
      await ear.close();
      const stop = new AbortController();
      const sse = await fetch(`${app.url}${path}/${stream.replace(":", "/")}?tag=x`, {
        headers: bearer(limited),
        signal: stop.signal,
      });
      expect([scope, stream, sse.status]).toEqual([scope, stream, may.includes(stream) ? 200 : 403]);
      stop.abort();
    }
  }
});

test("threat 9: a revoked token is cut off at once, on every node, over both kinds of stream", async () => {
  const short = await tokenOf(app, alice, "read");
  const ears = [
    await openStreamEar(app.url, `${path}?stream=user`, short),
    await openStreamEar(node.url, `${path}?stream=user`, short),
  ];
  const sse = await fetch(`${node.url}${path}/user`, { headers: bearer(short) });
  const whole = sse.text();
  await alice
    .send("POST", "/auth/password", { body: { current: alice.password, password: "another long password" } })
    .catch(() => {});
  const apps = await alice.get<{ id: string }[]>("/auth/apps");
  for (const { id } of apps.body) await alice.send("DELETE", `/auth/apps/${id}`);
  await expect.poll(() => ears.map((ear) => ear.ended()), { timeout: 10_000, interval: 10 }).toEqual(["4401", "4401"]);
  await whole;
  token = await tokenOf(app, alice, "read");
});

test("a client that comes back is told what it missed, once, on whichever node; one that was away too long is not", async () => {
  const first = await openStreamEar(app.url, `${path}?stream=public`, token);
  const before = await bob.post("before the break");
  await first.until(() => told(first, before.id).length > 0);
  const heard = app.server.live.position();
  await first.close();
  // Who takes leave has everything until then: the server notes that.
  await expect.poll(place).toBeGreaterThanOrEqual(heard);
  const missed = await bob.post("during the break");
  const gone = await bob.post("posted and deleted during the break");
  await bob.send("DELETE", `/api/v1/statuses/${gone.id}`);
  const second = await openStreamEar(node.url, `${path}?stream=public`, token);
  const after = await bob.post("after the break");
  await second.until(() => told(second, after.id).length > 0);
  expect([told(second, before.id), told(second, missed.id), told(second, gone.id)]).toEqual([
    [],
    ["update"],
    ["delete"],
  ]);
  await second.close();
  const fresh = await openStreamEar(app.url, `${path}?stream=public`, await tokenOf(app, alice, "read"));
  const last = await bob.post("for somebody new");
  await fresh.until(() => told(fresh, last.id).length > 0);
  expect(told(fresh, missed.id)).toEqual([]);
  await fresh.close();
});

test("server-sent events carry the place in the log: Last-Event-ID goes on exactly there", async () => {
  const own = await tokenOf(app, alice, "read");
  const read = async (headers: Record<string, string>, until: string) => {
    const stop = new AbortController();
    const answer = await fetch(`${app.url}${path}/public?access_token=${own}`, { headers, signal: stop.signal });
    expect(answer.headers.get("content-type")).toBe("text/event-stream");
    let text = "";
    const decoder = new TextDecoder();
    for await (const chunk of answer.body!) {
      text += decoder.decode(chunk, { stream: true });
      if (text.includes(until)) break;
    }
    stop.abort();
    return text;
  };
  const reading = read({}, "one event");
  // Its place is noted for the first time once it listens.
  await expect.poll(place).toBeGreaterThan(-1);
  await bob.post("one event");
  const heard = await reading;
  const id = [...heard.matchAll(/id: (\d+)\nevent: update/g)].at(-1)![1]!;
  await bob.post("the next event");
  const resumed = await read({ "last-event-id": id }, "the next event");
  expect([resumed.includes("one event"), resumed.includes("the next event")]).toEqual([false, true]);
  const health = await app.guest().get(`${path}/health`);
  expect([health.status, health.text]).toEqual([200, "OK"]);
});

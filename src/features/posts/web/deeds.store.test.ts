import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createApi } from "#web/api";
import { createLive } from "#web/live";
import type { PipeEvents } from "#web/socket";
import { memoryVault, type Vault } from "#web/vault";
import type { Status } from "../posts.contract.ts";
import { createDeeds } from "./deeds.store.ts";
import { createPosts } from "./posts.store.ts";

const blank = { favourited: false, reblogged: false, bookmarked: false, pinned: false, muted: false };
const post = (id: string, change: Partial<Status> = {}) =>
  ({
    id,
    content: "x",
    edited_at: null,
    reblog: null,
    quote: null,
    replies_count: 0,
    reblogs_count: 3,
    favourites_count: 5,
    quotes_count: 0,
    ...blank,
    ...change,
  }) as Status;

/** A server that keeps likes, answers when it is up, and writes down what it was asked. */
function createServer() {
  const liked = new Set<string>();
  const server = {
    state: "up" as "up" | "down" | Response,
    asked: [] as string[],
    /** Holds answers back until the promise resolves. */
    slow: null as Promise<void> | null,
  };
  const fetch = (async (path: string, init: RequestInit) => {
    if (server.state === "down") throw new TypeError("Failed to fetch");
    if (path === "/auth/csrf-token") return new Response('{"csrfToken":"t"}');
    const [, id = "", verb = ""] = /statuses\/(\w+)\/?(\w*)/.exec(path) ?? [];
    server.asked.push(`${init.method === "DELETE" ? "delete" : verb} ${id}`);
    await server.slow;
    if (server.state instanceof Response) return server.state.clone();
    if (verb === "favourite") liked.add(id);
    if (verb === "unfavourite") liked.delete(id);
    const favourited = liked.has(id);
    const answer = post(id, { favourited, favourites_count: favourited ? 6 : 5 });
    return new Response(JSON.stringify(verb === "reblog" ? post("900", { reblog: answer }) : answer));
  }) as typeof globalThis.fetch;
  return Object.assign(server, { fetch });
}

function openTab(server: ReturnType<typeof createServer>, vault: Vault = memoryVault()) {
  let wire = {} as PipeEvents;
  const live = createLive({
    dial: (events) => {
      wire = events;
      return { connect() {}, disconnect() {}, subscribe() {}, unsubscribe() {} };
    },
  });
  live.start();
  const api = createApi({ fetch: server.fetch, lang: () => "en", random: () => 1 });
  const posts = createPosts({ api, live });
  const deeds = createDeeds({
    api,
    posts,
    vault,
    account: () => "1",
    cursor: live.cursor,
    lock: (_, work) => work(),
    random: () => 1,
  });
  const likes = (id: string) => [posts.get(id)?.favourited, posts.get(id)?.favourites_count];
  return {
    ...deeds,
    posts,
    vault,
    likes,
    event: (cursor: number, type: string, data: unknown) => wire.event({ cursor, type, data }),
  };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] }));
afterEach(() => void vi.useRealTimers());

test("a like shows at once with its counter, and is settled by the answer", async () => {
  const server = createServer();
  const { mark, posts, likes, vault } = openTab(server);
  posts.take([post("7")], 1);
  const done = mark("7", "favourited", true);
  expect([likes("7"), posts.get("7")?.waiting]).toEqual([[true, 6], ["favourited"]]);
  expect(await done).toBe(true);
  expect([likes("7"), posts.get("7")?.waiting]).toEqual([[true, 6], undefined]);
  await vi.advanceTimersByTimeAsync(0);
  expect(await vault.list("deed:")).toEqual([]);
});

test("the log's own word on a like under way does not count it twice", async () => {
  const server = createServer();
  let open = () => {};
  server.slow = new Promise((done) => (open = done));
  const { mark, posts, likes, event } = openTab(server);
  posts.take([post("7")], 1);
  const done = mark("7", "favourited", true);
  event(2, "post.counted", { id: "7", replies_count: 0, reblogs_count: 3, favourites_count: 6, quotes_count: 0 });
  expect(likes("7")).toEqual([true, 6]);
  event(3, "post.marked", { id: "7", ...blank, favourited: true });
  expect(likes("7")).toEqual([true, 6]);
  open();
  await done;
  expect(likes("7")).toEqual([true, 6]);
});

test("of many quick touches the last one counts, with one request at a time", async () => {
  const server = createServer();
  let open = () => {};
  server.slow = new Promise((done) => (open = done));
  const { mark, posts, likes } = openTab(server);
  posts.take([post("7")], 1);
  const all = [true, false, true, false].map((on) => mark("7", "favourited", on));
  await vi.advanceTimersByTimeAsync(10);
  expect(likes("7")).toEqual([false, 5]);
  expect(server.asked.length).toBeLessThanOrEqual(1);
  open();
  await Promise.all(all);
  await vi.advanceTimersByTimeAsync(10);
  expect(likes("7")).toEqual([false, 5]);
  expect(["unfavourite 7", undefined]).toContain(server.asked.at(-1));
});

test("a change of mind while the request is under way is sent after it", async () => {
  const server = createServer();
  let open = () => {};
  server.slow = new Promise((done) => (open = done));
  const { mark, posts, likes } = openTab(server);
  posts.take([post("7")], 1);
  const first = mark("7", "favourited", true);
  await vi.advanceTimersByTimeAsync(10);
  expect(server.asked).toEqual(["favourite 7"]);
  const second = mark("7", "favourited", false);
  expect(likes("7")).toEqual([false, 5]);
  open();
  expect(await Promise.all([first, second])).toEqual([true, true]);
  expect(server.asked).toEqual(["favourite 7", "unfavourite 7"]);
  expect(likes("7")).toEqual([false, 5]);
});

test("a refused like is taken back, says why, and can be tried again or left", async () => {
  const server = createServer();
  server.state = new Response('{"error":"Not now."}', { status: 403 });
  const { mark, posts, likes } = openTab(server);
  posts.take([post("7")], 1);
  expect(await mark("7", "favourited", true)).toBe(false);
  expect(likes("7")).toEqual([false, 5]);
  expect(posts.get("7")).toMatchObject({ local: "failed", failure: "Not now." });
  server.state = "up";
  expect(await posts.retry("7")).toBe(true);
  expect(likes("7")).toEqual([true, 6]);
  expect(posts.get("7")?.local).toBeUndefined();
});

test("what was done offline survives a reload and goes out in order when the network is back", async () => {
  const server = createServer();
  server.state = "down";
  const vault = memoryVault();
  const before = openTab(server, vault);
  before.posts.take([post("7"), post("8"), post("9")], 1);
  const acts = [
    () => before.mark("7", "favourited", true),
    () => before.mark("8", "reblogged", true),
    () => before.mark("9", "bookmarked", true),
    () => before.deletePost("8"),
  ];
  for (const act of acts) {
    void act();
    await vi.advanceTimersByTimeAsync(5);
  }
  const after = openTab(server, vault);
  await after.load();
  after.posts.take([post("7"), post("8"), post("9")], 1);
  expect(after.likes("7")).toEqual([true, 6]);
  expect(after.posts.get("8")).toMatchObject({ reblogged: true, reblogs_count: 4, local: "deleting" });
  expect(after.posts.get("9")?.bookmarked).toBe(true);
  server.state = "up";
  await after.pump();
  expect(server.asked).toEqual(["favourite 7", "reblog 8", "bookmark 9", "delete 8"]);
  expect(after.posts.get("8")).toBeUndefined();
  expect(await vault.list("deed:")).toEqual([]);
  // The first tab finds that it was done, and asks for nothing more.
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.asked).toHaveLength(4);
});

test("a like taken back before it could be sent is never sent", async () => {
  const server = createServer();
  const { mark, posts, pump, vault } = openTab(server);
  posts.take([post("7")], 1);
  void mark("7", "favourited", true);
  expect(await mark("7", "favourited", false)).toBe(true);
  await pump();
  expect(server.asked).toEqual([]);
  expect(await vault.list("deed:")).toEqual([]);
});

test("liking what is gone shows that it is gone", async () => {
  const server = createServer();
  server.state = new Response('{"error":"Not found."}', { status: 404 });
  const { mark, posts } = openTab(server);
  posts.take([post("7")], 0);
  expect(await mark("7", "favourited", true)).toBe(false);
  expect(posts.get("7")).toBeUndefined();
});

test("the answer to a boost settles what it boosts, and the boost is known", async () => {
  const server = createServer();
  const { mark, posts } = openTab(server);
  posts.take([post("7")], 1);
  const done = mark("7", "reblogged", true);
  expect(posts.get("7")).toMatchObject({ reblogged: true, reblogs_count: 4 });
  expect(await done).toBe(true);
  expect(posts.get("900")?.reblog?.id).toBe("7");
  expect(posts.get("7")?.waiting).toBeUndefined();
});

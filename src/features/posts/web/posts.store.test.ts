import { expect, test } from "vitest";
import { at, counted, edited, post } from "#test/posts";
import { createApi } from "#web/api";
import { createLive } from "#web/live";
import type { PipeEvents } from "#web/socket";
import type { PostEvent, Status } from "../posts.contract.ts";
import { createPosts } from "./posts.store.ts";

/** Posts whose server answers when the test says so. */
function setUp() {
  const open: { call: string; answer: (status: number, body?: unknown) => Promise<void> }[] = [];
  const fetch = ((path: string, init: RequestInit) => {
    if (path === "/auth/csrf-token") return Promise.resolve(new Response('{"csrfToken":"t"}'));
    return new Promise<Response>((give) => {
      const answer = async (status: number, body?: unknown) => {
        give(new Response(body === undefined ? null : JSON.stringify(body), { status }));
        await new Promise((done) => setTimeout(done));
      };
      open.push({ call: `${init.method} ${path}`, answer });
    });
  }) as typeof globalThis.fetch;
  let server = {} as PipeEvents;
  const live = createLive({
    dial: (events) => {
      server = events;
      return { connect() {}, disconnect() {}, subscribe() {}, unsubscribe() {} };
    },
  });
  live.start();
  const posts = createPosts({ api: createApi({ fetch, lang: () => "en" }), live });
  const news: string[] = [];
  posts.onEvent((event) => news.push(`${event.type} ${event.data.id}`));
  const request = async () => {
    while (open.length === 0) await new Promise((done) => setTimeout(done));
    return open.shift()!;
  };
  return {
    posts,
    news,
    request,
    event: (cursor: number, event: PostEvent) => server.event(at(cursor, event)),
    server: () => server,
  };
}

test("an edit shows at once and becomes what the server made of it", async () => {
  const { posts, request, event } = setUp();
  posts.take([post("7")], 1);
  const done = posts.editPost("7", { status: "two" });
  expect(posts.get("7")).toMatchObject({ content: "<p>two</p>", local: "editing" });
  const { call, answer } = await request();
  expect(call).toBe("PUT /api/v1/statuses/7");
  event(2, counted("7", 5));
  await answer(200, edited("7", "<p>TWO</p>", 1));
  expect(await done).toBe(true);
  expect(posts.get("7")).toMatchObject({ content: "<p>TWO</p>", replies_count: 5 });
  expect(posts.get("7")?.local).toBeUndefined();
});

test("a failed edit keeps the words, says why, and can be tried again or given up", async () => {
  const { posts, request } = setUp();
  posts.take([post("7")], 1);
  const done = posts.editPost("7", { status: "two" });
  await (await request()).answer(422, { error: "Too long." });
  expect(await done).toBe(false);
  expect(posts.get("7")).toMatchObject({ content: "<p>two</p>", local: "failed", failure: "Too long." });
  const again = posts.retry("7");
  expect(posts.get("7")?.local).toBe("editing");
  await (await request()).answer(422, { error: "Too long." });
  expect(await again).toBe(false);
  posts.giveUp("7");
  expect(posts.get("7")).toEqual(post("7"));
});

test("a delete shows at once, no late answer brings the post back, and undo does", async () => {
  const { posts, request, event, news } = setUp();
  posts.take([post("7")], 1);
  const done = posts.deletePost("7");
  expect(posts.get("7")?.local).toBe("deleting");
  await (await request()).answer(200, post("7"));
  expect(await done).toBe(true);
  expect(posts.take([post("7")], 8)).toEqual([]);
  event(9, { type: "post.deleted", data: { id: "7" } });
  const back = posts.restorePost("7");
  await (await request()).answer(200, post("7"));
  await back;
  expect(posts.get("7")).toMatchObject({ id: "7" });
  expect(news).toEqual(["post.deleted 7", "post.deleted 7", "post.restored 7"]);
});

test("an answer that comes after newer events of the post does not undo them", async () => {
  const { posts, request, event } = setUp();
  posts.take([post("7"), post("8")], 1);
  const deleted = posts.deletePost("7");
  const late = await request();
  event(2, { type: "post.deleted", data: { id: "7" } });
  event(3, { type: "post.restored", data: post("7") });
  await late.answer(200, post("7"));
  await deleted;
  expect(posts.get("7")).toEqual(post("7"));
  event(4, { type: "post.deleted", data: { id: "8" } });
  const restored = posts.restorePost("8");
  const later = await request();
  event(5, { type: "post.restored", data: post("8") });
  event(6, { type: "post.deleted", data: { id: "8" } });
  await later.answer(200, post("8"));
  await restored;
  expect(posts.get("8")).toBeUndefined();
});

test("what was undone elsewhere while the log could not tell is there after a reset", async () => {
  const { posts, request, server } = setUp();
  posts.take([post("7")], 1);
  const done = posts.deletePost("7");
  await (await request()).answer(200, post("7"));
  await done;
  server().reset({ cursor: 9 });
  expect(posts.take([post("7")], 9)).toEqual(["7"]);
  expect(posts.get("7")).toEqual(post("7"));
});

test("posts that no list and no screen needs are forgotten, but for the latest", async () => {
  const { posts, event } = setUp();
  const ids = Array.from({ length: 1500 }, (_, i) => String(i + 1));
  const done = posts.need(() => ["3"]);
  posts.take(
    ids.map((id) => post(id)),
    1,
  );
  await Promise.resolve();
  expect([posts.get("1"), posts.get("1000")]).toEqual([undefined, undefined]);
  expect([posts.get("3"), posts.get("1001"), posts.get("1500")].map((kept) => kept?.id)).toEqual(["3", "1001", "1500"]);
  event(2, { type: "post.created", data: post("1") });
  expect(posts.get("1")).toEqual(post("1"));
  done();
});

test("a delete that is refused gives the post back and says why", async () => {
  const { posts, request } = setUp();
  posts.take([post("7")], 1);
  const done = posts.deletePost("7");
  await (await request()).answer(403, { error: "Not yours." });
  expect(await done).toBe(false);
  expect(posts.get("7")).toMatchObject({ id: "7", local: "failed", failure: "Not yours." });
});

test("deleting what is gone already has worked; editing it has not", async () => {
  const { posts, request } = setUp();
  posts.take([post("7"), post("8")], 1);
  const deleted = posts.deletePost("7");
  await (await request()).answer(404, { error: "Not found." });
  expect(await deleted).toBe(true);
  const changed = posts.editPost("8", { status: "x" });
  await (await request()).answer(404, { error: "Not found." });
  expect(await changed).toBe(false);
  expect(posts.get("7") ?? posts.get("8")).toBeUndefined();
});

test("after a reset the new log's cursors count, though they are smaller", () => {
  const { posts, server } = setUp();
  posts.take([post("7")], 900);
  server().reset({ cursor: 3 });
  server().event(at(4, { type: "post.edited", data: edited("7", "two", 1) }));
  expect(posts.get("7")?.content).toBe("two");
});

test("a boost and a quote bring what is inside them as posts of their own, kept as long as they are needed", async () => {
  const { posts } = setUp();
  const quoted = post("3", { favourites_count: 4 });
  const quote = { state: "accepted" as const, quoted_status: quoted, quoted_status_id: "3" };
  posts.take([post("9", { reblog: post("1", { quote }) })], 5);
  expect(["9", "1", "3"].map((id) => posts.get(id)?.id)).toEqual(["9", "1", "3"]);
  posts.need(() => ["9"]);
  posts.take(
    Array.from({ length: 1500 }, (_, i) => post(String(i + 100))),
    6,
  );
  await Promise.resolve();
  expect(posts.get("100")).toBeUndefined();
  expect(["9", "1", "3"].map((id) => posts.get(id)?.id)).toEqual(["9", "1", "3"]);
});

test("a boost goes with what it boosts, and comes back with it", () => {
  const { posts, event, news } = setUp();
  posts.take([post("9", { reblog: post("1") })], 5);
  event(6, { type: "post.deleted", data: { id: "1" } });
  expect(posts.get("9")).toBeUndefined();
  expect(posts.take([post("9", { reblog: post("1") })], 5)).toEqual([]);
  event(7, { type: "post.restored", data: post("1") });
  expect(posts.get("9")?.id).toBe("9");
  expect(news).toEqual(["post.deleted 9", "post.deleted 1", "post.restored 9", "post.restored 1"]);
});

test("an event, which is the same for all, does not uncover a quote that this viewer may not see", () => {
  const { posts, event } = setUp();
  const quote = { state: "unauthorized" as const, quoted_status: null, quoted_status_id: "3" };
  posts.take([post("7", { quote, favourited: false })], 1);
  const told = { ...quote, state: "accepted" as const };
  event(2, { type: "post.edited", data: edited("7", "two", 1, { quote: told }) });
  expect(posts.get("7")).toMatchObject({ content: "two", quote: { state: "unauthorized" } });
  event(3, { type: "post.edited", data: edited("7", "three", 2, { quote: { ...told, state: "revoked" } }) });
  expect(posts.get("7")?.quote?.state).toBe("revoked");
});

test("marks made in another tab show here, and an older word does not undo them", () => {
  const { posts, event } = setUp();
  const none = { favourited: false, reblogged: false, bookmarked: false, muted: false, pinned: false };
  posts.take([post("7", none)], 1);
  event(5, { type: "post.marked", data: { id: "7", ...none, favourited: true } });
  event(4, { type: "post.marked", data: { id: "7", ...none } });
  expect(posts.get("7")?.favourited).toBe(true);
});

test("a mark that was set or taken back while the post was gone, which nobody is told of, is asked for as it comes back", async () => {
  const { posts, request, server } = setUp();
  const none = { favourited: false, reblogged: false, bookmarked: false, muted: false, pinned: false };
  const account = { id: "1" } as Status["account"];
  const told = (cursor: number, event: PostEvent, on: string[]) => server().event({ ...at(cursor, event), on });
  posts.take([post("7", none)], 1);
  for (const [cursor, on, favourited] of [
    [2, ["home", "marks"], true],
    [4, ["home"], false],
  ] as const) {
    told(cursor, { type: "post.deleted", data: { id: "7" } }, []);
    told(cursor + 1, { type: "post.restored", data: post("7", { account }) }, [...on]);
    const { call, answer } = await request();
    expect(call).toBe("GET /api/v1/statuses/7");
    await answer(200, post("7", { ...none, account, favourited }));
    expect(posts.get("7")?.favourited).toBe(favourited);
  }
});

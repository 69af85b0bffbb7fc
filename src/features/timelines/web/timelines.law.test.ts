import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createWatching, type Post } from "#posts/web";
import { createMarks } from "./marks.store.ts";
import { createThread } from "./threads.store.ts";
import { openBrowser, World } from "./timelines.law.world.ts";
import { createTimeline } from "./timelines.store.ts";

const pageSize = 20;
const breathe = () => new Promise((done) => setImmediate(done));

/** Lets everything that is under way arrive. */
async function settle({ network, live }: ReturnType<typeof openBrowser>) {
  for (let quiet = 0; quiet < 3; quiet++) {
    await vi.advanceTimersByTimeAsync(11_000);
    network.accept();
    for (let i = 0; i < 5; i++) network.subscribe();
    network.stream(1000);
    network.stream(1);
    if (network.requests.length > 0 || live.connection.getState().state !== "live") quiet = -1;
    while (network.requests.length > 0) network.answer(0);
    await breathe();
  }
}

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("create" as const), n: fc.nat(99), m: fc.nat(3) }) },
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constantFrom(
        "edit",
        "delete",
        "restore",
        "hide",
        "mark",
        "mark",
        "unmark",
        "stream",
        "stream",
        "stream",
        "subscribe",
        "prepare",
        "read",
        "answer",
        "answer",
      ),
      n: fc.nat(99),
      m: fc.nat(3),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom(
        "drop",
        "accept",
        "accept",
        "lose",
        "trim",
        "more",
        "more",
        "more",
        "top",
        "away",
        "show",
        "block",
        "unblock",
      ),
      n: fc.nat(99),
      m: fc.nat(3),
    }),
  },
);

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] }));
afterEach(() => void vi.useRealTimers());

/** As a screen shows it: of what nobody has said, a post is nothing to its reader. */
const plain = (post: Post | undefined) => post && { ...post, favourited: post.favourited ?? false, quote: undefined };

async function liveThrough(steps: { do: string; n: number; m: number }[], begin: number) {
  const world = new World();
  for (let i = 0; i < begin; i++) world.create(i % 3 ? "a" : "b", "public", i % 4 === 3 ? world.alive()[0] : undefined);
  const browser = openBrowser(world);
  const { network, live, api, posts } = browser;
  const lists = (["public", "account:a"] as const).map((key) =>
    createTimeline(key, { api, live, posts, me: () => "a", atMost: 25 }),
  );
  const thread = createThread("2", { api, live, posts });
  const marks = createMarks("favourites", { api, live, posts, watch: createWatching({ live, posts }) });
  let found = false;
  thread.store.subscribe(({ state }) => void (found ||= state === "ready"));
  live.start();
  const closes = lists.map((list) => list.open());
  thread.open();
  marks.open();
  for (const { do: what, n, m } of steps) {
    const alive = world.alive();
    const some = alive[n % (alive.length || 1)];
    const list = lists[m % 2]!;
    if (what === "create") world.create(n % 2 ? "a" : "b", m === 0 ? "unlisted" : "public", m > 1 ? some : undefined);
    if (what === "edit" && some) world.edit(some);
    if (what === "mark" && some) world.mark(some, true);
    if (what === "unmark") world.mark(world.rows.get(world.marks[n % world.marks.length] ?? "1")!.status, false);
    if (what === "hide" && some) world.hide(some);
    if (what === "delete" && some) world.setGone(some.id, true);
    if (what === "restore")
      world.setGone([...world.rows.values()].filter(({ gone }) => gone)[0]?.status.id ?? "", false);
    if (what === "block") world.setBlocked("b", true);
    if (what === "unblock") world.setBlocked("b", false);
    if (what === "stream") network.stream(m + 1);
    if (what === "subscribe") network.subscribe();
    if (what === "prepare") network.prepare(n);
    if (what === "read") network.read(n);
    if (what === "answer") network.answer(n);
    if (what === "lose") network.lose(n);
    if (what === "drop") network.drop();
    if (what === "trim") world.horizon = Math.max(world.horizon, world.head() - m);
    if (what === "more") void list.loadMore();
    if (what === "top") list.atTop(n % 2 === 0);
    if (what === "show") list.showPending();
    if (what === "away") {
      closes[m % 2]?.();
      closes[m % 2] = n % 3 ? list.open() : () => {};
      if (n % 3 === 0) closes[m % 2] = list.open();
    }
    if (what === "accept") {
      await vi.advanceTimersByTimeAsync(3_000);
      network.accept();
    }
    await breathe();
  }
  await settle(browser);
  for (const list of lists) list.showPending();
  const shows = (id: string) => plain(posts.get(id));
  const shown = {
    lists: lists.map((list) => list.store.getState().ids.map(shows)),
    marks: marks.store.getState().ids.map(shows),
    ends: lists.map((list) => list.store.getState().end),
    // The page of a post that never was there has nothing to listen to.
    found,
    thread: { ...thread.store.getState(), post: shows("2") },
    replies: [...thread.store.getState().ancestors, ...thread.store.getState().descendants].map(shows),
  };
  live.stop();
  return { world, shown };
}

test("a screen that only listened equals a screen that just reloaded", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 10, maxLength: 60 }),
      fc.integer({ min: 2, max: 60 }),
      async (steps, begin) => {
        const { world, shown } = await liveThrough(steps, begin);
        for (const [i, key] of ["public", "account:a"].entries()) {
          const truth = world.list(key);
          const list = shown.lists[i] ?? [];
          expect(list.length).toBeGreaterThanOrEqual(Math.min(pageSize, truth.length));
          expect(list).toEqual(truth.slice(0, list.length));
          if (shown.ends[i]) expect(list).toHaveLength(truth.length);
        }
        expect(shown.marks).toEqual(world.marked());
        if (!shown.found) return;
        const row = world.rows.get("2");
        if (!row || !world.isShown(row)) {
          expect(shown.thread).toMatchObject({ state: "error", error: "Not found.", post: undefined });
          return;
        }
        const { ancestors, descendants } = world.context("2");
        expect(shown.thread.post).toEqual(world.seen(row.status));
        expect(shown.replies).toEqual([...ancestors, ...descendants]);
      },
    ),
    { numRuns: 5_000 },
  );
});

test("a list at its top keeps so many posts, and the rest comes again with its page", async () => {
  const world = new World();
  for (let i = 0; i < 30; i++) world.create("a", "public", undefined);
  const browser = openBrowser(world);
  const { live, api, posts, network } = browser;
  const list = createTimeline("public", { api, live, posts, me: () => "b", atMost: 25 });
  const shown = () => list.store.getState().ids.map((id) => plain(posts.get(id)));
  live.start();
  list.open();
  network.accept();
  await settle(browser);
  for (let i = 0; i < 10; i++) world.create("a", "public", undefined);
  await settle(browser);
  expect(shown()).toEqual(world.list("public").slice(0, 25));
  void list.loadMore();
  await settle(browser);
  expect(shown()).toEqual(world.list("public"));
  expect(list.store.getState().end).toBe(true);
  list.atTop(false);
  for (let i = 0; i < 40; i++) world.create("a", "public", undefined);
  await settle(browser);
  expect(list.store.getState().waiting).toHaveLength(25);
  list.atTop(true);
  await settle(browser);
  expect(shown()).toEqual(world.list("public").slice(0, shown().length));
  expect(shown().length).toBeGreaterThanOrEqual(pageSize);
});

test("a reply to a post that the reader may not see finds its place, and one elsewhere in the thread is left out", async () => {
  const world = new World();
  world.create("a", "public", undefined);
  const root = world.rows.get("1")!.status;
  world.create("b", "public", root);
  world.create("b", "public", root);
  const browser = openBrowser(world);
  const { live, api, posts, network } = browser;
  const thread = createThread("2", { api, live, posts });
  const whole = createThread("1", { api, live, posts });
  live.start();
  network.accept();
  thread.open();
  whole.open();
  await settle(browser);
  world.create("a", "public", world.rows.get("2")!.status);
  world.create("a", "public", world.rows.get("4")!.status);
  world.setGone("4", true);
  await settle(browser);
  world.create("b", "public", world.rows.get("4")!.status);
  world.create("b", "public", world.rows.get("3")!.status);
  await settle(browser);
  expect(thread.store.getState().descendants).toEqual(["5", "6"]);
  expect(whole.store.getState().descendants).toEqual(["2", "5", "6", "3", "7"]);
});

test("a thread shows who answers as the reader stands to them, and so does a list that was closed meanwhile", async () => {
  const world = new World();
  world.create("a", "public", undefined);
  const root = world.rows.get("1")!.status;
  world.create("b", "public", root);
  world.create("a", "public", root);
  const browser = openBrowser(world);
  const { live, api, posts, network } = browser;
  const thread = createThread("1", { api, live, posts });
  const list = createTimeline("account:b", { api, live, posts, me: () => "a" });
  live.start();
  network.accept();
  thread.open();
  const close = list.open();
  await settle(browser);
  expect(list.store.getState().ids).toEqual(["2"]);
  close();
  world.setBlocked("b", true);
  await settle(browser);
  expect(thread.store.getState().descendants).toEqual(["3"]);
  list.open();
  await settle(browser);
  expect(list.store.getState().ids).toEqual([]);
  world.setBlocked("b", false);
  await settle(browser);
  expect(thread.store.getState().descendants).toEqual(["2", "3"]);
  expect(list.store.getState().ids).toEqual(["2"]);
});

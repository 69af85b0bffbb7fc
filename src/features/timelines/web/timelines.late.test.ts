import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createMarks } from "./marks.store.ts";
import { createThread } from "./threads.store.ts";
import { openBrowser, World } from "./timelines.law.world.ts";
import { createTimeline } from "./timelines.store.ts";

// A replay is made ready from the rows and relations of a moment, and may arrive when a list that was read later is shown.

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] }));
afterEach(() => void vi.useRealTimers());

const breathe = () => new Promise((done) => setImmediate(done));

/** A world where `a` wrote the first post, and a reader whose connection stands. */
function begin() {
  const world = new World();
  world.create("a", "public", undefined);
  const browser = openBrowser(world);
  const { live, network } = browser;
  live.start();
  network.accept();
  network.stream(1);
  /** Everything arrives but what was missed on channels asked for late. */
  const arrive = async () => {
    for (let quiet = 0; quiet < 3; quiet++) {
      network.stream(1000);
      if (network.requests.length > 0) quiet = -1;
      while (network.requests.length > 0) network.answer(0);
      await vi.advanceTimersByTimeAsync(2_000);
      await breathe();
    }
  };
  /** The first answers and their subscriptions arrive. */
  const settle = async () => {
    await arrive();
    for (let i = 0; i < 9; i++) network.subscribe();
    await arrive();
  };
  /** A channel is asked for from here on; what happens until `prepare` is made ready, and comes when `subscribe` is called. */
  const ask = (...channels: string[]) => live.listen(channels, world.head() - 1);
  return { world, browser, arrive, settle, ask };
}

test("a post made ready before its author was blocked does not come back to lists that were read since", async () => {
  const { world, browser, arrive, settle, ask } = begin();
  const list = createTimeline("public", { ...browser, me: () => "a" });
  const thread = createThread("1", browser);
  list.open();
  thread.open();
  await settle();
  ask("account:b");
  world.create("b", "public", undefined);
  world.create("b", "public", world.rows.get("1")!.status);
  await arrive();
  expect(list.store.getState().ids).toEqual(["2", "1"]);
  expect(thread.store.getState().descendants).toEqual(["3"]);
  browser.network.prepare(0);
  world.setBlocked("b", true);
  await arrive();
  expect(list.store.getState().ids).toEqual(["1"]);
  browser.network.subscribe();
  await arrive();
  expect(list.store.getState().ids).toEqual(["1"]);
  expect(thread.store.getState().descendants).toEqual([]);
});

test("a list of marks that was read since does not lose a mark that an older event says was taken back", async () => {
  const { world, browser, arrive, settle, ask } = begin();
  const { status } = world.rows.get("1")!;
  let marked = true;
  const get = async () => ({ data: marked ? [structuredClone(status)] : [], next: null, cursor: world.head() });
  const mark = (on: boolean) => {
    marked = on;
    world.push("post.marked", { id: "1", bookmarked: on }, ["me"], null);
  };
  const list = createMarks("bookmarks", { ...browser, api: { ...browser.api, get } as typeof browser.api });
  list.open();
  await settle();
  ask("me");
  mark(false);
  browser.network.prepare(0);
  mark(true);
  await arrive();
  expect(list.store.getState().ids).toEqual(["1"]);
  browser.network.subscribe();
  await arrive();
  expect(list.store.getState().ids).toEqual(["1"]);
});

test("what happens to the posts of a page while its answer is on the way is not lost", async () => {
  const { world, browser, arrive, settle } = begin();
  for (let i = 0; i < 39; i++) world.create("a", "public", undefined);
  const list = createTimeline("public", { ...browser, me: () => "c" });
  list.open();
  world.setGone("9", true);
  await settle();
  expect(list.store.getState().ids).toHaveLength(20);
  void list.loadMore();
  await breathe();
  browser.network.read(0);
  world.setGone("9", false);
  world.hide(world.rows.get("8")!.status);
  await settle();
  await arrive();
  const ids = world.list("public").map(({ id }) => id);
  expect(ids).not.toContain("8");
  expect(list.store.getState()).toMatchObject({ ids, end: true });
});

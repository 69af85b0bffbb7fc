import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createPinned } from "./pinned.store.ts";
import { openBrowser, World } from "./timelines.law.world.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] }));
afterEach(() => void vi.useRealTimers());

/** Lets what is under way arrive. */
async function settle({ network }: ReturnType<typeof openBrowser>) {
  for (let i = 0; i < 4; i++) {
    network.accept();
    network.subscribe();
    network.stream(100);
    network.stream(1);
    while (network.requests.length > 0) network.answer(0);
    await vi.advanceTimersByTimeAsync(1_000);
    await new Promise((done) => setImmediate(done));
  }
}

test("what is pinned is read anew when a pin, a post or a relation changes, and only then", async () => {
  const world = new World();
  for (let i = 0; i < 3; i++) world.create("b", "public", undefined);
  const browser = openBrowser(world);
  const { live, api, posts, network } = browser;
  // This world knows no pins: all that an account wrote stands for them.
  const pinned = createPinned("b", { api, live, posts });
  const ids = () => pinned.store.getState().ids;
  live.start();
  network.accept();
  const close = pinned.open();
  await settle(browser);
  expect(ids()).toEqual(["3", "2", "1"]);

  world.create("b", "public", undefined);
  await settle(browser);
  expect(ids()).toEqual(["3", "2", "1"]);
  const at = world.head() + 1;
  world.log.push({ cursor: at, type: "post.marked", data: { id: "4", pinned: true }, channels: ["me"], author: null });
  await settle(browser);
  expect(ids()).toEqual(["4", "3", "2", "1"]);

  world.setGone("3", true);
  await settle(browser);
  expect(ids()).toEqual(["4", "2", "1"]);
  world.setBlocked("b", true);
  await settle(browser);
  expect(ids()).toEqual([]);
  close();
  world.setBlocked("b", false);
  await settle(browser);
  expect(ids()).toEqual([]);
});

import { expect, test } from "vitest";
import { openPage } from "#test/page";
import { createUnread } from "./unread.store.ts";

/** A page whose server says how many are unread, or fails. */
function setUp(againMs: number) {
  const world = { unread: 0, failing: false };
  const page = openPage((_, path) => {
    if (path.startsWith("/api/v1/markers")) return { body: {} };
    return world.failing ? { status: 500, body: { error: "no" } } : { body: { count: world.unread } };
  });
  const unread = createUnread({ ...page, me: () => "1", calmMs: 5, againMs });
  const asked = () => page.asked.filter((request) => request.includes("unread_count")).length;
  const tell = () => page.tell("notification.added", { id: "9" });
  return { world, unread, asked, tell, count: () => unread.store.getState().count };
}

test("the number is asked anew when something is told", async () => {
  const { world, unread, asked, tell, count } = setUp(60_000);
  unread.load();
  await expect.poll(asked).toBe(1);
  world.unread = 3;
  tell();
  await expect.poll(count).toBe(3);
  unread.clear();
});

test("a server that could not answer is asked again, though nothing more is told", async () => {
  const { world, unread, asked, tell, count } = setUp(50);
  unread.load();
  await expect.poll(asked).toBe(1);
  world.failing = true;
  world.unread = 2;
  tell();
  await expect.poll(asked, { timeout: 5_000 }).toBeGreaterThan(1);
  expect(count()).toBe(0);
  world.failing = false;
  await expect.poll(count, { timeout: 5_000 }).toBe(2);
  unread.clear();
});

test("who has left is not asked about any more", async () => {
  const { world, unread, asked } = setUp(20);
  world.failing = true;
  unread.load();
  await expect.poll(asked, { timeout: 5_000 }).toBeGreaterThan(0);
  unread.clear();
  const before = asked();
  await new Promise((done) => setTimeout(done, 100));
  expect(asked()).toBeLessThanOrEqual(before + 1);
});

import { expect, test } from "vitest";
import { createApi } from "#web/api";
import { createLive } from "#web/live";
import type { PipeEvents } from "#web/socket";
import { createUnread } from "./unread.store.ts";

/** A page whose server says how many are unread, or fails. */
function setUp(againMs: number) {
  const server = { unread: 0, failing: false, asked: 0, cursor: 5 };
  const fetch = (async (path: string) => {
    if (path.startsWith("/api/v1/markers")) return Response.json({});
    server.asked++;
    const status = server.failing ? 500 : 200;
    const headers = { "x-cursor": String(server.cursor) };
    return Response.json(server.failing ? { error: "no" } : { count: server.unread }, { status, headers });
  }) as typeof globalThis.fetch;
  let pipe = {} as PipeEvents;
  const live = createLive({
    random: () => 0,
    dial: (events) => {
      pipe = events;
      return { connect: () => {}, disconnect: () => {}, subscribe: () => {}, unsubscribe: () => {} };
    },
  });
  live.start({ cursor: 5 });
  pipe.up();
  pipe.ready({ cursor: 5 });
  const api = createApi({ fetch, lang: () => "en", random: () => 0 });
  const unread = createUnread({ api, live, me: () => "1", calmMs: 5, againMs });
  const tell = () => pipe.event({ cursor: ++server.cursor, type: "notification.added", data: { id: "9" } });
  return { server, unread, tell, count: () => unread.store.getState().count };
}

test("the number is asked anew when something is told", async () => {
  const { server, unread, tell, count } = setUp(60_000);
  unread.load();
  await expect.poll(() => server.asked).toBe(1);
  server.unread = 3;
  tell();
  await expect.poll(count).toBe(3);
  unread.clear();
});

test("a server that could not answer is asked again, though nothing more is told", async () => {
  const { server, unread, tell, count } = setUp(50);
  unread.load();
  await expect.poll(() => server.asked).toBe(1);
  server.failing = true;
  server.unread = 2;
  tell();
  await expect.poll(() => server.asked, { timeout: 5_000 }).toBeGreaterThan(1);
  expect(count()).toBe(0);
  server.failing = false;
  await expect.poll(count, { timeout: 5_000 }).toBe(2);
  unread.clear();
});

test("who has left is not asked about any more", async () => {
  const { server, unread } = setUp(20);
  server.failing = true;
  unread.load();
  await expect.poll(() => server.asked, { timeout: 5_000 }).toBeGreaterThan(0);
  unread.clear();
  const { asked } = server;
  await new Promise((done) => setTimeout(done, 100));
  expect(server.asked).toBeLessThanOrEqual(asked + 1);
});

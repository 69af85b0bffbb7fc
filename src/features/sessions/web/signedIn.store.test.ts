import { expect, test } from "vitest";
import { createApi } from "#web/api";
import { createLive } from "#web/live";
import type { PipeEvents } from "#web/socket";
import { createSignedIn } from "./signedIn.store.ts";

const row = (id: string, current = false) => ({ id, current, browser: "Firefox", system: "Linux" });

/** A page in front of a server that knows these sessions, and its live connection. */
function setUp() {
  const server = { sessions: [row("1", true), row("2"), row("3")], down: false };
  let gone = (_id: string) => {};
  const fetch = (async (path: string, { method }: RequestInit) => {
    if (server.down) throw new TypeError("Failed to fetch");
    if (path === "/auth/csrf-token") return Response.json({ csrfToken: "t" });
    if (method === "GET") return Response.json(server.sessions, { headers: { "x-cursor": "5" } });
    const id = path.split("/")[3];
    if (id !== undefined && !server.sessions.some((session) => session.id === id))
      return Response.json({ error: "no" }, { status: 404 });
    server.sessions = server.sessions.filter((session) => (id === undefined ? session.current : session.id !== id));
    return new Response(null, { status: 204 });
  }) as typeof globalThis.fetch;
  let pipe = {} as PipeEvents;
  const channels: string[] = [];
  const live = createLive({
    dial: (events) => {
      pipe = events;
      return {
        connect: () => {},
        disconnect: () => {},
        subscribe: ({ channels: more }) => void channels.push(...more),
        unsubscribe: ({ channels: [channel = ""] }) => void channels.splice(channels.indexOf(channel), 1),
      };
    },
  });
  live.start();
  pipe.up();
  let cursor = 5;
  gone = (id) => pipe.event({ cursor: ++cursor, type: "session.ended", data: { id } });
  const api = createApi({ fetch, lang: () => "en", random: () => 0 });
  const signedIn = createSignedIn({ api, live });
  const ids = () => signedIn.store.getState().list?.map(({ id }) => id);
  return { server, signedIn, ids, channels, gone };
}

test("a list that only listened equals one that was just loaded", async () => {
  const { server, signedIn, ids, channels, gone } = setUp();
  const stop = signedIn.follow();
  await expect.poll(ids).toEqual(["1", "2", "3"]);
  expect(channels).toEqual(["sessions"]);
  server.sessions = server.sessions.filter(({ id }) => id !== "2");
  gone("2");
  await expect.poll(ids).toEqual(["1", "3"]);
  stop();
  expect([ids(), channels]).toEqual([undefined, []]);
});

test("ending one takes it off the list at once, also when it is over already", async () => {
  const { server, signedIn, ids } = setUp();
  signedIn.follow();
  await expect.poll(ids).toHaveLength(3);
  await signedIn.end("2");
  expect(ids()).toEqual(["1", "3"]);
  server.sessions = [row("1", true)];
  await signedIn.end("3");
  expect(ids()).toEqual(["1"]);
});

test("ending all others leaves this one; what did not reach the server changes nothing", async () => {
  const { server, signedIn, ids } = setUp();
  signedIn.follow();
  await expect.poll(ids).toHaveLength(3);
  server.down = true;
  await expect(signedIn.end("2")).rejects.toMatchObject({ status: 0 });
  expect(ids()).toHaveLength(3);
  server.down = false;
  await signedIn.endOthers();
  expect(ids()).toEqual(["1"]);
});

test("a list that cannot be read says so, and is read again on demand", async () => {
  const { server, signedIn, ids } = setUp();
  server.down = true;
  await signedIn.load().catch(() => {});
  await expect.poll(() => signedIn.store.getState().problem, { timeout: 15_000 }).toMatchObject({ status: 0 });
  server.down = false;
  await signedIn.load();
  expect(ids()).toHaveLength(3);
});

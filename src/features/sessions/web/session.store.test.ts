import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createApi } from "#web/api";
import { createLive } from "#web/live";
import type { PipeEvents } from "#web/socket";
import { viewer } from "#web/store";
import { createSession } from "./session.store.ts";

const day = 86_400_000;
const me = (id = "1", lasts = 40 * day) => ({
  username: `user${id}`,
  account: { id, username: `user${id}` },
  expires_at: new Date(Date.now() + lasts).toISOString(),
});
type Reply = { status: number; body?: unknown } | "cut";

/** A browser tab whose server answers each path as the test says at that moment. */
function setUp() {
  const replies: Record<string, Reply> = {};
  const asked: string[] = [];
  const fetch = (async (path: string) => {
    asked.push(path);
    const reply = path === "/auth/csrf-token" ? { status: 200, body: { csrfToken: "t" } } : replies[path];
    if (!reply || reply === "cut") throw new TypeError("Failed to fetch");
    return new Response(reply.body === undefined ? null : JSON.stringify(reply.body), { status: reply.status });
  }) as typeof globalThis.fetch;
  const wire = { connects: 0, closes: 0 };
  let server = {} as PipeEvents;
  const live = createLive({
    random: () => 1,
    dial: (events) => {
      server = events;
      return {
        connect: () => void wire.connects++,
        disconnect: () => void wire.closes++,
        subscribe: () => {},
        unsubscribe: () => {},
      };
    },
  });
  const api = createApi({
    fetch,
    lang: () => "en",
    random: () => 1,
    tabs: { locks: undefined, read: () => null, write: () => {} },
  });
  const told: string[] = [];
  let hear = (_news: unknown) => {};
  const session = createSession({
    api,
    live,
    random: () => 1,
    tabs: { tell: (news) => told.push(news), hear: (fn) => (hear = fn) },
  });
  const state = () => session.store.getState();
  return {
    session,
    state,
    replies,
    asked,
    wire,
    live,
    api,
    told,
    hear: (news: unknown) => hear(news),
    server: () => server,
  };
}

beforeEach(() => void vi.useFakeTimers({ now: Date.parse("2026-01-01") }));
afterEach(() => void vi.useRealTimers());

async function signedIn(lasts?: number) {
  const tab = setUp();
  tab.replies["/auth/me"] = { status: 200, body: me("1", lasts) };
  await tab.session.loadSession();
  return tab;
}

test("a page without a session is told so once: no retry, no connection", async () => {
  const { session, state, replies, asked, wire } = setUp();
  replies["/auth/me"] = { status: 401, body: { error: "no" } };
  await session.loadSession();
  expect(state()).toEqual({ status: "out", me: null, ended: null });
  await vi.advanceTimersByTimeAsync(day);
  expect(asked).toEqual(["/auth/me"]);
  expect(wire.connects).toBe(0);
});

test("a reload keeps the session and connects", async () => {
  const { state, wire } = await signedIn();
  expect(state()).toMatchObject({ status: "in", me: { username: "user1" } });
  expect(viewer.getState().account?.id).toBe("1");
  expect(wire.connects).toBe(1);
});

test("a server that is away is waited for, and the page says that it wakes", async () => {
  const { session, state, replies, live } = setUp();
  replies["/auth/me"] = "cut";
  const loaded = session.loadSession();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(state().status).toBe("loading");
  expect(live.connection.getState().state).toBe("waking");
  replies["/auth/me"] = { status: 200, body: me() };
  await vi.advanceTimersByTimeAsync(10_000);
  await loaded;
  expect(state().status).toBe("in");
});

test("log-in and sign-up enter, tell the other tabs, and take a fresh token for the new session", async () => {
  const { session, state, replies, told, asked, api } = setUp();
  replies["/auth/login"] = { status: 200, body: me() };
  await session.logIn({ username: "user1", password: "secret" });
  expect(state().status).toBe("in");
  expect(told).toEqual(["in"]);
  replies["/x"] = { status: 200, body: {} };
  await api.send("POST", "/x");
  expect(asked.filter((path) => path === "/auth/csrf-token")).toHaveLength(2);
});

test("a refused sign-up says what is wrong with which field", async () => {
  const { session, state, replies } = setUp();
  const details = { username: [{ error: "taken", description: "Taken." }] };
  replies["/auth/signup"] = { status: 422, body: { error: "Please check.", details } };
  const error = await session.signUp({ username: "a", password: "b", email: "c" }).catch((error: unknown) => error);
  expect(error).toMatchObject({ status: 422, details });
  expect(state().status).toBe("loading");
});

test("log-out ends the session here without an explanation, and in the other tabs with one", async () => {
  const { session, state, replies, told, wire } = await signedIn();
  replies["/auth/logout"] = { status: 204 };
  await session.logOut();
  expect(state()).toEqual({ status: "out", me: null, ended: null });
  expect(told).toEqual(["out"]);
  expect(wire.closes).toBe(1);
  const other = await signedIn();
  other.hear("out");
  expect(other.state()).toEqual({ status: "out", me: null, ended: "signed-out" });
});

test("a log-out that did not reach the server leaves the reader signed in", async () => {
  const { session, state, replies } = await signedIn();
  replies["/auth/logout"] = "cut";
  await expect(session.logOut()).rejects.toMatchObject({ status: 0 });
  expect(state().status).toBe("in");
});

test("a session of forty days ends when they are over, not when a timer overflows", async () => {
  const { state, replies, asked } = await signedIn(40 * day);
  await vi.advanceTimersByTimeAsync(39 * day);
  expect(state().status).toBe("in");
  expect(asked).toEqual(["/auth/me"]);
  replies["/auth/me"] = { status: 401, body: { error: "over" } };
  await vi.advanceTimersByTimeAsync(day + 1000);
  expect(state()).toEqual({ status: "out", me: null, ended: "expired" });
});

test("a laptop that slept past the end finds itself signed out on waking", async () => {
  const { session, state, replies } = await signedIn(day);
  replies["/auth/me"] = "cut";
  vi.setSystemTime(Date.now() + 2 * day);
  session.look();
  await vi.advanceTimersByTimeAsync(1);
  expect(state().ended).toBe("expired");
});

test("a session that was prolonged elsewhere goes on", async () => {
  const { state, replies } = await signedIn(day);
  replies["/auth/me"] = { status: 200, body: me("1", 3 * day) };
  await vi.advanceTimersByTimeAsync(day + 1000);
  expect(state().status).toBe("in");
  expect(Date.parse(state().me?.expires_at ?? "")).toBeGreaterThan(Date.now() + day);
});

test("the live channel says why a session ended", async () => {
  const { state, server } = await signedIn();
  server().gone({ reason: "signed-out" });
  expect(state().ended).toBe("signed-out");
});

test("a connection refused though the session holds is tried once more, then the session counts as over", async () => {
  const { state, server, wire } = await signedIn();
  server().refused("unauthorized");
  await vi.advanceTimersByTimeAsync(100);
  expect(state().status).toBe("in");
  expect(wire.connects).toBe(2);
  server().refused("unauthorized");
  expect(state().ended).toBe("expired");
});

test("any request that finds the session over ends it", async () => {
  const { state, replies, api } = await signedIn();
  replies["/api/v1/x"] = { status: 401, body: { error: "no" } };
  await api.get("/api/v1/x").catch(() => {});
  await vi.advanceTimersByTimeAsync(1);
  expect(state().status).toBe("in");
  replies["/auth/me"] = { status: 401, body: { error: "no" } };
  await api.get("/api/v1/x").catch(() => {});
  await vi.advanceTimersByTimeAsync(1);
  expect(state().ended).toBe("expired");
});

test("a page that is opened with a session that cannot be renewed says that it has expired", async () => {
  const { session, state, replies } = setUp();
  replies["/auth/me"] = { status: 401, body: { error: "stale", code: "expired" } };
  replies["/auth/refresh"] = { status: 401, body: { error: "over" } };
  await session.loadSession();
  expect(state()).toEqual({ status: "out", me: null, ended: "expired" });
});

test("a session ended from elsewhere says why", async () => {
  for (const reason of ["revoked", "password", "reused", "expired"] as const) {
    const { state, server } = await signedIn();
    server().gone({ reason });
    expect(state()).toMatchObject({ status: "out", ended: reason });
  }
});

test("a new password goes on in the new session, here and in the other tabs", async () => {
  const { session, state, replies, told, wire, server } = await signedIn();
  replies["/auth/password"] = { status: 200, body: me("1") };
  const changed = session.changePassword({ current: "a", new: "b" });
  server().gone({ reason: "replaced" });
  await changed;
  expect(state().status).toBe("in");
  expect([told, wire.connects]).toEqual([["in"], 2]);
  const other = await signedIn();
  other.server().gone({ reason: "replaced" });
  expect(other.state().status).toBe("in");
  await vi.advanceTimersByTimeAsync(600);
  expect([other.state().status, other.wire.connects]).toEqual(["in", 2]);
});

test("a new password that the server refuses changes nothing here", async () => {
  const { session, state, replies, asked, wire } = await signedIn();
  const details = { current: [{ error: "ERR_INVALID", description: "no" }] };
  replies["/auth/password"] = { status: 422, body: { error: "no", details } };
  await expect(session.changePassword({ current: "a", new: "b" })).rejects.toMatchObject({ status: 422, details });
  expect([state().status, wire.connects, asked.filter((path) => path === "/auth/me").length]).toEqual(["in", 1, 1]);
});

test("a log-out whose answer was lost shows a page that is signed out, once the server says so", async () => {
  const { session, state, replies, server } = await signedIn();
  replies["/auth/logout"] = "cut";
  replies["/auth/me"] = { status: 401, body: { error: "no" } };
  const left = session.logOut().catch(() => {});
  server().gone({ reason: "signed-out" });
  await left;
  await vi.advanceTimersByTimeAsync(1);
  expect(state().status).toBe("out");
});

test("someone else who logs in in another tab is who this tab shows, too", async () => {
  const { state, replies, hear, wire } = await signedIn();
  replies["/auth/me"] = { status: 200, body: me("2") };
  hear("in");
  await vi.advanceTimersByTimeAsync(1);
  expect(state().me?.username).toBe("user2");
  expect(wire).toEqual({ connects: 2, closes: 1 });
});

test("a changed profile is taken in at once here, and the browser's other tabs are told", async () => {
  const { session, state, told } = await signedIn();
  const { account } = state().me!;
  session.takeAccount({ ...account, display_name: "New" });
  expect(state().me?.account.display_name).toBe("New");
  expect(viewer.getState().account?.display_name).toBe("New");
  expect(told).toEqual(["in"]);
  session.takeAccount({ ...account, id: "2", display_name: "Somebody else" });
  expect(state().me?.account.display_name).toBe("New");
});

test("what another device has changed of one's own account is asked for; of others' accounts it is not", async () => {
  const { state, replies, asked, server } = await signedIn();
  const before = asked.length;
  server().event({ cursor: 5, type: "account.changed", data: { id: "2", display_name: "Other" } });
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toHaveLength(before);
  const changed = me();
  replies["/auth/me"] = { status: 200, body: { ...changed, account: { ...changed.account, display_name: "New" } } };
  server().event({ cursor: 6, type: "account.changed", data: { id: "1", display_name: "New" } });
  await vi.advanceTimersByTimeAsync(0);
  expect(state().me?.account.display_name).toBe("New");
});

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type ApiError, createApi } from "#web/api";
import type { Shared } from "#web/renew";

/** A server whose tokens grow stale, and the tabs of one browser in front of it. */
function setUp({ locks = true } = {}) {
  const calls: string[] = [];
  const server = { stale: true, refresh: 204 as number | "cut", heals: true };
  const answer = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });
  const fetch = (async (path: string, { method }: RequestInit) => {
    calls.push(`${method} ${path}`);
    const { stale } = server;
    await new Promise((done) => setTimeout(done, 10));
    if (path === "/auth/refresh") {
      if (server.refresh === "cut") throw new TypeError("Failed to fetch");
      if (server.heals) server.stale = false;
      return server.refresh === 204 ? new Response(null, { status: 204 }) : answer(server.refresh, { error: "over" });
    }
    if (stale) return answer(401, { error: "stale", code: "expired" });
    if (path === "/auth/csrf-token") return answer(200, { csrfToken: "t" });
    return server.refresh === 401 ? answer(401, { error: "nobody" }) : answer(200, { ok: true });
  }) as typeof globalThis.fetch;
  let turn: Promise<unknown> = Promise.resolve();
  let note: string | null = null;
  const request = ((_name: string, work: () => Promise<void>) =>
    (turn = turn.then(work, work))) as LockManager["request"];
  const shared: Shared = {
    locks: locks ? { request } : undefined,
    read: () => note,
    write: (at) => (note = at),
  };
  const tab = () => createApi({ fetch, lang: () => "en", random: () => 1, tabs: shared });
  const refreshes = () => calls.filter((call) => call === "POST /auth/refresh").length;
  return { server, calls, tab, refreshes };
}

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

const settled = async <T>(promise: Promise<T>): Promise<T | ApiError> => {
  const result = promise.catch((error: ApiError) => error);
  await vi.runAllTimersAsync();
  return result;
};

test("a stale session is renewed without a word, and the request goes out once more", async () => {
  const { tab, calls } = setUp();
  expect(await settled(tab().send("POST", "/x", { a: 1 }))).toEqual({ ok: true });
  expect(calls).toEqual(["GET /auth/csrf-token", "POST /auth/refresh", "GET /auth/csrf-token", "POST /x"]);
});

test("all requests of a page that find the session stale share one renewal", async () => {
  const { tab, refreshes } = setUp();
  const api = tab();
  const all = await settled(Promise.all([1, 2, 3, 4, 5].map((i) => api.get(`/x${i}`))));
  expect(all).toHaveLength(5);
  expect(refreshes()).toBe(1);
});

test("all tabs of a browser share one renewal; without locks each renews for itself", async () => {
  for (const [locks, times] of [
    [true, 1],
    [false, 4],
  ] as const) {
    const { tab, refreshes } = setUp({ locks });
    expect(await settled(Promise.all([1, 2, 3, 4].map(() => tab().get("/x"))))).toHaveLength(4);
    expect([locks, refreshes()]).toEqual([locks, times]);
    vi.setSystemTime(Date.now() + 1000);
  }
});

test("a renewal that did not reach the server is tried again with the request, where that may be repeated", async () => {
  const { tab, server } = setUp();
  server.refresh = "cut";
  expect(await settled(tab().get("/x", {}, { retries: 1 }))).toMatchObject({ status: 0 });
  const asked = tab().get("/x");
  await vi.advanceTimersByTimeAsync(100);
  server.refresh = 204;
  expect(await settled(asked)).toMatchObject({ data: { ok: true } });
});

test("a session that cannot be renewed is over, told once, and the request goes on as a visitor's", async () => {
  const { tab, server, calls } = setUp();
  server.refresh = 401;
  const api = tab();
  const told: string[] = [];
  api.onOver(() => told.push("over"));
  api.onUnauthorized(() => told.push("unauthorized"));
  expect(await settled(api.get("/x"))).toMatchObject({ status: 401, message: "nobody" });
  expect(told).toEqual(["over", "unauthorized"]);
  expect(calls).toEqual(["GET /x", "POST /auth/refresh", "GET /x"]);
});

test("a browser that keeps no cookies does not renew in a circle", async () => {
  const { tab, server, refreshes } = setUp();
  server.heals = false;
  expect(await settled(tab().get("/x"))).toMatchObject({ status: 401, code: "expired" });
  expect(refreshes()).toBe(1);
});

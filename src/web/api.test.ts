import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type ApiError, createApi, nextPath } from "#web/api";
import { pause } from "#web/store";

type Reply = Response | Error;
type Call = { path: string; method: string; headers: Record<string, string>; body: unknown };

/** A server that gives out CSRF tokens by itself and otherwise answers with the given replies, in order. */
function serve(...replies: Reply[]) {
  const calls: Call[] = [];
  let tokens = 0;
  const fetch = (async (path: string, init: RequestInit) => {
    if (path === "/auth/csrf-token") return json({ csrfToken: `token-${++tokens}` });
    calls.push({
      path,
      method: init.method ?? "GET",
      headers: init.headers as Record<string, string>,
      body: init.body === undefined ? undefined : JSON.parse(String(init.body)),
    });
    const reply = replies.shift();
    if (!reply || reply instanceof Error) throw reply ?? new Error("no more replies");
    return reply;
  }) as typeof globalThis.fetch;
  return { calls, api: createApi({ fetch, lang: () => "ko", random: () => 0.5 }) };
}

const json = (data: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(data), { status, headers });
const broken = new TypeError("Failed to fetch");
const settled = async <T>(promise: Promise<T>): Promise<T | ApiError> => {
  const result = promise.catch((error: ApiError) => error);
  await vi.runAllTimersAsync();
  return result;
};

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

test("a list answer tells its cursor and where the next page is", async () => {
  const link =
    '<https://x.example/api/v1/timelines/public?limit=20&max_id=7>; rel="next", <https://x.example/p?min_id=9>; rel="prev"';
  const { api, calls } = serve(json([1], 200, { link, "x-cursor": "42" }));
  const page = await api.get<number[]>("/api/v1/timelines/public", { local: true, limit: undefined });
  expect(page).toEqual({ data: [1], next: "/api/v1/timelines/public?limit=20&max_id=7", cursor: 42 });
  expect(calls[0]).toMatchObject({ path: "/api/v1/timelines/public?local=true", headers: { "accept-language": "ko" } });
  expect(nextPath('<https://x.example/p?min_id=9>; rel="prev"')).toBeNull();
});

test("the token is fetched once, and anew when the server says it is not this session's", async () => {
  const { api, calls } = serve(json({}), json({}), json({ error: "no", code: "csrf" }, 403), json({ ok: true }));
  await api.send("POST", "/a", { x: 1 });
  await api.send("POST", "/b");
  expect(await api.send("POST", "/c")).toEqual({ ok: true });
  expect(calls.map((call) => call.headers["x-csrf-token"])).toEqual(["token-1", "token-1", "token-1", "token-2"]);
  expect(calls[0]?.body).toEqual({ x: 1 });
});

test("a token that is refused twice is an error, not a loop", async () => {
  const refusal = () => json({ error: "거절했어요.", code: "csrf" }, 403);
  const { api, calls } = serve(refusal(), refusal(), refusal());
  const error = await settled(api.send("POST", "/a"));
  expect(error).toMatchObject({ status: 403, message: "거절했어요." });
  expect(calls).toHaveLength(2);
});

test("after log-out the token of the old session is not used again", async () => {
  const { api, calls } = serve(json({}), json({}));
  await api.send("POST", "/a");
  api.dropToken();
  await api.send("POST", "/b");
  expect(calls.map((call) => call.headers["x-csrf-token"])).toEqual(["token-1", "token-2"]);
});

test("a post without a key is not sent again when no answer came, for it may have arrived", async () => {
  const { api, calls } = serve(broken, json({}));
  expect(await settled(api.send("POST", "/a"))).toMatchObject({ status: 0, message: "network" });
  expect(calls).toHaveLength(1);
});

test("a keyed post is sent again until it is answered, always with its key", async () => {
  const { api, calls } = serve(
    broken,
    json({ error: "busy" }, 503),
    new Response("<html>", { status: 502 }),
    json({ id: "1" }),
  );
  expect(await settled(api.send("POST", "/a", {}, { idempotencyKey: "k" }))).toEqual({ id: "1" });
  expect(calls.map((call) => call.headers["idempotency-key"])).toEqual(["k", "k", "k", "k"]);
});

test("reading gives up after ten more tries", async () => {
  const { api, calls } = serve(...Array.from({ length: 19 }, () => broken));
  expect(await settled(api.get("/a"))).toMatchObject({ status: 0 });
  expect(calls).toHaveLength(11);
});

test("a reader who is asked to wait sees until when, and is let in then", async () => {
  const { api } = serve(json({ error: "slow down" }, 429, { "retry-after": "4" }), json({ ok: true }));
  const answer = api.send("POST", "/a");
  await vi.advanceTimersByTimeAsync(3_000);
  expect(api.limits.getState().until).toBe(1_000_000 + 4_000 + 600);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await answer).toEqual({ ok: true });
  expect(api.limits.getState().until).toBeNull();
});

test("a refused request that waits by other means shows until when, too", async () => {
  const { api } = serve(json({ error: "slow down" }, 429, { "retry-after": "4" }));
  const answer = api.send("POST", "/a", {}, { idempotencyKey: "k", retries: 0 }).catch((error: ApiError) => error);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await answer).toMatchObject({ status: 429, retryAfterMs: 4_000 });
  expect(api.limits.getState().until).toBe(1_000_000 + 4_000);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(api.limits.getState().until).toBeNull();
});

test("what has no key is not sent again, though the server asks to come later", async () => {
  const busy = json({ error: "busy" }, 503, { "retry-after": "1" });
  const { api, calls } = serve(busy, json({}));
  expect(await settled(api.send("POST", "/a"))).toMatchObject({ status: 503, message: "busy" });
  expect(calls).toHaveLength(1);
});

test("many who were told the same come back spread out, none of them too early", () => {
  const draws = Array.from({ length: 50 }, (_, i) => pause(2, () => i / 50, 4_000));
  expect(Math.min(...draws)).toBeGreaterThanOrEqual(4_000);
  expect(Math.max(...draws) - Math.min(...draws)).toBeGreaterThan(4_000);
});

test("a request that waits for a server to wake goes on as soon as it has; one that was asked to wait does not", async () => {
  const { api, calls } = serve(broken, broken, broken, broken, json({ ok: true }));
  const answer = api.get("/a");
  await vi.advanceTimersByTimeAsync(1_100);
  expect(calls).toHaveLength(4);
  api.carryOn();
  await vi.advanceTimersByTimeAsync(0);
  expect((await answer).data).toEqual({ ok: true });

  const asked = serve(json({}, 503, { "retry-after": "4" }), json({ ok: true }));
  const later = asked.api.get("/a");
  await vi.advanceTimersByTimeAsync(1_000);
  asked.api.carryOn();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked.calls).toHaveLength(1);
  await vi.runAllTimersAsync();
  expect((await later).data).toEqual({ ok: true });
});

test("where only a proxy answers, the server is what is missing", async () => {
  const { api } = serve(
    ...Array.from({ length: 3 }, () => new Response("<h1>Application starting</h1>", { status: 503 })),
  );
  expect(await settled(api.get("/a", {}, { retries: 2 }))).toMatchObject({ status: 503, message: "network" });
  expect(api.limits.getState().until).toBeNull();
});

test("a very long wait is told at once instead of hanging", async () => {
  const { api, calls } = serve(json({ error: "later" }, 429, { "retry-after": "900" }));
  expect(await settled(api.send("POST", "/a"))).toMatchObject({ status: 429, retryAfterMs: 900_000 });
  expect(calls).toHaveLength(1);
});

test("errors keep the server's sentence and its details; what is not JSON is called unreadable", async () => {
  const details = { username: [{ error: "taken", description: "이미 쓰고 있어요." }] };
  const { api } = serve(
    json({ error: "확인해 주세요.", details }, 422),
    new Response("<h1>", { status: 500 }),
    new Response("<h1>"),
  );
  expect(await settled(api.send("POST", "/a"))).toMatchObject({ message: "확인해 주세요.", details });
  expect(await settled(api.send("POST", "/a"))).toMatchObject({ status: 500, message: "unreadable" });
  expect(await settled(api.send("POST", "/a"))).toMatchObject({ status: 200, message: "unreadable" });
});

test("a session that is over is told once per request, but a wrong password is not", async () => {
  const { api } = serve(json({ error: "no" }, 401), json({ error: "no" }, 401));
  const over = vi.fn();
  api.onUnauthorized(over);
  await settled(api.send("POST", "/auth/login", {}));
  expect(over).not.toHaveBeenCalled();
  await settled(api.get("/api/v1/x"));
  expect(over).toHaveBeenCalledTimes(1);
});

test("an empty answer is nothing", async () => {
  const { api } = serve(new Response(null, { status: 204 }));
  expect(await api.send("POST", "/auth/logout")).toBeUndefined();
});

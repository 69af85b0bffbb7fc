import { createStore } from "zustand/vanilla";
import { cursorHeader } from "#core/live.contract";
import { prefs } from "#web/prefs";
import { createRenewal, ownTabs, type Shared } from "#web/renew";
import { listeners, pause } from "#web/store";

export type Query = Record<string, string | number | boolean | undefined>;
export type Method = "POST" | "PUT" | "PATCH" | "DELETE";
export type Details = Record<string, { error: string; description: string }[]>;

/** An answer, the path of the next page, and the log's cursor from before it was read. */
export type Page<T> = { data: T; next: string | null; cursor: number | null };

/** `retries` bounds how often a request that may be repeated is (10 unless told: about half a minute). */
export type SendOptions = { idempotencyKey?: string; signal?: AbortSignal; retries?: number };

/**
 * A request that did not succeed. `status` 0 means that no answer came. `message` is the server's sentence in the
 * reader's language; the code "network" when nothing or only a proxy answered, "unreadable" when there was no sentence.
 */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string | undefined;
  readonly details: Details | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(status: number, message: string, more: { code?: string; details?: Details; retryAfterMs?: number } = {}) {
    super(message);
    this.status = status;
    this.code = more.code;
    this.details = more.details;
    this.retryAfterMs = more.retryAfterMs;
  }
}

/** Whether trying again later may help, the same request being harmless. */
export const isPassing = (status: number) => [0, 408, 429, 502, 503, 504].includes(status);

const patience = 30_000;
const renewPath = "/auth/refresh";

type Deps = { fetch: typeof fetch; lang: () => string; random?: () => number; tabs?: Shared };

/** The one way to the server: cookies and their renewal, CSRF, languages, retries. */
export function createApi({ fetch, lang, random = Math.random, tabs = ownTabs }: Deps) {
  const limits = createStore<{ until: number | null }>(() => ({ until: null }));
  const unauthorized = listeners<[]>();
  const reached = listeners<[]>();
  const over = listeners<[]>();
  const renewal = createRenewal(tabs);
  let token: Promise<string> | null = null;

  async function get<T>(path: string, query: Query = {}, options: SendOptions = {}): Promise<Page<T>> {
    const { data, headers } = await request("GET", withQuery(path, query), undefined, options);
    const cursor = Number(headers.get(cursorHeader) ?? Number.NaN);
    return {
      data: data as T,
      next: nextPath(headers.get("link")),
      cursor: Number.isSafeInteger(cursor) ? cursor : null,
    };
  }

  async function send<T>(method: Method, path: string, body?: unknown, options: SendOptions = {}): Promise<T> {
    return (await request(method, path, body, options)).data as T;
  }

  async function request(method: Method | "GET", path: string, body: unknown, options: SendOptions) {
    const repeatable = options.idempotencyKey !== undefined || (method !== "POST" && method !== "PATCH");
    let renewed = false;
    for (let attempt = 0; ; attempt++) {
      try {
        return await fresh(method, path, body, options);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (error.code === "csrf" && !renewed) {
          renewed = true;
          token = null;
          attempt--;
          continue;
        }
        const worthIt = error.status === 429 || (repeatable && isPassing(error.status));
        const tooLong = (error.retryAfterMs ?? 0) > patience;
        if (!worthIt || tooLong || attempt >= (options.retries ?? 10) || options.signal?.aborted) {
          // Whoever tries again later waits in sight, too.
          if (error.retryAfterMs !== undefined && asksToWait(error)) hold(error.retryAfterMs);
          throw error;
        }
        await wait(error, attempt);
      }
    }
  }

  /** Renews the session when the server asks for it, and sends the request once more: nothing was done yet. */
  async function fresh(method: Method | "GET", path: string, body: unknown, options: SendOptions) {
    for (let renewed = false; ; renewed = true) {
      const sent = Date.now();
      try {
        return await once(method, path, body, options);
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 401) throw error;
        if (error.code !== "expired" || renewed) {
          if (!path.startsWith("/auth/")) unauthorized.tell();
          throw error;
        }
      }
      await renewal(renew, sent);
    }
  }

  async function renew(): Promise<void> {
    try {
      await once("POST", renewPath, undefined, {});
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      over.tell();
    }
  }

  async function once(method: Method | "GET", path: string, body: unknown, options: SendOptions) {
    const headers: Record<string, string> = { accept: "application/json", "accept-language": lang() };
    if (method !== "GET" && path !== renewPath) headers["x-csrf-token"] = await csrf(options);
    if (body !== undefined) headers["content-type"] = "application/json";
    if (options.idempotencyKey) headers["idempotency-key"] = options.idempotencyKey;
    const limit = AbortSignal.timeout(patience);
    const signal = options.signal ? AbortSignal.any([options.signal, limit]) : limit;
    const init: RequestInit = { method, headers, credentials: "same-origin", signal };
    if (body !== undefined) init.body = JSON.stringify(body);
    let answer: Response;
    let text: string;
    try {
      answer = await fetch(path, init);
      text = await answer.text();
    } catch {
      throw new ApiError(0, "network");
    }
    const data = parse(text);
    if (answer.ok && data !== unreadable) return { data, headers: answer.headers };
    const error = errorOf(answer, data);
    if (asksToWait(error)) hold(error.retryAfterMs);
    throw error;
  }

  function csrf({ retries, signal }: SendOptions): Promise<string> {
    if (token) return token;
    const asked = get<{ csrfToken: string }>("/auth/csrf-token", {}, { retries, signal }).then(
      (page) => page.data.csrfToken,
    );
    token = asked;
    asked.catch(() => {
      if (token === asked) token = null;
    });
    return asked;
  }

  async function wait(error: ApiError, attempt: number): Promise<void> {
    const ms = pause(attempt, random, error.retryAfterMs);
    if (asksToWait(error)) hold(ms);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, ms);
      // What the server asked for is waited for to the end; what was only a guess ends when the server is there.
      const forget = error.retryAfterMs === undefined ? reached.on(done) : () => {};
      function done() {
        clearTimeout(timer);
        forget();
        resolve();
      }
    });
  }

  function hold(ms: number) {
    const until = Date.now() + ms;
    if (until <= (limits.getState().until ?? 0)) return;
    limits.setState({ until });
    setTimeout(() => limits.getState().until === until && limits.setState({ until: null }), ms);
  }

  return {
    get,
    send,
    /** Until when (ms since 1970) the server asked this browser to wait; null when it did not. */
    limits,
    /** Calls `fn` when a request outside /auth/ finds that nobody is signed in. */
    onUnauthorized: unauthorized.on,
    /** Tells every request that waits for the server to be back that it is. */
    carryOn: reached.tell,
    /** Calls `fn` when the session could not be renewed: it is over, and requests go on as a visitor's. */
    onOver: over.on,
    /** Forgets the CSRF token: it belongs to a session that is over. */
    dropToken: () => void (token = null),
  };
}

export type Api = ReturnType<typeof createApi>;

/** The page's way to its server. */
export const api = createApi({ fetch: (...args) => globalThis.fetch(...args), lang: () => prefs.getState().lang });

/** Whether the server itself said when to come again. */
const asksToWait = (error: ApiError): error is ApiError & { retryAfterMs: number } =>
  (error.status === 429 || error.status === 503) && error.retryAfterMs !== undefined;

const unreadable = Symbol("unreadable");

function parse(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return unreadable;
  }
}

function errorOf(answer: Response, data: unknown): ApiError {
  const body = (typeof data === "object" && data !== null ? data : {}) as {
    error?: unknown;
    code?: string;
    details?: Details;
  };
  const silence = [502, 503, 504].includes(answer.status) ? "network" : "unreadable";
  const message = typeof body.error === "string" ? body.error : silence;
  const retryAfterMs = retryAfter(answer.headers.get("retry-after"));
  return new ApiError(answer.status, message, { code: body.code, details: body.details, retryAfterMs });
}

function retryAfter(header: string | null): number | undefined {
  if (!header) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

function withQuery(path: string, query: Query): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined);
  if (pairs.length === 0) return path;
  return `${path}?${new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]))}`;
}

/** The path and query of rel="next" in a Link header; null on the last page. */
export function nextPath(link: string | null): string | null {
  const found = /<([^>]+)>\s*;[^,]*rel="?next"?/.exec(link ?? "")?.[1];
  if (!found) return null;
  const url = new URL(found, "http://here");
  return url.pathname + url.search;
}

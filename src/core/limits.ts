import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { AppError } from "./errors.ts";
import type { SharedStore } from "./redis.ts";

/** The classes of requests that are counted apart. */
export const limitClasses = ["read", "write", "login", "signup", "upload", "search", "socket", "mail", "code"] as const;
export type LimitClass = (typeof limitClasses)[number];

/** So many points in a fixed window of so many seconds; 0 points: no limit. */
export type Limit = { points: number; seconds: number };

/** Where a caller stands in the present window. `resetMs` is how long the window still lasts. */
export type Standing = {
  name: LimitClass;
  limit: number;
  seconds: number;
  remaining: number;
  resetMs: number;
  exceeded: boolean;
};

export type Limits = {
  /** Counts one request of `key` in its class; never fails because of where it is counted. */
  hit: (name: LimitClass, key: string) => Promise<Standing>;
  /** Takes one hit back. */
  forgive: (name: LimitClass, key: string) => Promise<void>;
};

type Limiter = Pick<RateLimiterMemory, "consume" | "reward">;

/** Fixed-window limits: in Redis, whose windows are the same for every node, else in this process's memory. */
export function createLimits(settings: Record<LimitClass, Limit>, redis?: SharedStore): Limits {
  const limiters = new Map(
    limitClasses.map((name) => {
      const { points, seconds } = settings[name];
      const options = { keyPrefix: `xm:limit:${name}`, points: points || 1, duration: seconds };
      const shared = redis && new RateLimiterRedis({ ...options, storeClient: redis.client });
      return [name, { own: new RateLimiterMemory(options), shared }];
    }),
  );
  const standing = (name: LimitClass, used: number, resetMs: number): Standing => {
    const { points: limit, seconds } = settings[name];
    const exceeded = limit > 0 && used > limit;
    return { name, limit, seconds, remaining: Math.max(0, limit - used), resetMs, exceeded };
  };
  /** Asks Redis while it answers; in the moment it does not, the question goes to the memory. */
  async function ask(name: LimitClass, how: (limiter: Limiter) => Promise<RateLimiterRes>): Promise<RateLimiterRes> {
    const { own, shared } = limiters.get(name)!;
    const attempt = (limiter: Limiter) => how(limiter).catch((refusal: unknown) => refusal);
    if (redis?.isReady()) {
      const outcome = await attempt(shared!);
      if (outcome instanceof RateLimiterRes) return outcome;
      redis.doubt(outcome);
    }
    const outcome = await attempt(own);
    if (outcome instanceof RateLimiterRes) return outcome;
    throw outcome;
  }
  return {
    hit: async (name, key) => {
      if (settings[name].points === 0) return standing(name, 0, 0);
      const { consumedPoints, msBeforeNext } = await ask(name, (limiter) => limiter.consume(key));
      return standing(name, consumedPoints, msBeforeNext);
    },
    forgive: async (name, key) => {
      if (settings[name].points > 0) await ask(name, (limiter) => limiter.reward(key));
    },
  };
}

/** 429, with the seconds to wait. */
export function tooMany(state: Standing): AppError {
  const seconds = Math.max(1, Math.ceil(state.resetMs / 1000));
  return new AppError(
    429,
    {
      en: `Too many requests. Try again in ${seconds} s.`,
      ko: `요청이 너무 많아요. ${seconds}초 뒤에 다시 시도해 주세요.`,
    },
    { headers: { "retry-after": String(seconds), ...limitHeaders(state) } },
  );
}

/** Where the caller stands, for programs: in the IETF's fields and in Mastodon's. Nothing where there is no limit. */
export function limitHeaders(state: Standing): Record<string, string> {
  if (state.limit === 0) return {};
  return {
    "ratelimit-policy": `"${state.name}";q=${state.limit};w=${state.seconds}`,
    ratelimit: `"${state.name}";r=${state.remaining};t=${Math.ceil(state.resetMs / 1000)}`,
    "x-ratelimit-limit": String(state.limit),
    "x-ratelimit-remaining": String(state.remaining),
    "x-ratelimit-reset": new Date(Date.now() + state.resetMs).toISOString(),
  };
}

/** The network a request is counted under: an IPv4 address (some proxies add the port), or the /64 of an IPv6 one. */
export function networkOf(address: string): string {
  const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)(?::\d+)?$/i.exec(address)?.[1];
  if (v4) return v4;
  const [head = "", tail = ""] = address.split("%")[0]!.split("::");
  const left = head ? head.split(":") : [];
  const right = tail ? tail.split(":") : [];
  const gap = address.includes("::") ? Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0") : [];
  return [...left, ...gap, ...right]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, "").toLowerCase())
    .join(":");
}

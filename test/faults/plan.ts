/** What goes wrong: with the way to one client, one node, Redis, PostgreSQL, or all clients at once. */
const kinds = {
  // The way to a client: drops, swallows while it looks alive, delays, says events twice, holds all back for a while.
  cut: 6,
  hole: 6,
  slow: 3,
  twice: 3,
  nap: 4,
  // The server did what was asked, and its answer is lost.
  lose: 3,
  // A node is killed with kill -9, or stands still.
  kill: 2,
  freeze: 4,
  "redis-kill": 3,
  "redis-freeze": 2,
  // PostgreSQL crashes, is restarted, or cannot be reached; the way to it is slow.
  crash: 2,
  restart: 1,
  "db-cut": 3,
  "db-nap": 2,
  // The machine that all clients run on sleeps.
  sleep: 2,
};

/** One thing that goes wrong: when, with whom, and for how long, in milliseconds from the start. */
export type Fault = { at: number; kind: keyof typeof kinds; who: number; ms: number };

/** How a reader stands to a writer. */
export type Standing = "none" | "follow" | "block";

/** What one run does; the same for the same seed. */
export type Plan = {
  faults: Fault[];
  /** Nobody deletes and nobody looks away: each event must then come exactly once and in the order of the log. */
  strict: boolean;
  /** By reader and writer. */
  standings: Standing[][];
  /** For how long there is writing. */
  lastsMs: number;
};

/** A generator of numbers from 0 to 1 that a seed repeats, also unlike that of the next seed. */
export function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const deck = Object.entries(kinds).flatMap(([kind, weight]) =>
  Array.from({ length: weight }, () => kind as Fault["kind"]),
);

/** Makes the plan of a seed for so many readers and writers. */
export function planOf(seed: number, readers: number, writers: number): Plan {
  const random = seeded(seed);
  const below = (n: number) => Math.floor(random() * n);
  const lastsMs = 600 + below(500);
  const faults = Array.from({ length: 3 + below(5) }, () => ({
    at: below(lastsMs),
    kind: deck[below(deck.length)]!,
    who: below(60),
    ms: 50 + below(550),
  }));
  // Only now and then somebody follows or blocks: it takes longer than a run.
  const relations = seeded(Math.floor(seed / 3) + 7);
  const standing = (): Standing =>
    (["none", "follow", "follow", "follow", "block"] as const)[Math.floor(relations() * 5)]!;
  return {
    faults: faults.toSorted((a, b) => a.at - b.at),
    strict: random() < 0.6,
    standings: Array.from({ length: readers }, () => Array.from({ length: writers }, standing)),
    lastsMs,
  };
}

/** A fault in one word or three. */
export const nameOf = ({ at, kind, who, ms }: Fault): string => `${at} ms ${kind} ${who % 6} for ${ms} ms`;

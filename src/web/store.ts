import { createStore } from "zustand/vanilla";
import type { Account } from "#accounts";

/** Who is signed in on this page. The session sets it; whatever belongs to one account follows it. */
export const viewer = createStore<{ account: Account | null }>(() => ({ account: null }));

/** Milliseconds before the next try: anything from 0 to a bound that doubles from 300 ms to 10 s, so that clients spread out. */
export function backoff(attempt: number, random: () => number): number {
  return random() * Math.min(10_000, 300 * 2 ** attempt);
}

/** Milliseconds before asking again where the server may have said how long to wait: never sooner, and not all who were told the same at once. */
export function pause(attempt: number, random: () => number, toldMs = 0): number {
  return toldMs + backoff(toldMs > 0 ? attempt + 2 : attempt, random);
}

/** Whether this device knows that it has no network at all. */
export const cutOff = (): boolean => typeof navigator !== "undefined" && "onLine" in navigator && !navigator.onLine;

/** Calls `fn` whenever the page may have slept or been cut off: shown again, online again, back from the page cache. */
export function onWake(fn: () => void): void {
  if (typeof window === "undefined") return;
  for (const name of ["online", "pageshow", "focus"]) window.addEventListener(name, fn);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && fn());
}

/** Calls `fn` whenever this may be the page's last moment: hidden, closed, left. */
export function onLeave(fn: () => void): void {
  if (typeof window === "undefined") return;
  window.addEventListener("pagehide", fn);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && fn());
}

/** A set of listeners: `on` adds one and returns how to remove it, `tell` calls them all. */
export function listeners<A extends unknown[]>() {
  const fns = new Set<(...args: A) => void>();
  return {
    on(fn: (...args: A) => void): () => void {
      fns.add(fn);
      return () => void fns.delete(fn);
    },
    tell(...args: A): void {
      for (const fn of [...fns]) fn(...args);
    },
  };
}

import { useEffect } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { type Api, api } from "#web/api";
import { type Live, live } from "#web/live";
import { viewer } from "#web/store";

type Deps = { api: Api; live: Live; me: () => string | null; calmMs?: number; againMs?: number };
type Markers = { notifications?: { last_read_id: string } };

const heard = ["notification.added", "notification.removed", "relation.changed"];
const longer = (a: string, b: string) => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);

/**
 * How many groups of notifications are newer than what the reader has seen, on any of their devices; asked anew when
 * something is told or read, at once but no more often than every `calmMs`, and after `againMs` when it could not be
 * answered. At most 100 are counted.
 */
export function createUnread({ api, live, me, calmMs = 1000, againMs = 15_000 }: Deps) {
  const store = createStore<{ count: number; seen: string }>(() => ({ count: 0, seen: "0" }));
  let stop: (() => number) | null = null;
  let readAt = 0;
  let round = 0;
  let resting: ReturnType<typeof setTimeout> | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  let waiting = false;

  async function load(): Promise<void> {
    const mine = ++round;
    clearTimeout(again);
    if (me() === null) return;
    const since = live.cursor();
    try {
      const [count, markers] = await Promise.all([
        api.get<{ count: number }>("/api/v2/notifications/unread_count"),
        api.get<Markers>("/api/v1/markers?timeline[]=notifications"),
      ]);
      if (mine !== round) return;
      readAt = Math.min(count.cursor ?? since, markers.cursor ?? since);
      const old = stop;
      stop = live.listen("me", readAt);
      old?.();
      store.setState({ count: count.data.count, seen: markers.data.notifications?.last_read_id ?? "0" });
    } catch {
      // Until it is asked again, also by the next connection, the number stands.
      if (mine !== round) return;
      readAt = 0;
      again = setTimeout(soon, againMs);
    }
  }

  function soon() {
    if (resting !== undefined) return void (waiting = true);
    waiting = false;
    resting = setTimeout(() => {
      resting = undefined;
      if (waiting) soon();
    }, calmMs);
    void load();
  }

  /** Notes that everything up to a notification was seen, here at once and on all devices; going back is not asked. */
  async function see(id: string): Promise<void> {
    const { seen } = store.getState();
    if (longer(id, seen) <= 0) return;
    store.setState({ seen: id, count: 0 });
    try {
      await api.send("POST", "/api/v1/markers", { notifications: { last_read_id: id } });
    } catch {
      // Not worth a word: it is tried again with the next notification, or when the page is opened anew.
      store.setState({ seen });
    }
  }

  live.onEvent(({ type, data, cursor }) => {
    if (cursor <= readAt) return;
    if (heard.includes(type) || (type === "marker.changed" && (data as Markers).notifications)) soon();
  });
  live.onReset(soon);
  live.connection.subscribe(({ state }) => {
    if (state === "live" && readAt === 0) soon();
  });

  return {
    store,
    see,
    load: soon,
    /** Whether nothing is left to ask. */
    calm: () => !waiting,
    clear() {
      round++;
      clearTimeout(again);
      stop?.();
      stop = null;
      readAt = 0;
      store.setState({ count: 0, seen: "0" });
    },
  };
}

const unread = createUnread({ api, live, me: () => viewer.getState().account?.id ?? null });
export const { see } = unread;

viewer.subscribe((now, before) => {
  if (now.account?.id === before.account?.id) return;
  unread.clear();
  unread.load();
});

/** How many groups of notifications the reader has not seen. */
export function useUnread(): number {
  useEffect(() => unread.load(), []);
  return useStore(unread.store, (now) => now.count);
}

/** The newest notification that the reader has seen, by its id. */
export const seenUpTo = (): string => unread.store.getState().seen;

/** Whether an id is newer than another: ids are numbers too big for `number`. */
export const isNewer = (id: string, than: string): boolean => longer(id, than) > 0;

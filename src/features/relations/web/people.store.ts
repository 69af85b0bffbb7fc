import { useEffect, useMemo } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { Channel, Cursor, LiveEvent } from "#core/live.contract";
import type { Account } from "#accounts";
import { type Api, ApiError, api } from "#web/api";
import { type Live, live } from "#web/live";

/** Somebody in a list; `until`: when what put them there ends by itself. */
export type Person = { account: Account; until: string | null };

/** What a list is made of: where it is read, what it listens to, and which events say that it is no longer true. */
export type PeopleSource = { path: string; channels: Channel[]; isStale: (event: LiveEvent) => boolean };

export type PeopleState = {
  people: Person[];
  state: "loading" | "ready" | "error";
  error: string | null;
  next: string | null;
};

const empty: PeopleState = { people: [], state: "loading", error: null, next: null };

type Entry = Account & { mute_expires_at?: string | null };
type Deps = { api: Api; live: Live; calmMs?: number };

/** A list is fetched anew as far as it was read, but no further than so many pages. */
const pagesAtMost = 10;

/**
 * A list of people, read page by page as its `Link` says, and read anew in place whenever an event says that it may have
 * changed: at once, then at most once in `calmMs`, so that a crowd of new followers is not a crowd of requests.
 */
export function createPeople({ path, channels, isStale }: PeopleSource, { api, live, calmMs = 1000 }: Deps) {
  const store = createStore<PeopleState>(() => empty);
  let openings = 0;
  let round = 0;
  let pages = 1;
  let readAt: Cursor = 0;
  let fetching = false;
  let paging = false;
  let stale = false;
  let stop: (() => Cursor) | null = null;
  let calm: ReturnType<typeof setTimeout> | undefined;

  async function page(from: string) {
    const since = live.cursor();
    const { data, next, cursor } = await api.get<(Entry | { account: Account })[]>(from);
    return { people: data.map(personOf), next, cursor: cursor ?? since };
  }

  async function fetch(): Promise<void> {
    const mine = ++round;
    fetching = true;
    paging = stale = false;
    const { state } = store.getState();
    if (state === "error") store.setState({ state: "loading", error: null });
    try {
      const found = [await page(path)];
      for (let last = found[0]!; last.next && found.length < Math.min(pages, pagesAtMost); last = found.at(-1)!)
        found.push(await page(last.next));
      if (mine !== round || openings === 0) return;
      pages = found.length;
      readAt = Math.min(...found.map(({ cursor }) => cursor));
      const people = unique(found.flatMap((one) => one.people));
      store.setState({ people, next: found.at(-1)!.next, state: "ready", error: null });
      const old = stop;
      stop = live.listen(channels, readAt);
      old?.();
    } catch (error) {
      if (mine !== round) return;
      const { people } = store.getState();
      store.setState({ state: people.length > 0 ? "ready" : "error", error: messageOf(error) });
    } finally {
      if (mine === round) {
        fetching = false;
        if (stale) later();
      }
    }
  }

  /** Reads the list anew, keeping what is shown until the answer is there. */
  function refresh() {
    if (openings === 0) return;
    if (fetching || calm !== undefined) stale = true;
    else {
      later();
      void fetch();
    }
  }

  function later() {
    clearTimeout(calm);
    calm = setTimeout(() => {
      calm = undefined;
      if (stale && !fetching) refresh();
    }, calmMs);
  }

  /** Reads the next page; once at a time. */
  async function loadMore(): Promise<void> {
    const { next, state } = store.getState();
    if (paging || fetching || next === null || state !== "ready") return;
    const mine = round;
    paging = true;
    store.setState({ error: null });
    try {
      const more = await page(next);
      if (mine !== round || openings === 0) return;
      pages++;
      store.setState(({ people }) => ({ people: unique([...people, ...more.people]), next: more.next }));
    } catch (error) {
      if (mine === round) store.setState({ error: messageOf(error) });
    } finally {
      if (mine === round) paging = false;
    }
  }

  return {
    store,
    refresh,
    loadMore,
    retry: (): Promise<void> => {
      const { people, next } = store.getState();
      return people.length > 0 && next !== null ? loadMore() : fetch();
    },
    /** Takes somebody off the list before the server says so. */
    drop: (id: string) =>
      store.setState(({ people }) => ({ people: people.filter(({ account }) => account.id !== id) })),
    /** Keeps the list current until the function it returns is called. */
    open(): () => void {
      openings++;
      const ends = [
        live.onEvent((event) => {
          if (event.cursor > readAt && isStale(event)) refresh();
        }),
        live.onReset(refresh),
        live.connection.subscribe(({ state }) => {
          if (state === "live" && store.getState().error === "network") void fetch();
        }),
      ];
      if (openings === 1) void fetch();
      return () => {
        openings--;
        for (const end of ends) end();
        if (openings > 0) return;
        round++;
        fetching = paging = stale = false;
        clearTimeout(calm);
        calm = undefined;
        stop?.();
        stop = null;
        pages = 1;
        store.setState(empty);
      };
    },
  };
}

export type People = ReturnType<typeof createPeople>;

const personOf = (entry: Entry | { account: Account }): Person =>
  "account" in entry
    ? { account: entry.account, until: null }
    : { account: entry, until: entry.mute_expires_at ?? null };

function unique(people: Person[]): Person[] {
  const seen = new Set<string>();
  return people.filter(({ account }) => !seen.has(account.id) && seen.add(account.id));
}

const messageOf = (error: unknown) => (error instanceof ApiError ? error.message : "network");

const relation = ({ type }: LiveEvent) => type === "relation.changed";

/** The lists of the reader's own relations. */
export const ownLists = {
  requests: { path: "/api/v1/follow_requests", channels: ["me"], isStale: relation },
  blocks: { path: "/api/v1/blocks", channels: ["me"], isStale: relation },
  mutes: { path: "/api/v1/mutes", channels: ["me"], isStale: relation },
  suggestions: {
    path: "/api/v2/suggestions?limit=20",
    channels: ["me"],
    isStale: ({ type }) => type === "relation.changed" || type === "suggestion.dismissed",
  },
} as const satisfies Record<string, PeopleSource>;

/** Who follows an account, or whom it follows. */
export const circleOf = (id: string, which: "followers" | "following"): PeopleSource => ({
  path: `/api/v1/accounts/${encodeURIComponent(id)}/${which}`,
  channels: [`account:${id}`, "me"],
  isStale: (event) => relation(event) || (event.type === "account.changed" && (event.data as Account).id === id),
});

/** Who favourited or boosted a post. */
export const markersOf = (post: string, what: "favourited" | "boosted"): PeopleSource => ({
  path: `/api/v1/statuses/${encodeURIComponent(post)}/${what === "boosted" ? "reblogged" : "favourited"}_by`,
  channels: [`post:${post}`, "me"],
  isStale: (event) => relation(event) || (event.type === "post.counted" && (event.data as { id: string }).id === post),
});

/** A list of people that is kept current while the component is shown. */
export function usePeople(source: PeopleSource): PeopleState & People {
  // A source is what it reads.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const list = useMemo(() => createPeople(source, { api, live }), [source.path]);
  useEffect(() => list.open(), [list]);
  return { ...useStore(list.store), ...list };
}

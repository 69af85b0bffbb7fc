import { useEffect, useRef } from "react";
import type { Cursor } from "#core/live.contract";
import { type Live, live } from "#web/live";
import { innerIds } from "./posts.state.ts";
import { type Posts, posts } from "./posts.store.ts";

/** What one list shows. `end` when it is no longer shown. */
export type Watch = { show(ids: Iterable<string>): void; end(): void };
/** Begins to hear of the posts of one list. */
export type Watching = (inner?: boolean) => Watch;

const channel = (id: string) => `post:${id}`;

/** Of one list, so many posts are heard of at most; channels are not endless. */
const atMost = 400;

/**
 * Hears of posts where they are shown, whatever list they are in: `post:<id>` of all that is watched and of what it
 * boosts and quotes, from the cursor at which each was known, in as few requests as there are cursors.
 */
export function createWatching({
  live,
  posts,
}: {
  live: Live;
  posts: Pick<Posts, "get" | "knownAt" | "store">;
}): Watching {
  const lists = new Set<{ ids: string[]; inner: boolean }>();
  const heard = new Set<string>();
  /** Of what is no longer watched: everything up to this cursor has been heard. */
  const left = new Map<string, Cursor>();
  let stops: (() => Cursor)[] = [];
  let planned = false;

  function plan() {
    if (planned) return;
    planned = true;
    queueMicrotask(() => {
      planned = false;
      update();
    });
  }

  function wanted(): Set<string> {
    const found = new Set<string>();
    for (const { ids, inner } of lists)
      for (const id of ids.slice(0, atMost)) {
        if (!inner && !id.startsWith("local:")) found.add(id);
        const post = posts.get(id);
        for (const each of post ? innerIds(post) : []) found.add(each);
      }
    return found;
  }

  function update() {
    const from = (id: string) => Math.max(posts.knownAt(id), left.get(id) ?? 0) || live.cursor();
    // A page that opens knows of no cursor: what it shows by its id alone waits until it is known, or the page connected.
    const now = new Set([...wanted()].filter((id) => heard.has(id) || from(id) > 0));
    const stay = [...now].filter((id) => heard.has(id));
    const fresh = [...now].filter((id) => !heard.has(id));
    if (fresh.length === 0 && stay.length === heard.size) return;
    const before = stops;
    // What became known at almost the same time is asked for at once: hearing a little twice costs less.
    const near = Map.groupBy(fresh, (id) => Math.floor(from(id) / 100));
    const groups = [...near.values()].map((ids) => live.listen(ids.map(channel), Math.min(...ids.map(from))));
    // Joining again what is joined asks nothing of the server.
    stops = stay.length > 0 ? [live.listen(stay.map(channel), Infinity), ...groups] : groups;
    const resume = Math.min(...before.map((stop) => stop()));
    for (const id of heard) if (!now.has(id)) left.set(id, resume);
    for (const id of now) left.delete(id);
    heard.clear();
    for (const id of now) heard.add(id);
  }

  // What was asked for may have been refused: all is asked for again.
  live.onReset(() => {
    left.clear();
    heard.clear();
    plan();
  });
  const planIfShown = () => {
    if (lists.size > 0) plan();
  };
  // What a post quotes may become known after it, and a post after its id.
  posts.store.subscribe(planIfShown);
  live.connection.subscribe(({ state }) => {
    if (state === "live") planIfShown();
  });

  return (inner = false): Watch => {
    const list: { ids: string[]; inner: boolean } = { ids: [], inner };
    lists.add(list);
    return {
      show(ids) {
        list.ids = [...ids];
        plan();
      },
      end() {
        lists.delete(list);
        plan();
      },
    };
  };
}

/**
 * Begins to hear of posts wherever they are; say with `show` which, again whenever they change, those near the reader
 * first. `inner`: only of what they boost and quote, where the list's own channel tells of the posts themselves.
 */
export const watchPosts = createWatching({ live, posts });

/** Hears of these posts while the component is shown; `inner` as in `watchPosts`. */
export function useWatchPosts(ids: readonly string[], inner = false): void {
  const watch = useRef<Watch | null>(null);
  const key = ids.join(" ");
  useEffect(() => {
    const mine = (watch.current = watchPosts(inner));
    return () => mine.end();
  }, [inner]);
  useEffect(() => watch.current?.show(key ? key.split(" ") : []), [key, inner]);
}

import { useEffect, useMemo } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { Status } from "#posts";
import { posts, type Watching, watchPosts } from "#posts/web";
import { whenRelationsChange } from "#relations/web";
import { type Api, ApiError, api } from "#web/api";
import { type Live, live } from "#web/live";
import { viewer } from "#web/store";
import type { PostNews, Posts } from "./keys.ts";
import { insertReply, type ParentOf, withoutId } from "./lists.ts";

type Deps = { api: Api; live: Live; posts: Posts; watch?: Watching; calmMs?: number };
type Context = { ancestors: Status[]; descendants: Status[] };

/** What surrounds one post. `error` is the server's sentence, or "network". */
export type ThreadState = {
  ancestors: string[];
  descendants: string[];
  state: "loading" | "ready" | "error";
  error: string | null;
};

/** One post with what it answers and what answers it; fetched once, then kept by events. `open` it while it is shown. */
export function createThread(id: string, { api, live, posts, watch, calmMs }: Deps) {
  const store = createStore<ThreadState>(() => ({ ancestors: [], descendants: [], state: "loading", error: null }));
  const path = `/api/v1/statuses/${encodeURIComponent(id)}`;
  let isOpen = false;
  let round = 0;
  let thread: string | null = null;
  let stop: (() => number) | null = null;
  let fetching = false;
  /** What is shown was read when the log had reached this cursor, or later: what happened before is in it. */
  let readAt = 0;
  /** Whether something happened that the fetch under way may have been too early to see. */
  let stale = false;
  /** Posts that are not known but hang elsewhere in the thread, and the reply to them that was not among ours. */
  const outside = new Map<string, string>();

  async function fetch(): Promise<void> {
    const mine = ++round;
    fetching = true;
    stale = false;
    if (store.getState().state === "error") store.setState({ state: "loading", error: null });
    const since = live.cursor();
    try {
      const [post, context] = await Promise.all([api.get<Status>(path), api.get<Context>(`${path}/context`)]);
      if (mine !== round || !isOpen) return;
      const at = Math.min(post.cursor ?? since, context.cursor ?? since);
      const { ancestors, descendants } = context.data;
      for (const [unknown, reply] of outside) if (descendants.some((one) => one.id === reply)) outside.delete(unknown);
      posts.take([post.data], at);
      thread = post.data.thread_id;
      store.setState({
        ancestors: posts.take(ancestors, at),
        descendants: posts.take(descendants, at),
        state: "ready",
        error: null,
      });
      readAt = at;
      const old = stop;
      stop = live.listen([`thread:${thread}`, "me"], at);
      old?.();
    } catch (error) {
      if (mine !== round) return;
      const message = error instanceof ApiError ? error.message : "network";
      const gone = error instanceof ApiError && error.status === 404;
      const keep = !gone && store.getState().state === "ready";
      store.setState(keep ? { error: message } : { ancestors: [], descendants: [], state: "error", error: message });
      if (gone) posts.missing(id, since);
    } finally {
      if (mine === round) {
        fetching = false;
        if (stale) void fetch();
      }
    }
  }

  /** Fetches what only the server knows: once more after the fetch under way, however much happens meanwhile. */
  function refetch() {
    if (fetching) stale = true;
    else void fetch();
  }

  const parentOf: ParentOf = (one) => posts.get(one)?.in_reply_to_id;

  function hear(event: PostNews) {
    // A replay is made ready some time before it arrives: it may be of before a block that is known here.
    if (event.cursor !== undefined && event.cursor <= readAt) return;
    const here = event.type !== "post.deleted" && (event.on?.includes(`thread:${thread}`) ?? true);
    if (event.type === "post.created" && event.data.thread_id === thread && here) add(event.data);
    // Whoever mutes somebody does not meet them as they are named, either.
    if (event.type === "post.edited" && event.data.thread_id === thread && here !== shows(event.data.id)) refetch();
    // Only the server knows what a thread looks like around a gap, or with a gap closed.
    if (event.type === "post.restored" && (event.data.thread_id === thread || event.data.id === id)) refetch();
    if (event.type !== "post.deleted") return;
    const gone = event.data.id;
    for (const [unknown, reply] of outside) if (reply === gone) outside.delete(unknown);
    const { ancestors, descendants, state } = store.getState();
    if (state === "error") return;
    if (gone === id || ancestors.includes(gone) || descendants.some((one) => parentOf(one) === gone)) refetch();
    else store.setState({ descendants: withoutId(descendants, gone) });
  }

  const shows = (one: string) =>
    one === id || store.getState().ancestors.includes(one) || store.getState().descendants.includes(one);

  function add(reply: Status) {
    const { ancestors, descendants, state } = store.getState();
    if (state === "error") return;
    for (let up: ReturnType<ParentOf> = reply.in_reply_to_id; up !== id; up = parentOf(up)) {
      if (up == null || ancestors.includes(up) || outside.has(up)) return;
      if (descendants.includes(up)) break;
      if (posts.get(up)) continue;
      outside.set(up, reply.id);
      return refetch();
    }
    const placed = insertReply(descendants, id, reply, parentOf);
    if (placed) store.setState({ descendants: placed });
    else refetch();
  }

  const all = () => [id, ...store.getState().ancestors, ...store.getState().descendants];

  /** Hears of each post here wherever it is told of, and of what it quotes. */
  function follow(): () => void {
    const watching = watch?.();
    watching?.show(all());
    const end = store.subscribe(() => watching?.show(all()));
    return () => {
      end();
      watching?.end();
    };
  }

  return {
    store,
    retry: fetch,
    /** Keeps the thread current until the function it returns is called. */
    open(): () => void {
      isOpen = true;
      const ends = [
        posts.onEvent(hear),
        posts.need(all),
        // Whom one follows, blocks or mutes decides which posts there are: only the server can say.
        whenRelationsChange(
          live,
          (cursor) => {
            if (cursor > readAt) refetch();
          },
          calmMs,
        ),
        follow(),
        live.onReset(() => {
          readAt = 0;
          void fetch();
        }),
        live.connection.subscribe(({ state }) => {
          if (state === "live" && store.getState().error === "network") void fetch();
        }),
      ];
      void fetch();
      return () => {
        isOpen = false;
        round++;
        for (const end of ends) end();
        stop?.();
        stop = null;
      };
    },
  };
}

/** What surrounds a post, kept current while the component is shown. */
export function useThread(id: string) {
  const reader = useStore(viewer, (now) => now.account?.id);
  const thread = useMemo(() => createThread(id, { api, live, posts, watch: watchPosts }), [id]);
  // Another reader sees another thread.
  useEffect(() => thread.open(), [thread, reader]);
  const { ancestors, descendants, state, error } = useStore(thread.store);
  return { ancestors, descendants, state, error, retry: thread.retry };
}

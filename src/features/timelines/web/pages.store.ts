import { createStore } from "zustand/vanilla";
import type { LiveEvent } from "#core/live.contract";
import type { posts as pagePosts, Watching } from "#posts/web";
import { type Api, ApiError } from "#web/api";
import type { Live } from "#web/live";

/** A list that only the server can sort, as a screen shows it. `error` is the server's sentence, or "network". */
export type PagesState = {
  ids: string[];
  state: "loading" | "ready" | "error";
  error: string | null;
  next: string | null;
  end: boolean;
};

/** What an event does to a list: nothing, read it anew, or take one of its rows away. */
export type Change = "refetch" | { gone: string } | null;

export type PagesDeps<T> = {
  api: Api;
  live: Live;
  posts: Pick<typeof pagePosts, "need">;
  watch?: Watching;
  /** Where the first page is read; a page has `pageSize` rows. */
  path: string;
  channels: string[];
  pageSize: number;
  /** Takes in the rows of an answer read when the log had reached `at`, and gives their ids, in order. */
  take: (answer: T, at: number) => string[];
  /** The posts in the rows `ids`: kept known, and heard of while they are shown. */
  shown: (ids: string[]) => string[];
  /** What an event does to the list that shows `ids`. */
  change: (event: LiveEvent, ids: string[]) => Change;
  calmMs?: number;
};

const refetchAtMost = 400;

/**
 * A list sorted by what its rows do not say: read page by page, then kept by events, each of which takes a row away or
 * has the list read anew, as far as it was shown; at once, but no more often than every `calmMs`. `open` it while it is
 * shown.
 */
export function createPages<T>(deps: PagesDeps<T>) {
  const { api, live, posts, watch, path, channels, pageSize, take, change, calmMs = 1000 } = deps;
  const first: PagesState = { ids: [], state: "loading", error: null, next: null, end: false };
  const store = createStore<PagesState>(() => first);
  let openings = 0;
  let stop: (() => number) | null = null;
  let resume: number | null = null;
  let round = 0;
  let whole = false;
  let paging = false;
  /** Everything up to this cursor is in what is shown. */
  let readAt = 0;
  let resting: ReturnType<typeof setTimeout> | undefined;
  let waiting = false;
  let watching: ReturnType<Watching> | undefined;

  const shown = () => deps.shown(store.getState().ids);

  async function page(from: string) {
    const since = live.cursor();
    const answer = await api.get<T>(from);
    const at = answer.cursor ?? since;
    return { next: answer.next ?? null, at, take: () => take(answer.data, at) };
  }

  function follow(cursor: number) {
    const old = stop;
    stop = live.listen(channels, cursor);
    old?.();
  }

  /** Reads the list anew as far as it was shown. */
  async function refetch(): Promise<void> {
    const mine = ++round;
    paging = false;
    const { ids: before, state } = store.getState();
    if (state === "error") store.setState({ state: "loading", error: null });
    try {
      const pages = [await page(path)];
      const wanted = Math.min(before.length, refetchAtMost);
      for (let last = pages[0]; last?.next && pages.length * pageSize < wanted; last = pages.at(-1))
        pages.push(await page(last.next));
      if (mine !== round || openings === 0) return;
      const ids = [...new Set(pages.flatMap((one) => one.take()))];
      const next = pages.at(-1)?.next ?? null;
      readAt = Math.min(...pages.map(({ at }) => at));
      store.setState({ ids, state: "ready", error: null, next, end: next === null });
      follow(readAt);
      whole = true;
    } catch (error) {
      if (mine !== round) return;
      whole = false;
      store.setState({ state: before.length > 0 ? "ready" : "error", error: messageOf(error) });
    }
  }

  /** Reads the next page; once at a time. */
  async function loadMore(): Promise<void> {
    const { next, state } = store.getState();
    if (paging || next === null || state !== "ready") return;
    const mine = round;
    paging = true;
    store.setState({ error: null });
    try {
      const answer = await page(next);
      if (mine !== round || openings === 0) return;
      store.setState(({ ids }) => ({
        ids: [...new Set([...ids, ...answer.take()])],
        next: answer.next,
        end: answer.next === null,
      }));
      follow(answer.at);
    } catch (error) {
      if (mine === round) store.setState({ error: messageOf(error) });
    } finally {
      if (mine === round) paging = false;
    }
  }

  /** Reads it anew now, or as soon as it has rested. */
  function soon() {
    if (openings === 0) return void (resume = null);
    if (resting !== undefined) return void (waiting = true);
    waiting = false;
    resting = setTimeout(() => {
      resting = undefined;
      if (waiting) soon();
    }, calmMs);
    void refetch();
  }

  function drop(id: string) {
    const { ids, error } = store.getState();
    if (!ids.includes(id)) return;
    store.setState({ ids: ids.filter((one) => one !== id) });
    // A page that is on its way may still have it.
    if (paging || !whole) soon();
    else if (openings > 0 && error === null && ids.length <= pageSize) void loadMore();
  }

  const ends = [
    posts.need(shown),
    store.subscribe(() => watching?.show(shown())),
    live.onEvent((event) => {
      // Also when it comes late, and as things were before: a replay is made ready some time before it arrives.
      if (event.cursor <= readAt) return;
      const does = change(event, store.getState().ids);
      if (does === null) return;
      if (does === "refetch" || store.getState().state === "loading") soon();
      else drop(does.gone);
    }),
    live.onReset(() => {
      readAt = 0;
      if (openings > 0) void refetch();
      else resume = null;
    }),
    live.connection.subscribe(({ state }) => {
      if (state === "live" && openings > 0 && store.getState().error !== null) void retry();
    }),
  ];

  const retry = (): Promise<void> => (whole ? loadMore() : refetch());

  return {
    store,
    /** Keeps the list current until the function it returns is called. */
    open(): () => void {
      if (++openings === 1) {
        watching = watch?.();
        watching?.show(shown());
        if (resume === null) void refetch();
        else follow(resume);
      }
      return () => {
        if (--openings > 0) return;
        round++;
        paging = waiting = false;
        watching?.end();
        watching = undefined;
        const cursor = stop?.() ?? null;
        resume = whole ? cursor : null;
        stop = null;
      };
    },
    loadMore,
    retry,
    /** Takes a row away at once; the server is being told. */
    drop,
    /** Whether nothing is left to be read anew. */
    calm: () => !waiting,
    /** Forgets everything and, when shown, reads it anew. */
    restart() {
      stop?.();
      stop = resume = null;
      readAt = 0;
      whole = false;
      store.setState(first);
      if (openings > 0) void refetch();
    },
    close() {
      clearTimeout(resting);
      for (const end of ends) end();
    },
  };
}

export type Pages = ReturnType<typeof createPages>;

const messageOf = (error: unknown) => (error instanceof ApiError ? error.message : "network");

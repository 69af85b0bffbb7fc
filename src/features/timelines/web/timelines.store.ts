import { createStore } from "zustand/vanilla";
import type { Status } from "#posts";
import type { Watching } from "#posts/web";
import { whenRelationsChange } from "#relations/web";
import { type Api, ApiError } from "#web/api";
import type { Live } from "#web/live";
import { belongsTo, channelOf, pathOf, type PostNews, type Posts, type TimelineKey } from "./keys.ts";
import { compareIds, insertId, place, withoutId } from "./lists.ts";

/**
 * `atMost`: so many posts stay in a list whose reader is at its top, and so many wait for one who is not. `calmMs`: how
 * long a list rests between two changes of whom the reader meets.
 */
export type TimelineDeps = {
  api: Api;
  live: Live;
  posts: Posts;
  me: () => string | null;
  watch?: Watching;
  atMost?: number;
  calmMs?: number;
};

/**
 * `waiting`: newer than what is shown, held back while the reader is further down (`top` false). `gap`: so many
 * waited that the oldest of them were dropped.
 */
export type ListState = {
  ids: string[];
  waiting: string[];
  gap: boolean;
  floor: string | null;
  top: boolean;
  state: "loading" | "ready" | "error";
  error: string | null;
  next: string | null;
  end: boolean;
};

const empty: ListState = {
  ids: [],
  waiting: [],
  gap: false,
  floor: null,
  top: true,
  state: "loading",
  error: null,
  next: null,
  end: false,
};
const pageSize = 20;
/** A list is fetched anew as far as it was read, but no further than this many posts. */
const refetchAtMost = 400;

/** One timeline: fetched once, then kept by events alone. `open` it while it is shown. */
export function createTimeline(key: TimelineKey, { api, live, posts, me, watch, atMost = 400, calmMs }: TimelineDeps) {
  const store = createStore<ListState>(() => empty);
  let openings = 0;
  let stop: (() => number) | null = null;
  /** From where to go on after a pause; null when the list has to be fetched. */
  let resume: number | null = null;
  let round = 0;
  /** Whether what is shown was fetched as a whole, so that events alone keep it right. */
  let whole = false;
  let paging = false;

  /** What is shown was read when the log had reached this cursor, or later: what happened before is in it. */
  let readAt = 0;
  /** Of posts that changed: the newest cursor at which it was said whether they are here. */
  const told = new Map<string, number>();
  let watching: ReturnType<Watching> | undefined;

  const first = pathOf(key, pageSize);

  /** What happened after `cursor` is heard from now on; events that overtook an answer come again. */
  function follow(cursor: number) {
    const old = stop;
    stop = live.listen([channelOf(key), "me"], cursor);
    old?.();
  }

  async function page(path: string, size = pageSize) {
    const since = live.cursor();
    const answer = await api.get<Status[]>(path.replace(/\blimit=\d+/, `limit=${size}`));
    const cursor = answer.cursor ?? since;
    return { ...answer, cursor, take: () => posts.take(answer.data, cursor) };
  }

  /** Fetches the list as far as it was shown, keeping the reader's place. */
  async function refetch(): Promise<void> {
    const mine = ++round;
    whole = paging = false;
    const { ids: before, floor, state } = store.getState();
    if (state === "error") store.setState({ state: "loading", error: null });
    const size = before.length > pageSize ? 40 : pageSize;
    try {
      const pages = [await page(first, size)];
      const far = () => pages.flatMap(({ data }) => data);
      for (let last = pages[0]; last?.next && far().length < refetchAtMost; last = pages.at(-1)) {
        const reached = far().at(-1)?.id;
        if (!floor || !reached || compareIds(reached, floor) <= 0) break;
        pages.push(await page(last.next, size));
      }
      if (mine !== round || openings === 0) return;
      store.setState({ floor: far().at(-1)?.id ?? null });
      show(
        pages.flatMap(({ take }) => take()),
        before[0],
        pages.at(-1)?.next ?? null,
      );
      readAt = Math.min(...pages.map(({ cursor }) => cursor));
      follow(readAt);
      told.clear();
      whole = true;
      if (pages.at(-1)?.data.length === 0) fill();
    } catch (error) {
      if (mine === round) store.setState({ state: before.length > 0 ? "ready" : "error", error: messageOf(error) });
    }
  }

  function show(ids: string[], newest: string | undefined, next: string | null) {
    const isNew = (id: string) => newest !== undefined && compareIds(id, newest) > 0 && !store.getState().top;
    const waiting = ids.filter(isNew);
    store.setState({
      ids: ids.filter((id) => !isNew(id)),
      waiting,
      gap: false,
      next,
      end: next === null,
      state: "ready",
      error: null,
    });
  }

  /** Fetches the next older page; once at a time. */
  async function loadMore(): Promise<void> {
    const { next, state } = store.getState();
    if (paging || next === null || state !== "ready") return;
    const mine = round;
    paging = true;
    store.setState({ error: null });
    try {
      let answer = await page(next);
      const { cursor } = answer;
      // The server looks back only so far for one page, and may find nothing there that is for the reader.
      while (answer.data.length === 0 && answer.next && mine === round && openings > 0)
        answer = await page(answer.next);
      if (mine !== round || openings === 0) return;
      const { ids: above, floor: before } = store.getState();
      // What was said of posts of this page while it was on its way is said again: the page is older than that.
      for (const [id, at] of told)
        if (before !== null && compareIds(id, before) < 0) told.set(id, Math.min(at, cursor));
      for (const { id } of answer.data) told.set(id, cursor);
      const ids = answer.take().reduce(insertId, above);
      const floor = answer.data.at(-1)?.id ?? before;
      store.setState({ ids, floor, next: answer.next, end: answer.next === null });
      follow(cursor);
    } catch (error) {
      if (mine === round) store.setState({ error: messageOf(error) });
    } finally {
      if (mine === round) paging = false;
    }
  }

  function hear(event: PostNews) {
    const { type, data, cursor = Infinity } = event;
    if (type === "post.counted" || type === "post.marked" || (told.get(data.id) ?? readAt) >= cursor) return;
    if (type !== "post.created" && cursor < Infinity) told.set(data.id, cursor);
    if (type === "post.deleted") leave(data.id);
    else if (belongsTo(key, data, me(), event.on))
      store.setState((list) => trim(place(list, data.id, data.account.id === me())));
    else if (event.on) leave(data.id);
  }

  function leave(id: string) {
    const { ids, waiting } = store.getState();
    store.setState({ ids: withoutId(ids, id), waiting: withoutId(waiting, id) });
    if (whole) fill();
  }

  const stopNews = posts.onEvent(hear);
  const stopNeed = posts.need(() => [...store.getState().ids, ...store.getState().waiting]);
  const stopWatching = store.subscribe(({ ids, waiting }, before) => {
    if (ids !== before.ids || waiting !== before.waiting) watching?.show([...ids, ...waiting]);
  });
  // Whom and what one follows, blocks or mutes decides which posts there are: only the server can say.
  const changes = key === "home" ? ["relation.changed", "tag.changed"] : ["relation.changed"];
  const stopRelations = whenRelationsChange(
    live,
    (cursor) => {
      if (openings === 0) resume = null;
      else if (cursor > readAt) void refetch();
    },
    calmMs,
    changes,
  );
  const stopResets = live.onReset(() => {
    readAt = 0;
    if (openings > 0) void refetch();
    else resume = null;
  });
  const stopConnection = live.connection.subscribe(({ state }) => {
    if (state === "live" && openings > 0 && store.getState().error !== null) void retry();
  });

  /** A reload would show a whole page: so does a list that lost some of its posts. */
  function fill() {
    const { ids, error } = store.getState();
    if (openings > 0 && error === null && ids.length < pageSize) void loadMore();
  }

  /** Lets go of what is far from the reader; it comes again with its page. */
  function trim(list: ListState): ListState {
    const { ids, waiting, top } = list;
    if (waiting.length > atMost) return { ...list, waiting: waiting.slice(0, atMost), gap: true };
    if (!top || paging || ids.length <= atMost) return list;
    const kept = ids.slice(0, atMost);
    const floor = kept.at(-1) ?? null;
    return { ...list, ids: kept, floor, next: `${first}&max_id=${floor}`, end: false };
  }

  function showPending() {
    if (store.getState().gap) return restart();
    const shown = (list: ListState) => ({ ...list, ids: list.waiting.reduce(insertId, list.ids), waiting: [] });
    store.setState((list) => trim(list.waiting.length > 0 ? shown(list) : list));
  }

  /** Forgets everything and, when shown, fetches it anew. */
  function restart() {
    const { top } = store.getState();
    stop?.();
    stop = resume = null;
    store.setState({ ...empty, top });
    if (openings > 0) void refetch();
  }

  function retry(): Promise<void> {
    return whole ? loadMore() : refetch();
  }

  return {
    key,
    store,
    /** Keeps the list current until the function it returns is called. */
    open(): () => void {
      openings++;
      if (openings === 1) {
        watching = watch?.();
        watching?.show([...store.getState().ids, ...store.getState().waiting]);
        if (resume === null) void refetch();
        else follow(resume);
      }
      return () => {
        if (--openings > 0) return;
        round++;
        paging = false;
        watching?.end();
        watching = undefined;
        const cursor = stop?.() ?? null;
        resume = whole ? cursor : null;
        stop = null;
      };
    },
    isOpen: () => openings > 0,
    showPending,
    loadMore,
    retry,
    /** Says whether the reader is at the top, where new posts slide in. */
    atTop(top: boolean) {
      if (top !== store.getState().top) store.setState({ top });
      if (top) showPending();
    },
    restart,
    close() {
      for (const end of [stopNews, stopNeed, stopWatching, stopRelations, stopResets, stopConnection]) end();
    },
  };
}

export type Timeline = ReturnType<typeof createTimeline>;

const messageOf = (error: unknown) => (error instanceof ApiError ? error.message : "network");

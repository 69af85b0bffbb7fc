import { useEffect } from "react";
import { useStore } from "zustand";
import type { Cursor, LiveEvent } from "#core/live.contract";
import { type Api, ApiError, api, isPassing } from "#web/api";
import { type Live, live } from "#web/live";
import { listeners, viewer } from "#web/store";
import type { EditPost, PostEvent, Status, StatusEdit, StatusSource } from "../posts.contract.ts";
import { createEarly, createKnown } from "./posts.known.ts";
import {
  applyPostEvent,
  asHtml,
  type Doing,
  isMarked,
  type MarkName,
  mergeAnswer,
  type Post,
  type Wish,
} from "./posts.state.ts";

/** A post's event as lists hear of it; what this browser did itself has no cursor, and says not on which lists it is. */
type PostNews = PostEvent & Pick<Partial<LiveEvent>, "cursor" | "on">;

export type { MarkName, Post } from "./posts.state.ts";

type Words = { status: string; spoiler_text?: string; sensitive?: boolean };
/** `spare`: so many posts that nobody needs stay known, for screens that are about to need them. */
type Deps = { api: Api; live: Live; spare?: number };

const path = (id: string) => `/api/v1/statuses/${encodeURIComponent(id)}`;

/** Every post this page knows, once. Lists hold ids and learn from `onEvent` what comes and goes. */
export function createPosts({ api, live, spare = 500 }: Deps) {
  const again = new Map<string, () => Promise<boolean>>();
  const news = listeners<[PostNews]>();
  let held: PostNews[] = [];
  let holds: (status: Status) => boolean = () => false;
  const known = createKnown(spare, (boost, gone) =>
    news.tell(gone ? { type: "post.deleted", data: { id: boost.id } } : { type: "post.restored", data: boost }),
  );
  const { changed, put, age } = known;
  const early = createEarly();
  known.need(() => held.map(({ data }) => data.id));

  function hear(event: LiveEvent) {
    if (event.type === "account.changed") return known.rename(event.data as Status["account"], event.cursor);
    if (!isPostEvent(event)) return;
    const { id } = event.data;
    if ("account" in event.data) known.takeInner(event.data, event.cursor);
    if (put(id, applyPostEvent(known.kept(id), event))) changed();
    if ("account" in event.data) recall(event.data.reblog ?? event.data, event);
    else if (event.type === "post.marked") early.keep(event);
    if (event.type === "post.created" && holds(event.data)) held.push(event);
    else if (event.type === "post.deleted" || get(id)) news.tell(event);
  }

  /** What a post is to the reader, which its event, the same for all, does not say. */
  function recall({ id }: Status, { type, on }: LiveEvent) {
    const status = known.kept(id)?.status;
    if (!status) return;
    const marked = on?.includes("marks") ?? false;
    // Of a mark that was set or taken back while the post was gone nobody is told.
    const missed = type === "post.restored" && on !== undefined && marked !== isMarked(status);
    if (status.favourited !== undefined && !missed) return;
    const heard = missed ? undefined : early.of(id);
    if (heard && put(id, applyPostEvent(known.kept(id), heard))) changed();
    else if (marked || missed) void fetchPost(id).catch(() => {});
  }

  /** Takes in posts read when the log had reached `at`, and gives the ids of those that still exist. */
  function take(statuses: Status[], at: Cursor): string[] {
    for (const status of statuses) known.take(status, at);
    changed();
    return statuses.flatMap(({ id }) => (get(id) ? [id] : []));
  }

  function does(id: string, doing: Doing | undefined) {
    const kept = known.kept(id);
    if (kept && put(id, { ...kept, doing })) changed();
  }

  /** A post is gone, by an answer to what we asked when it was known as of `asked`; newer knowledge outdoes the answer. */
  function dropped(id: string, asked: Cursor) {
    const kept = known.kept(id);
    if (age(id) !== asked) return does(id, undefined);
    if (!kept?.gone) put(id, { at: 0, countedAt: 0, ...kept, gone: true, byUs: true, doing: undefined });
    changed();
    news.tell({ type: "post.deleted", data: { id } });
  }

  /** Does something to a post; when that fails, the post says so and the same can be tried again. `later`: see deletePost. */
  async function act(id: string, doing: Doing, run: () => Promise<void>, later = false): Promise<boolean> {
    const attempt = async () => {
      does(id, doing);
      try {
        await run();
        again.delete(id);
        return true;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (error.status === 404) return doing.local === "deleting";
        // Whoever asked tries again by itself.
        if (later && (isPassing(error.status) || error.status === 401)) throw error;
        again.set(id, attempt);
        does(id, { ...doing, local: "failed", failure: error.message });
        return false;
      }
    };
    return attempt();
  }

  /** Changes a post's words at once here, then on the server; resolves to whether that worked. */
  function editPost(id: string, words: Words): Promise<boolean> {
    const { status, ...rest } = words;
    return act(id, { local: "editing", words: { content: asHtml(status), ...rest } }, async () => {
      const at = live.cursor();
      const answer = await orGone(id, api.send<Status>("PUT", path(id), words satisfies EditPost));
      does(id, undefined);
      take([answer], at);
    });
  }

  /**
   * Deletes a post; `restorePost` takes that back for a while. Resolves to whether that worked. With `later` it is asked
   * once, and rejects with the post still being deleted when another time may do.
   */
  function deletePost(id: string, later = false): Promise<boolean> {
    const run = async () => {
      const asked = age(id);
      await orGone(id, api.send("DELETE", path(id), undefined, later ? { retries: 0 } : {}));
      dropped(id, asked);
    };
    return act(id, { local: "deleting" }, run, later);
  }

  async function orGone<T>(id: string, answer: Promise<T>): Promise<T> {
    const asked = age(id);
    return answer.catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 404) dropped(id, asked);
      throw error;
    });
  }

  /** Takes a delete back; rejects with an ApiError when it is too late. */
  async function restorePost(id: string): Promise<void> {
    const asked = age(id);
    const status = await api.send<Status>("POST", `${path(id)}/restore`);
    if (age(id) !== asked) return;
    const kept = known.kept(id);
    const at = kept?.at ?? 0;
    put(id, kept?.gone ? { status, at, countedAt: at } : mergeAnswer(kept, status, 0));
    changed();
    news.tell({ type: "post.restored", data: status });
  }

  /** Reads a post from the server; rejects with an ApiError, 404 when there is none to see. */
  async function fetchPost(id: string): Promise<Post> {
    const since = live.cursor();
    try {
      const { data, cursor } = await api.get<Status>(path(id));
      take([data], cursor ?? since);
      return get(id) ?? data;
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) missing(id, since);
      throw error;
    }
  }

  /** A post that was not there to read when the log had reached `at` is gone, unless something newer is known. */
  function missing(id: string, at: Cursor) {
    const kept = known.kept(id);
    if (!kept || kept.gone || kept.at > at) return;
    put(id, { ...kept, at, gone: true, doing: undefined });
    changed();
    news.tell({ type: "post.deleted", data: { id } });
  }

  const get = known.view;

  /** Shows a mark as the reader wants it, over what the server says; null when the server has said the same. */
  function wish(id: string, what: MarkName, wanted: Wish | null) {
    const kept = known.kept(id);
    if (!kept?.status) return;
    const { [what]: _, ...others } = kept.wishes ?? {};
    const wishes = wanted ? { ...others, [what]: wanted } : others;
    put(id, { ...kept, wishes: Object.keys(wishes).length > 0 ? wishes : undefined });
    changed();
  }

  /** Something that was asked of a post failed: the post says why, and offers to try `retry` or to leave it. */
  function fail(id: string, failure: string, retry: () => Promise<boolean>) {
    again.set(id, retry);
    does(id, { local: "failed", failure });
  }

  live.onEvent(hear);
  live.onReset(known.reset);

  return {
    store: known.store,
    get,
    take,
    wish,
    does,
    fail,
    /** A post as the server has it, whatever the reader is doing to it. */
    told: (id: string): Status | undefined => known.kept(id)?.status,
    isGone: (id: string): boolean => known.kept(id)?.gone === true,
    /** The newest cursor of anything that is known of a post. */
    newestAt(id: string): Cursor {
      const { at = 0, countedAt = 0, markedAt = 0 } = known.kept(id) ?? {};
      return Math.max(at, countedAt, markedAt);
    },
    /** The cursor up to which everything is known of a post and its counters; 0 when nothing is. */
    knownAt: (id: string): Cursor => Math.min(age(id), known.kept(id)?.countedAt ?? 0),
    missing,
    editPost,
    deletePost,
    restorePost,
    fetchPost,
    /** Every version of a post, oldest first. */
    fetchHistory: async (id: string) => (await api.get<StatusEdit[]>(`${path(id)}/history`)).data,
    /** A post's words as they were written. */
    fetchSource: async (id: string) => (await api.get<StatusSource>(`${path(id)}/source`)).data,
    /** Tries what failed on a post again. */
    retry: async (id: string) => (await again.get(id)?.()) ?? false,
    /** Shows a post as the server has it, giving up what failed. */
    giveUp(id: string) {
      again.delete(id);
      does(id, undefined);
    },
    /** Calls `fn` with every event of posts, after it was applied here. */
    onEvent: news.on,
    need: known.need,
    /** A post this browser made: known now, and told to the lists without waiting for the log. */
    announce(status: Status, at: Cursor) {
      take([status], at);
      news.tell({ type: "post.created", data: status });
    },
    /** New posts for which `when` holds are not told to the lists until the next call. */
    hold(when: (status: Status) => boolean) {
      holds = when;
      const waiting = held.splice(0);
      held = waiting.filter((event) => event.type === "post.created" && when(event.data));
      for (const event of waiting) if (!held.includes(event) && get(event.data.id)) news.tell(event);
    },
    clear() {
      known.clear();
      early.clear();
      again.clear();
      held = [];
    },
  };
}

export type Posts = ReturnType<typeof createPosts>;

const postEvents = ["post.created", "post.edited", "post.restored", "post.deleted", "post.counted", "post.marked"];

function isPostEvent(event: LiveEvent): event is LiveEvent & PostEvent {
  return postEvents.includes(event.type);
}

/** The page's posts. They are forgotten when someone else signs in. */
export const posts = createPosts({ api, live });
export const { editPost, restorePost, fetchPost, fetchHistory, fetchSource } = posts;

viewer.subscribe((now, before) => {
  if (now.account?.id !== before.account?.id) posts.clear();
});

/** Whether a post is known to be gone. */
export const useGone = (id: string): boolean => useStore(posts.store, () => posts.isGone(id));

/** A post as it is now; undefined while it is unknown and once it is gone. */
export function usePost(id: string): Post | undefined {
  useEffect(() => posts.need(() => [id]), [id]);
  return useStore(posts.store, () => posts.get(id));
}

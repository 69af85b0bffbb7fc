import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { Account } from "#accounts";
import { posts } from "#posts/web";
import { type Api, ApiError, api, type Query } from "#web/api";
import { type Live, live } from "#web/live";
import { viewer } from "#web/store";
import type { FoundTag, Search } from "../search.contract.ts";

export type Kind = "statuses" | "accounts" | "hashtags";
type Deps = { api: Api; live: Pick<Live, "cursor">; posts: typeof posts };

/** What was found for `q`: posts as ids, newest first. `more`: whether there is a further page of a kind. */
export type SearchState = {
  q: string;
  state: "idle" | "loading" | "ready" | "error";
  ids: string[];
  accounts: Account[];
  hashtags: FoundTag[];
  more: Record<Kind, boolean>;
  paging: Kind | null;
  error: string | null;
};

const nothing: Omit<SearchState, "q"> = {
  state: "idle",
  ids: [],
  accounts: [],
  hashtags: [],
  more: { statuses: false, accounts: false, hashtags: false },
  paging: null,
  error: null,
};
const pageSize = 20;
const path = "/api/v2/search";

const messageOf = (error: unknown): string => {
  if (error instanceof ApiError) return error.message;
  throw error;
};

/** Things that are not in a list yet, behind those that are. */
function joined<T>(list: T[], more: T[], keyOf: (one: T) => string): T[] {
  const known = new Set(list.map(keyOf));
  return [...list, ...more.filter((one) => !known.has(keyOf(one)))];
}

/**
 * One search: asks, pages, and keeps its posts right by what happens to them. A deleted post leaves at once; an edited
 * one is looked for again and leaves when it no longer says what was looked for.
 */
export function createSearch({ api, live, posts }: Deps) {
  const store = createStore<SearchState>(() => ({ q: "", ...nothing }));
  let asking = new AbortController();

  const get = async (query: Query, signal: AbortSignal) => {
    const since = live.cursor();
    const { data, cursor } = await api.get<Search>(path, query, { signal, retries: 2 });
    return { ...data, take: () => posts.take(data.statuses, cursor ?? since) };
  };

  /** Looks for something; what was still under way is given up. What is shown stays until the answer is there. */
  async function ask(q: string): Promise<void> {
    const { q: before, state } = store.getState();
    if (q === before && state !== "error") return;
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    if (q === "") return store.setState({ q, ...nothing });
    store.setState({ q, state: "loading", error: null, paging: null });
    try {
      const found = await get({ q, limit: pageSize }, signal);
      if (signal.aborted) return;
      const { accounts, hashtags, statuses } = found;
      const full = (list: unknown[]) => list.length >= pageSize;
      const more = { statuses: full(statuses), accounts: full(accounts), hashtags: full(hashtags) };
      store.setState({ ids: found.take(), accounts, hashtags, more, state: "ready" });
    } catch (error) {
      if (!signal.aborted) store.setState({ ...nothing, q, state: "error", error: messageOf(error) });
    }
  }

  /** Fetches the next page of a kind; once at a time. */
  async function loadMore(kind: Kind): Promise<void> {
    const { q, ids, accounts, hashtags, more, paging, state } = store.getState();
    if (state !== "ready" || paging !== null || !more[kind]) return;
    const { signal } = asking;
    store.setState({ paging: kind, error: null });
    const place =
      kind === "statuses"
        ? { max_id: ids.at(-1) ?? "0" }
        : { offset: kind === "accounts" ? accounts.length : hashtags.length };
    try {
      const found = await get({ q, type: kind, limit: pageSize, ...place }, signal);
      if (signal.aborted) return;
      const now = store.getState();
      store.setState({
        ids: joined(now.ids, found.take(), (id) => id),
        accounts: joined(now.accounts, found.accounts, ({ id }) => id),
        hashtags: joined(now.hashtags, found.hashtags, ({ name }) => name),
        more: { ...now.more, [kind]: found[kind].length >= pageSize },
        paging: null,
      });
    } catch (error) {
      if (!signal.aborted) store.setState({ paging: null, error: messageOf(error) });
    }
  }

  const without = (id: string) => {
    const { ids } = store.getState();
    if (ids.includes(id)) store.setState({ ids: ids.filter((other) => other !== id) });
  };

  /** Asks whether an edited post still belongs here. An answer that does not come changes nothing: the post shows its new words. */
  async function check(id: string): Promise<void> {
    const { signal } = asking;
    const [below, above] = [BigInt(id) - 1n, BigInt(id) + 1n];
    const place = { type: "statuses", min_id: String(below), max_id: String(above) };
    try {
      const { statuses } = await get({ q: store.getState().q, ...place }, signal);
      if (!signal.aborted && statuses.length === 0) without(id);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  const stopNews = posts.onEvent(({ type, data }) => {
    if (type === "post.deleted") without(data.id);
    else if (type === "post.edited" && store.getState().ids.includes(data.id)) void check(data.id);
  });
  const stopNeed = posts.need(() => store.getState().ids);

  return {
    store,
    ask,
    loadMore,
    /** Asks the same again after a failure. */
    retry: () => ask(store.getState().q),
    clear: () => void ask(""),
    destroy() {
      asking.abort();
      stopNews();
      stopNeed();
    },
  };
}

const search = createSearch({ api, live, posts });
export const { ask, loadMore, retry } = search;

viewer.subscribe((now, before) => {
  if (now.account?.id !== before.account?.id) search.clear();
});

/** The page's search as it stands. */
export const useSearch = (): SearchState => useStore(search.store);

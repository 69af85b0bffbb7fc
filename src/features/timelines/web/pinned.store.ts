import { useEffect, useMemo } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { Status } from "#posts";
import { posts } from "#posts/web";
import { whenRelationsChange } from "#relations/web";
import { ApiError, type Api, api } from "#web/api";
import { type Live, live } from "#web/live";
import type { Posts } from "./keys.ts";

type Deps = { api: Api; live: Live; posts: Posts };

/** What an account has pinned, the last pinned first; read anew whenever a pin or a relation changes. */
export function createPinned(account: string, { api, live, posts }: Deps) {
  const store = createStore<{ ids: string[] }>(() => ({ ids: [] }));
  let round = 0;
  let readAt = 0;
  let stop: (() => number) | null = null;

  async function fetch(): Promise<void> {
    const mine = ++round;
    const since = live.cursor();
    try {
      const path = `/api/v1/accounts/${encodeURIComponent(account)}/statuses?pinned=true&limit=20`;
      const { data, cursor } = await api.get<Status[]>(path);
      if (mine !== round) return;
      readAt = cursor ?? since;
      store.setState({ ids: posts.take(data, readAt) });
      const old = stop;
      stop = live.listen([`account:${account}`, "me"], readAt);
      old?.();
    } catch (error) {
      // The list below says what is wrong; the next connection asks again.
      if (!(error instanceof ApiError)) throw error;
    }
  }

  return {
    store,
    /** Keeps the pins current until the function it returns is called. */
    open(): () => void {
      const ends = [
        live.onEvent(({ type, data, cursor }) => {
          if (type !== "post.marked" || cursor <= readAt) return;
          const { id, pinned } = data as Partial<Status> & { id: string };
          if (Boolean(pinned) !== store.getState().ids.includes(id)) void fetch();
        }),
        posts.onEvent(({ type, data }) => {
          if (type === "post.deleted" && store.getState().ids.includes(data.id)) void fetch();
          if (type === "post.restored") void fetch();
        }),
        posts.need(() => store.getState().ids),
        whenRelationsChange(live, (cursor) => {
          if (cursor > readAt) void fetch();
        }),
        live.onReset(() => void fetch()),
        live.connection.subscribe(({ state }) => {
          if (state === "live" && readAt === 0) void fetch();
        }),
      ];
      void fetch();
      return () => {
        round++;
        for (const end of ends) end();
        stop?.();
        stop = null;
      };
    },
  };
}

/** The ids of what an account has pinned, kept current while the component is shown. */
export function usePinned(account: string): string[] {
  const pinned = useMemo(() => createPinned(account, { api, live, posts }), [account]);
  useEffect(() => pinned.open(), [pinned]);
  return useStore(pinned.store, ({ ids }) => ids);
}

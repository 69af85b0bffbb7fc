import { useEffect, useMemo } from "react";
import { useStore } from "zustand";
import { posts, watchPosts } from "#posts/web";
import { api } from "#web/api";
import { live } from "#web/live";
import { viewer } from "#web/store";
import type { TimelineKey } from "./keys.ts";
import { createTimeline, type Timeline, type TimelineDeps } from "./timelines.store.ts";

/** The timelines of a page, one per key; those not shown for long are forgotten. */
function createTimelines(deps: TimelineDeps) {
  const all = new Map<TimelineKey, Timeline>();
  return {
    get(key: TimelineKey): Timeline {
      const list = all.get(key) ?? createTimeline(key, deps);
      all.delete(key);
      all.set(key, list);
      const idle = [...all.values()].filter((one) => one !== list && !one.isOpen());
      for (const old of idle.slice(0, Math.max(0, idle.length - 10))) {
        old.close();
        all.delete(old.key);
      }
      return list;
    },
    restart: () => all.forEach((list) => list.restart()),
  };
}

/** The page's timelines. */
const timelines = createTimelines({
  api,
  live,
  posts,
  watch: watchPosts,
  me: () => viewer.getState().account?.id ?? null,
});

viewer.subscribe((now, before) => {
  if (now.account?.id !== before.account?.id) timelines.restart();
});

/** A timeline, kept current while the component is shown. */
export function useTimeline(key: TimelineKey) {
  const list = useMemo(() => timelines.get(key), [key]);
  useEffect(() => list.open(), [list]);
  const { ids, waiting, state, end, error } = useStore(list.store);
  const { showPending, loadMore, retry, atTop } = list;
  return { ids, pending: waiting.length, state, end, error, showPending, loadMore, retry, atTop };
}

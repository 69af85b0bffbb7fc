import { useEffect, useMemo } from "react";
import { useStore } from "zustand";
import { posts, watchPosts } from "#posts/web";
import { api } from "#web/api";
import { live } from "#web/live";
import { viewer } from "#web/store";
import { createNotifications, type Filter } from "./notifications.store.ts";

const all = new Map<Filter, ReturnType<typeof createNotifications>>();

function listOf(filter: Filter, _reader: string | undefined) {
  const list = all.get(filter) ?? createNotifications(filter, { api, live, posts, watch: watchPosts });
  all.set(filter, list);
  return list;
}

viewer.subscribe((now, before) => {
  if (now.account?.id === before.account?.id) return;
  for (const list of all.values()) list.close();
  all.clear();
});

/** The reader's notifications, kept current while the component is shown. */
export function useNotifications(filter: Filter) {
  const reader = useStore(viewer, (now) => now.account?.id);
  const list = useMemo(() => listOf(filter, reader), [filter, reader]);
  useEffect(() => list.open(), [list]);
  const shown = useStore(list.store);
  return { ...shown, list };
}

/** Puts one group out of sight, here at once; it comes back when the server refuses. */
export async function dismissGroup(key: string): Promise<void> {
  for (const list of all.values()) list.drop(key);
  try {
    await api.send("POST", `/api/v2/notifications/${encodeURIComponent(key)}/dismiss`);
  } catch (error) {
    for (const list of all.values()) list.restart();
    throw error;
  }
}

/** Puts all notifications out of sight; rejects with an ApiError. */
export const clearAll = (): Promise<unknown> => api.send("POST", "/api/v1/notifications/clear");

/** Lets somebody follow, or not; rejects with an ApiError. */
export const answerRequest = (accountId: string, yes: boolean): Promise<unknown> =>
  api.send("POST", `/api/v1/follow_requests/${encodeURIComponent(accountId)}/${yes ? "authorize" : "reject"}`);

import { useEffect } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { useInstance } from "./instance.ts";

/** How many unread things the title tells of. */
export const unreadInTitle = createStore<{ count: number }>(() => ({ count: 0 }));

/** Names the page in the browser's tab: "(2) Settings · Name of the instance", with what is unread. */
export function useTitle(title?: string | null): void {
  const name = useInstance()?.title ?? "X-Messenger";
  const unread = useStore(unreadInTitle, ({ count }) => count);
  useEffect(() => {
    const words = title ? `${title} · ${name}` : name;
    document.title = unread > 0 ? `(${unread > 99 ? "99+" : unread}) ${words}` : words;
  }, [title, name, unread]);
}

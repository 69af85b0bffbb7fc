import { useCallback, useEffect } from "react";
import { useStore } from "zustand";
import type { Pages } from "./pages.store.ts";

/** What a list holds, kept current while the component is there, and the way to more of it near its end. */
export function useKept(list: Pick<Pages, "store" | "open" | "close" | "loadMore">) {
  useEffect(() => {
    const close = list.open();
    return () => {
      close();
      list.close();
    };
  }, [list]);
  const onNearEnd = useCallback(() => void list.loadMore(), [list]);
  return { ...useStore(list.store), onNearEnd };
}

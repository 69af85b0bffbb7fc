import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";

/** What the first page shows: those whom one follows, or everyone here. */
export type HomeTab = "home" | "local";

const name = "x-messenger:home";

function kept(): HomeTab | null {
  try {
    const value = localStorage.getItem(name);
    return value === "home" || value === "local" ? value : null;
  } catch {
    return null;
  }
}

const store = createStore<{ tab: HomeTab | null }>(() => ({ tab: kept() }));

/** Shows one or the other, and remembers it on this device. */
export function setHomeTab(tab: HomeTab): void {
  store.setState({ tab });
  try {
    localStorage.setItem(name, tab);
  } catch {
    // A device that keeps nothing shows what it shows to newcomers.
  }
}

/** What the reader chose last; a newcomer, who follows nobody, meets everyone. */
export function useHomeTab(follows: boolean): HomeTab {
  return useStore(store, ({ tab }) => tab) ?? (follows ? "home" : "local");
}

import { create } from "zustand";

/** A short message at the edge of the screen, with at most one thing to do about it. */
export type Toast = { id: number; text: string; action?: { label: string; run: () => void }; ms: number };

/** The toasts on screen, oldest first. */
export const useToasts = create<{ toasts: Toast[] }>(() => ({ toasts: [] }));

let last = 0;

/** Shows a toast for `ms` (6 seconds unless told; it waits while it is looked at) and returns its id. */
export function toast(text: string, options: Partial<Pick<Toast, "action" | "ms">> = {}): number {
  const next: Toast = { id: ++last, text, ms: 6000, ...options };
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts.slice(-2), next] }));
  return next.id;
}

/** Takes a toast away. */
export function dismissToast(id: number): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((each) => each.id !== id) }));
}

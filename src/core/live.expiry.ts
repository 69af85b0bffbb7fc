import type { Viewer } from "./context.ts";

/** Looks at a session again whenever it would expire; ends what it let in once it is over. Returns how to stop looking. */
export function watchExpiry(
  viewer: Viewer,
  renew: (viewer: Viewer) => Promise<Viewer | null>,
  end: () => void,
  fail: (error: unknown) => void,
): () => void {
  let timer: NodeJS.Timeout;
  let stopped = false;
  const schedule = (at: Date) => {
    const ms = Math.min(2 ** 31 - 1, Math.max(0, at.getTime() - Date.now()));
    timer = setTimeout(() => {
      renew(viewer).then((now) => {
        if (stopped) return;
        if (now) schedule(now.expiresAt);
        else end();
      }, fail);
    }, ms);
  };
  schedule(viewer.expiresAt);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

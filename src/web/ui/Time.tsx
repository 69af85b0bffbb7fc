import { useSyncExternalStore } from "react";
import { useLang, useText } from "#web/prefs";
import { text } from "#web/web.text";
import { exactTime, relativeTime } from "./time.ts";

let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

// One clock for all the times on a page.
function listen(changed: () => void) {
  if (listeners.size === 0) {
    now = Date.now();
    timer = setInterval(() => {
      now = Date.now();
      for (const listener of listeners) listener();
    }, 20_000);
  }
  listeners.add(changed);
  return () => {
    listeners.delete(changed);
    if (listeners.size === 0) clearInterval(timer);
  };
}

const read = () => now;

/** How long ago something was, kept current; the exact moment on hover and for screen readers. */
export function Time({ iso, exact }: { iso: string; exact?: boolean }) {
  const lang = useLang();
  const t = useText(text);
  const current = useSyncExternalStore(listen, read, read);
  const precise = exactTime(iso, lang);
  if (exact) return <time dateTime={iso}>{precise}</time>;
  return (
    <time dateTime={iso} title={precise}>
      <span aria-hidden="true">{relativeTime(iso, Math.max(current, Date.now() - 20_000), lang, t.now)}</span>
      <span className="visually-hidden">{precise}</span>
    </time>
  );
}

import type { Cursor } from "#core/live.contract";
import type { Live } from "#web/live";

/**
 * Calls `tell` with the cursor of each change of how the reader stands to somebody, for lists that depend on it: at once,
 * then with the newest of what came within `calmMs`, so that a crowd of new followers is not a crowd of requests. It is
 * heard while the channel `me` is listened to. `types`: the events that are such a change.
 */
export function whenRelationsChange(
  live: Live,
  tell: (at: Cursor) => void,
  calmMs = 1000,
  types: readonly string[] = ["relation.changed"],
): () => void {
  let waiting = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  function pass(at: Cursor) {
    timer = setTimeout(() => {
      timer = undefined;
      if (waiting > 0) pass(waiting);
    }, calmMs);
    waiting = 0;
    tell(at);
  }
  const off = live.onEvent(({ type, cursor }) => {
    if (!types.includes(type)) return;
    if (timer === undefined) pass(cursor);
    else waiting = Math.max(waiting, cursor);
  });
  return () => {
    off();
    clearTimeout(timer);
  };
}

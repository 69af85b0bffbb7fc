import type { App } from "./context.ts";
import type { Channel, Cursor } from "./live.contract.ts";
import { isTold } from "./live.delivery.ts";
import type { Deliveries, Prepared } from "./live.delivery.ts";

/** Somebody whom events are handed to. */
export type Hearer = {
  accountId: string;
  isOpen: () => boolean;
  /** Resolves when what was sent before has left. */
  ready: () => Promise<void>;
  send: (event: Prepared) => void;
};

/** A hearer that follows the present, on the channels it names at each moment, until it is ended. */
export type Listener = Hearer & { sessionId: string; channels: Set<Channel>; end: () => void };

/** Where the process stands in the log; `reach` waits until it has come so far. */
type Place = { at: () => Cursor; reach: (seq: Cursor) => Promise<void> };

const pageSize = 100;

/**
 * Backfill: hands on what `channels` missed since `cursor`; then, in the same tick as it is level, calls `cutover`.
 * False where the log does not reach back so far, or is not the one called `log`; then `cutover` was not called.
 */
export function createReplay(app: App, deliveries: Deliveries, place: Place) {
  return async (
    to: Hearer,
    channels: ReadonlySet<Channel>,
    cursor: Cursor,
    cutover: () => void,
    log?: string,
  ): Promise<boolean> => {
    const { head, trimmed } = await app.log.bounds();
    if (cursor < trimmed || cursor > head || (log !== undefined && log !== app.log.name())) return false;
    // What was acknowledged before the client asked is in its replay, also when another node acknowledged it.
    await place.reach(head);
    const asked = new Set(channels);
    let at = cursor;
    while (at < place.at() && to.isOpen()) {
      await to.ready();
      const page = await app.log.since(at, pageSize);
      // The log was trimmed meanwhile, past what was about to be read.
      if (page[0]?.seq !== at + 1) return false;
      for (const event of await deliveries.prepare(app, page, [to.accountId])) {
        if (event.seq > place.at()) break;
        if (event.delivery && isTold(event.delivery, to.accountId, asked)) to.send(event);
        at = event.seq;
      }
    }
    cutover();
    return true;
  };
}

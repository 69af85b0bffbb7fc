import type { App } from "#core/context";
import type { Http } from "#core/http";
import type { Live } from "#core/live";
import { streamRoutes } from "./streaming.controller.ts";
import { openStreamSockets } from "./streaming.live.ts";

export { forgetPlaces } from "./streaming.jobs.ts";

/** Speaks Mastodon's streaming API; call `start` once the live channel follows the log, and what it returns to stop. */
export function createStreaming(http: Http, app: App): { start: (live: Live) => () => void } {
  const perAccount = new Map<string, number>();
  let current: Live | undefined;
  streamRoutes(http, app, () => current!, perAccount);
  return {
    start: (live) => {
      current = live;
      return openStreamSockets(app, http, live, perAccount);
    },
  };
}

import { createStore } from "zustand/vanilla";
import { cutOff } from "#web/store";

/** `offline`: this device has no network. `waking`: the server does not answer yet; `away`: nor after a long while. */
export type ConnectionState = "live" | "connecting" | "reconnecting" | "waking" | "away" | "offline";

/** How the page is connected, since when, and when it tries again; times in ms since 1970. */
export type ConnectionReport = { state: ConnectionState; since: number; retryAt: number | null };

/** So many failures in a row are a blink. */
const blink = 3;
/** No host sleeps more deeply. */
const awayMs = 90_000;

/** What the page says about its connection, honestly: a device without a network is not a server that sleeps. */
export function createConnection() {
  const store = createStore<ConnectionReport>(() => ({ state: "connecting", since: Date.now(), retryAt: null }));
  let wasLive = false;
  let troubleSince: number | null = null;

  function report(state: ConnectionState, retryAt: number | null = null) {
    const before = store.getState();
    const since = before.state === state ? before.since : Date.now();
    if (before.state !== state || before.retryAt !== retryAt) store.setState({ state, since, retryAt });
  }

  /** The server could not be reached, so many times in a row. */
  function struggle(times: number, retryAt: number | null = null) {
    troubleSince ??= Date.now();
    const long = Date.now() - troubleSince > awayMs;
    if (cutOff()) report("offline", retryAt);
    else if (times > blink) report(long ? "away" : "waking", retryAt);
    else report(wasLive ? "reconnecting" : "connecting", retryAt);
  }

  return {
    store,
    struggle,
    /** A connection begins where none was. */
    begin() {
      wasLive = false;
      report("connecting");
    },
    /** An attempt is under way. */
    attempt: () => report(store.getState().state),
    /** The connection was given up, and another is tried. */
    renew: () => report(wasLive ? "reconnecting" : "connecting"),
    /** News arrive. */
    live() {
      wasLive = true;
      troubleSince = null;
      report("live");
    },
  };
}

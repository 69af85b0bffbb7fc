import { useStore } from "zustand";
import {
  beatMs,
  type Channel,
  type Cursor,
  type GoneReason,
  type Handshake,
  type LiveEvent,
} from "#core/live.contract";
import { api } from "#web/api";
import { type ConnectionReport, createConnection } from "#web/connection";
import type { Pipe, PipeEvents } from "#web/socket";
import { dialLater } from "#web/socket.later";
import { backoff, listeners, onWake } from "#web/store";

/** An attempt that takes longer is one that wakes the server. */
const slowMs = 4_000;

type Heard = { count: number; cursor: Cursor; asks: number; joined: boolean };
type Deps = { dial: (events: PipeEvents, there?: string | null) => Pipe; random?: () => number };

/**
 * One connection and one cursor for the whole page. Every event after the cursor of a `listen` is
 * delivered at least once, in the order of the log except inside a replay, so reducers are idempotent.
 */
export function createLive({ dial, random = Math.random }: Deps) {
  const connection = createConnection();
  const events = listeners<[LiveEvent]>();
  const resets = listeners<[]>();
  const ends = listeners<[GoneReason | "unauthorized"]>();
  const channels = new Map<Channel, Heard>();

  let pipe: Pipe | null = null;
  let up = false;
  let round = 0;
  let failures = 0;
  let heardAt = 0;
  /** Everything up to here was applied, for every channel that is joined. */
  let cursor: Cursor | undefined;
  /** The name of the log that cursors are of. */
  let log: string | undefined;
  /** The node stops, and wants its clients to come back within so many ms, not all at once. */
  let spreadMs: number | undefined;
  /** The newest event of this connection; ahead of `cursor` only while a subscription replays. */
  let seen: Cursor = 0;
  let asking = 0;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let slowTimer: ReturnType<typeof setTimeout> | undefined;
  let deathTimer: ReturnType<typeof setTimeout> | undefined;

  function start({ cursor: from, there }: { cursor?: Cursor | null; there?: string | null } = {}) {
    if (pipe) return;
    cursor = from ?? undefined;
    seen = cursor ?? 0;
    failures = 0;
    connection.begin();
    pipe = dial({ handshake, up: connected, down: lost, refused, event, ready, beat, reset, moving, gone }, there);
    connect();
  }

  function stop() {
    const old = pipe;
    pipe = null;
    leave();
    for (const heard of channels.values()) {
      if (heard.joined) heard.cursor = cursor ?? heard.cursor;
      heard.joined = false;
    }
    cursor = undefined;
    seen = 0;
    clearTimeout(retryTimer);
    clearTimeout(slowTimer);
    clearTimeout(deathTimer);
    old?.disconnect();
  }

  function connect() {
    clearTimeout(retryTimer);
    retryTimer = undefined;
    heardAt = Date.now();
    watch();
    connection.attempt();
    clearTimeout(slowTimer);
    slowTimer = setTimeout(() => connection.struggle(Infinity), slowMs);
    pipe?.connect();
  }

  function reopen() {
    if (!pipe) return;
    leave();
    pipe.disconnect();
    connection.renew();
    connect();
  }

  /** Acknowledgements of the connection that ended no longer count; its unanswered questions are asked again. */
  function leave() {
    up = false;
    round++;
    asking = 0;
    for (const heard of channels.values()) heard.asks = 0;
  }

  function watch() {
    clearTimeout(deathTimer);
    deathTimer = setTimeout(check, Math.max(0, heardAt + 2 * beatMs - Date.now()) + 1);
  }

  function check() {
    if (!pipe) return;
    if (retryTimer !== undefined) return;
    if (Date.now() - heardAt > 2 * beatMs) reopen();
    else watch();
  }

  function wake() {
    if (!pipe) return;
    if (retryTimer === undefined) check();
    else connect();
  }

  function handshake(): Handshake {
    for (const heard of channels.values()) {
      if (!heard.joined && heard.cursor < (cursor ?? Infinity)) cursor = heard.cursor;
      heard.joined = true;
    }
    seen = cursor ?? 0;
    return { cursor, ...(log !== undefined && { log }), channels: [...channels.keys()] };
  }

  function connected() {
    up = true;
    heardAt = Date.now();
    ask([...channels].flatMap(([channel, { joined }]) => (joined ? [] : [channel])));
  }

  function lost() {
    if (!pipe) return;
    leave();
    failures++;
    const ms = spreadMs === undefined ? backoff(failures, random) : random() * spreadMs;
    spreadMs = undefined;
    connection.struggle(failures, Date.now() + ms);
    clearTimeout(slowTimer);
    clearTimeout(retryTimer);
    retryTimer = setTimeout(connect, ms);
  }

  function refused(code: string | undefined) {
    if (code !== "unauthorized") return lost();
    stop();
    ends.tell("unauthorized");
  }

  function event(event: LiveEvent) {
    heardAt = Date.now();
    if (asking === 0 && event.cursor <= (cursor ?? -1)) return;
    seen = Math.max(seen, event.cursor);
    events.tell(event);
    if (asking === 0) moveTo(event.cursor);
  }

  function moveTo(at: Cursor) {
    // Only now is it known from where this connection went on: until then each channel counted from its own cursor.
    if (cursor === undefined)
      for (const heard of channels.values()) heard.joined = heard.asks === 0 && heard.cursor < Infinity;
    cursor = Math.max(cursor ?? 0, at);
  }

  function beat(at: { cursor: Cursor }) {
    heardAt = Date.now();
    moveTo(at.cursor);
    seen = Math.max(seen, at.cursor);
  }

  function ready(at: { cursor: Cursor; log?: string }) {
    beat(at);
    log = at.log ?? log;
    failures = 0;
    clearTimeout(slowTimer);
    connection.live();
  }

  function reset(at: { cursor: Cursor }) {
    cursor = at.cursor;
    seen = at.cursor;
    ready(at);
    resets.tell();
  }

  function moving({ withinMs }: { withinMs: number }) {
    spreadMs = withinMs;
  }

  function gone({ reason }: { reason: GoneReason }) {
    stop();
    ends.tell(reason);
  }

  /** Asks for channels and for what happened on them, together where they go on from the same cursor. */
  function ask(names: Channel[]) {
    for (const [from, group] of Map.groupBy(names, (name) => channels.get(name)!.cursor)) askFrom(from, group);
  }

  function askFrom(from: Cursor, names: Channel[]) {
    const asked = round;
    const all = names.map((name) => channels.get(name)!);
    asking++;
    for (const heard of all) heard.asks++;
    pipe?.subscribe({ channels: names, cursor: from }, (answer) => {
      if (asked !== round) return;
      asking--;
      for (const heard of all) heard.asks--;
      if (answer.ok) {
        for (const heard of all) heard.joined = heard.asks === 0 && cursor !== undefined;
      } else {
        // Nothing more can be replayed from there: only a new `listen` says from where to go on.
        for (const heard of all) heard.cursor = Infinity;
        if (answer.error === "reset") resets.tell();
      }
    });
  }

  function listen(names: Channel | Channel[], from: Cursor): () => Cursor {
    const added = [names].flat();
    const all = added.map((channel) => {
      const heard = channels.get(channel) ?? { count: 0, cursor: Infinity, asks: 0, joined: false };
      channels.set(channel, heard);
      heard.count++;
      return heard;
    });
    ask(
      added.filter((_, i) => {
        const heard = all[i]!;
        if (heard.joined && from >= seen) return false;
        const coming = heard.asks > 0 && from >= seen;
        heard.cursor = heard.joined ? from : Math.min(heard.cursor, from);
        heard.joined = false;
        return up && !coming;
      }),
    );
    let stopped = false;
    return () => {
      const resume = Math.min(cursor ?? from, ...all.map((heard) => (heard.joined ? Infinity : heard.cursor)));
      const left = stopped ? [] : added.filter((_, i) => --all[i]!.count === 0);
      for (const channel of left) channels.delete(channel);
      if (up && left.length > 0) pipe?.unsubscribe({ channels: left });
      stopped = true;
      return resume;
    };
  }

  return {
    start,
    stop,
    /** Adds channels from a cursor on. The function it returns removes them and says from which cursor to go on later. */
    listen,
    /** A cursor that everything read from the server from now on has passed; 0 when unknown. */
    cursor: () => seen,
    /** Calls `fn` with every event, in order. */
    onEvent: events.on,
    /** Calls `fn` when the log cannot say what was missed, and every list must be fetched anew. */
    onReset: resets.on,
    /** Calls `fn` when the server ended the connection for good. */
    onGone: ends.on,
    /** Looks at once whether the connection lives, after sleep or when the network is back. */
    wake,
    /** Closes the connection and opens it again. */
    reopen,
    /** Says that the server could not be reached, so many times in a row. */
    struggle: connection.struggle,
    connection: connection.store,
  };
}

export type Live = ReturnType<typeof createLive>;

/** The page's live connection. The session starts and stops it. */
export const live = createLive({ dial: dialLater() });

onWake(live.wake);
live.connection.subscribe(({ state }) => {
  if (state === "live") api.carryOn();
});
// Whether "offline" means us too (a server on this machine stays reachable) shows when the connection is opened anew.
// It is opened after Socket.IO's own listener, which closes what it finds at that moment, also a connection just begun.
if (typeof window !== "undefined") window.addEventListener("offline", () => setTimeout(live.reopen));

/** How the page is connected. */
export const useConnection = (): ConnectionReport => useStore(live.connection);

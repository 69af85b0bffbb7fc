/** What the browser and the server say to each other over Socket.IO. */

/** A place in the log: an integer that grows by one with every event. */
export type Cursor = number;

/**
 * What a screen listens to: `public`, `home`, `account:<id>`, `thread:<id of the first post>`, `tag:<key>`, one
 * `post:<id>`, or `me`: what only oneself is told. An event reaches a socket when they share a channel and the viewer
 * may see it there.
 */
export type Channel = string;

/**
 * What a client sends with the handshake. Without a cursor it starts at the present; `log` names the log that the cursor
 * is of, as the last `ready` said. An app adds its token, and a client on another host a ticket; either counts instead of
 * cookies.
 */
export type Handshake = { cursor?: Cursor; log?: string; channels?: Channel[]; token?: string; ticket?: string };

/**
 * One thing that happened. `data` is described by the contract of the feature that owns `type`. `on`: the channels whose
 * lists show it to this viewer as things are now, whether or not the socket listens to them.
 */
export type LiveEvent = { cursor: Cursor; type: string; data: unknown; on?: Channel[] };

/**
 * Why the session of a connection is over; the client does not come back by itself. `signed-out` in this browser,
 * `replaced` by a new session of this browser, `revoked` or by a new `password` from another one, `expired` unused, or
 * `reused`: somebody came with a copy of its key.
 */
export type GoneReason = "signed-out" | "replaced" | "revoked" | "password" | "expired" | "reused";

/** The answer to a subscription: where replay ended, or that the cursor was too old and the list must be fetched anew. */
export type Subscribed = { ok: true; cursor: Cursor } | { ok: false; error: "reset" | "unknown" | "limit" };

export type ServerToClient = {
  /** Something happened; cursors grow strictly on one connection, except inside a subscription's own replay. */
  event: (event: LiveEvent) => void;
  /** Replay after a (re)connect is complete: the client has everything up to `cursor` of the log of this name. */
  ready: (at: { cursor: Cursor; log: string }) => void;
  /** A heartbeat: everything up to `cursor` has been sent. Comes every `beatMs`. */
  beat: (at: { cursor: Cursor }) => void;
  /** The client's cursor is older than the log, or from another log: fetch every list anew, then go on from `cursor`. */
  reset: (at: { cursor: Cursor }) => void;
  /** This node stops; a disconnect follows. Come back, to any node, at a moment of your choice within so many ms. */
  moving: (how: { withinMs: number }) => void;
  /** The session is over; a disconnect follows. */
  gone: (why: { reason: GoneReason }) => void;
};

export type ClientToServer = {
  /** Adds channels; what happened on them after `cursor` is replayed first. */
  subscribe: (to: { channels: Channel[]; cursor: Cursor }, done: (answer: Subscribed) => void) => void;
  unsubscribe: (from: { channels: Channel[] }) => void;
};

/** Milliseconds between heartbeats; a client that hears nothing for twice as long reconnects. */
export const beatMs = 10_000;

/** Channels one socket may listen to at once. */
export const maxChannels = 1000;

/** The HTTP header of answers to GET: the log's cursor before anything was read. Listen from it. */
export const cursorHeader = "x-cursor";

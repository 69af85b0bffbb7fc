import type { IncomingHttpHeaders } from "node:http";
import { Server } from "socket.io";
import type { Socket } from "socket.io";
import type { App, Viewer } from "./context.ts";
import { AppError } from "./errors.ts";
import type { LogEvent } from "./events.ts";
import type { Http } from "./http.ts";
import { createGate, drained } from "./live.gate.ts";
import { beatMs, maxChannels } from "./live.contract.ts";
import type { Channel, ClientToServer, Cursor, GoneReason, Handshake, ServerToClient } from "./live.contract.ts";
import { watchExpiry } from "./live.expiry.ts";
import { joinFrames } from "./live.frames.ts";
import { createReplay } from "./live.replay.ts";
import type { Hearer, Listener } from "./live.replay.ts";
import { accountRoom, openRooms, presentRoom, room } from "./live.rooms.ts";
import { placesOf } from "./live.delivery.ts";
import type { Deliveries } from "./live.delivery.ts";
import { askedChannels, credentialsOf, mayKnock, refusal } from "./live.handshake.ts";

type Seat = { viewer: Viewer; channels: Set<Channel> };
type LiveSocket = Socket<ClientToServer, ServerToClient, Record<string, never>, Seat>;

/** The live channel of a process: a pipe of the log. */
export type Live = {
  /** Ends the sockets of a session, saying why. */
  endSession: (sessionId: string, reason: GoneReason) => void;
  /**
   * Adds a listener of another kind than Socket.IO's. It first gets what came after the cursor, or nothing of that where
   * the log does not reach back so far. It is ended when its session is; the function removes it.
   */
  attach: (listener: Listener, viewer: Viewer, cursor: Cursor) => Promise<() => void>;
  /** Everything up to here was handed to the listeners. */
  position: () => Cursor;
  /** How many sockets are open. */
  count: () => number;
  /** Of how many accounts. */
  accounts: () => number;
  close: () => Promise<void>;
};

/** Who a socket belongs to, at the handshake and later. */
export type SocketAuth = {
  authenticate: (app: App, request: { headers: IncomingHttpHeaders }) => Promise<Viewer | null>;
  /** Who brings a ticket, which is then used up; null when it is forged, old, used, or its session is over. */
  redeem: (app: App, ticket: string) => Promise<Viewer | null>;
  /** The viewer as the session stands now; null when it is over. */
  renew: (app: App, viewer: Viewer) => Promise<Viewer | null>;
};

/** Opens the live channel on the web server and follows the log. Resolves when it follows. */
export async function createLive(
  app: App,
  http: Http,
  deliveries: Deliveries,
  auth: SocketAuth,
  onEvent: (event: LogEvent, live: Live) => void,
): Promise<Live> {
  const io = new Server<ClientToServer, ServerToClient, Record<string, never>, Seat>(http.server, {
    serveClient: false,
    // Mastodon's streams are WebSockets as well, and answer for every other path.
    destroyUpgrade: false,
    // Requests of one polling client reach any of several nodes, of which only one knows it: there a socket it is.
    transports: app.config.redisUrl === undefined ? ["polling", "websocket"] : ["websocket"],
    perMessageDeflate: false,
    maxHttpBufferSize: 64 * 1024,
    pingInterval: 20_000,
    pingTimeout: 20_000,
    // Longer than it takes to look anybody up: who says nothing is the gate's.
    connectTimeout: 30_000,
    cors: { origin: app.config.clientOrigins.length > 0 && app.config.clientOrigins, credentials: false },
    allowRequest: (request, done) => done(null, mayKnock(app.config, request.headers) && gate.hasRoom(request)),
  });
  io.engine.on("headers", (headers: Record<string, string>) => {
    headers["x-content-type-options"] = "nosniff";
    headers["cache-control"] = "no-store";
  });
  const gate = createGate(app, io.engine);
  let position: Cursor = 0;
  const waiting = new Set<() => void>();

  io.use((socket, next) => {
    gate.heard(socket.conn);
    const refuse = (code: Parameters<typeof refusal>[0]) => {
      gate.refused(socket.conn);
      next(refusal(code));
    };
    const { ticket, token } = socket.handshake.auth as Handshake;
    const byTicket = typeof ticket === "string" || (app.config.socketUrl !== null && token === undefined);
    const asking = byTicket
      ? auth.redeem(app, String(ticket))
      : auth.authenticate(app, { headers: credentialsOf(socket) });
    asking
      .then((viewer) => {
        // A ticket that is no good says nothing of the session: who asks for the next one is told.
        if (!viewer) return refuse(byTicket ? "ticket" : "unauthorized");
        if (!gate.seat(viewer.accountId, socket.conn)) return refuse("busy");
        Object.assign(socket.data, { viewer, channels: new Set(askedChannels(socket)) });
        return next();
      })
      .catch((error: unknown) => refuse(error instanceof AppError && error.status < 500 ? "unauthorized" : "busy"));
  });

  const reach = async (seq: Cursor): Promise<void> => {
    while (position < seq) {
      app.log.wake();
      await new Promise<void>((resolve) => void waiting.add(resolve));
    }
  };

  const replay = createReplay(app, deliveries, { at: () => position, reach });
  const listenerOf = (socket: LiveSocket): Hearer => ({
    accountId: socket.data.viewer.accountId,
    isOpen: () => socket.connected,
    ready: () => drained(socket.conn),
    send: ({ seq, type, delivery }) =>
      socket.emit("event", {
        cursor: seq,
        type,
        data: delivery!.data,
        on: placesOf(delivery!, socket.data.viewer.accountId),
      }),
  });

  joinFrames(io.sockets.adapter);
  const rooms = openRooms(io);

  const join = (socket: LiveSocket, channels: Iterable<Channel>) => {
    for (const name of channels) void socket.join(room(name));
  };

  async function welcome(socket: LiveSocket): Promise<void> {
    const { viewer, channels } = socket.data;
    void socket.join([accountRoom(viewer.accountId), `session ${viewer.sessionId}`]);
    // Only now does the end of the session reach this socket: what ended since the handshake is looked up.
    if (!(await auth.renew(app, viewer))) return end(socket, "signed-out");
    const cutover = () => {
      join(socket, channels);
      void socket.join(presentRoom);
      socket.emit("ready", { cursor: position, log: app.log.name() });
    };
    const { cursor: asked, log } = socket.handshake.auth as Handshake;
    if (typeof asked !== "number" || !Number.isSafeInteger(asked)) {
      await reach((await app.log.bounds()).head);
      return cutover();
    }
    if (await replay(listenerOf(socket), channels, asked, cutover, log)) return;
    socket.emit("reset", { cursor: position });
    cutover();
  }

  io.on("connection", (socket: LiveSocket) => {
    const { viewer, channels } = socket.data;
    const fail = (error: unknown) => {
      app.logger.warn({ err: error }, "a socket was dropped; the client comes again from its cursor");
      socket.conn.close();
    };
    socket.on(
      "disconnect",
      watchExpiry(
        viewer,
        (now) => auth.renew(app, now),
        () => end(socket, "expired"),
        fail,
      ),
    );
    socket.use((_packet, next) => {
      void app.limits.hit("socket", `account:${viewer.accountId}`).then((standing) => {
        if (standing.exceeded) socket.conn.close();
        else next();
      });
    });
    socket.on("subscribe", (to, done) => {
      if (typeof done !== "function") return;
      const asked = Array.isArray(to?.channels) ? [...new Set(to.channels)] : [];
      if (asked.length === 0 || !asked.every(deliveries.isChannel) || !Number.isSafeInteger(to.cursor))
        return done({ ok: false, error: "unknown" });
      if (channels.union(new Set(asked)).size > maxChannels) return done({ ok: false, error: "limit" });
      for (const name of asked) channels.add(name);
      const enter = () => {
        // Unless some were unsubscribed from while the replay ran.
        join(
          socket,
          asked.filter((name) => channels.has(name)),
        );
      };
      // Not while the first replay runs: what the channel then sends would be ahead of it.
      welcomed
        .then(() =>
          replay(listenerOf(socket), new Set(asked), to.cursor, () => {
            enter();
            done({ ok: true, cursor: position });
          }),
        )
        .then((level) => {
          if (level) return;
          enter();
          done({ ok: false, error: "reset" });
        })
        .catch(fail);
    });
    socket.on("unsubscribe", (from) => {
      for (const name of Array.isArray(from?.channels) ? from.channels : []) {
        channels.delete(name);
        void socket.leave(room(name));
      }
    });
    const welcomed = welcome(socket);
    welcomed.catch(fail);
  });

  const end = (socket: Pick<LiveSocket, "emit" | "disconnect">, reason: GoneReason) => {
    socket.emit("gone", { reason });
    socket.disconnect(true);
  };

  const live: Live = {
    endSession: (sessionId, reason) => {
      for (const socketId of io.sockets.adapter.rooms.get(`session ${sessionId}`) ?? []) {
        const socket = io.sockets.sockets.get(socketId);
        if (socket) end(socket, reason);
      }
      for (const listener of rooms.listeners) if (listener.sessionId === sessionId) listener.end();
    },
    position: () => position,
    attach: async (listener, viewer, cursor) => {
      const stopExpiry = watchExpiry(
        viewer,
        (now) => auth.renew(app, now),
        () => listener.end(),
        () => listener.end(),
      );
      const leave = () => {
        stopExpiry();
        rooms.listeners.delete(listener);
      };
      const enter = () => void rooms.listeners.add(listener);
      if (!(await replay(listener, listener.channels, cursor, enter))) {
        await reach((await app.log.bounds()).head);
        enter();
      }
      // What ended while it came in did not reach it.
      if (!listener.isOpen()) leave();
      else if (!(await auth.renew(app, viewer))) listener.end();
      return leave;
    },
    count: () => io.engine.clientsCount,
    accounts: gate.accounts,
    close: async () => {
      clearInterval(heart);
      gate.close();
      io.emit("moving", { withinMs: Math.min(5_000, 1_000 + io.engine.clientsCount) });
      await io.close();
    },
  };

  position = await app.log.tail(async (batch) => {
    const prepared = await rooms.prepare(app, deliveries, batch);
    // A process that slept past the retention cannot tell its listeners what they missed: they come again and are told.
    if (prepared[0]!.seq !== position + 1) for (const socket of io.sockets.sockets.values()) socket.conn.close();
    // From here to the end nothing waits: a replay that is level with `position` joins before or after, never between.
    for (const event of prepared) {
      onEvent(event, live);
      rooms.broadcast(event);
      position = event.seq;
    }
    for (const resolve of waiting) resolve();
    waiting.clear();
  });
  const heart = setInterval(() => io.to(presentRoom).emit("beat", { cursor: position }), beatMs);
  return live;
}

import { io, type ManagerOptions, type Socket, type SocketOptions } from "socket.io-client";
import type {
  Channel,
  ClientToServer,
  Cursor,
  GoneReason,
  Handshake,
  LiveEvent,
  ServerToClient,
  Subscribed,
} from "#core/live.contract";
import type { Ticket } from "#sessions";
import { ApiError, api } from "#web/api";

/** What the transport tells: `refused` with the server's code when a connection was not granted. */
export type PipeEvents = {
  handshake(): Handshake;
  up(): void;
  down(): void;
  refused(code: string | undefined): void;
  event(event: LiveEvent): void;
  ready(at: { cursor: Cursor; log?: string }): void;
  beat(at: { cursor: Cursor }): void;
  reset(at: { cursor: Cursor }): void;
  moving(how: { withinMs: number }): void;
  gone(why: { reason: GoneReason }): void;
};

/** A transport that can be opened and closed any number of times; `disconnect` is silent. */
export type Pipe = {
  connect(): void;
  disconnect(): void;
  subscribe(to: { channels: Channel[]; cursor: Cursor }, done: (answer: Subscribed) => void): void;
  unsubscribe(from: { channels: Channel[] }): void;
};

/** Asks the page's own host for what opens one connection to a server elsewhere. */
const askTicket = async (): Promise<string> =>
  (await api.send<Ticket>("POST", "/auth/ticket", undefined, { retries: 0 })).ticket;

/**
 * A pipe made of Socket.IO; reconnecting is left to `createLive`. To another host (`there`), where no cookie of the page
 * goes, each connection takes a fresh ticket.
 */
export function dialSocket(
  options: Partial<ManagerOptions & SocketOptions> = {},
  here?: string,
  getTicket = askTicket,
) {
  return (events: PipeEvents, there: string | null = null): Pipe => {
    const url = there ?? here;
    let ticket: string | undefined;
    let attempt = 0;
    const settings: Partial<ManagerOptions & SocketOptions> = {
      path: "/socket.io",
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      autoConnect: false,
      reconnection: false,
      timeout: 10_000,
      auth: (give) => give(ticket === undefined ? events.handshake() : { ...events.handshake(), ticket }),
      ...options,
    };
    const socket: Socket<ServerToClient, ClientToServer> = url === undefined ? io(settings) : io(url, settings);
    socket.on("connect", events.up);
    socket.on("disconnect", (reason) => reason !== "io client disconnect" && events.down());
    socket.on("connect_error", (error: Error & { data?: { code?: string } }) => events.refused(error.data?.code));
    socket.on("event", events.event);
    socket.on("ready", events.ready);
    socket.on("beat", events.beat);
    socket.on("reset", events.reset);
    socket.on("moving", events.moving);
    socket.on("gone", events.gone);
    async function enter() {
      const mine = ++attempt;
      try {
        const fresh = await getTicket();
        if (mine !== attempt) return;
        ticket = fresh;
        socket.connect();
      } catch (error) {
        const over = error instanceof ApiError && error.status === 401;
        if (mine === attempt) events.refused(over ? "unauthorized" : undefined);
      }
    }
    return {
      connect: () => void (there === null ? socket.connect() : enter()),
      disconnect: () => {
        attempt++;
        socket.disconnect();
      },
      subscribe: (to, done) => void socket.emit("subscribe", to, done),
      unsubscribe: (from) => void socket.emit("unsubscribe", from),
    };
  };
}

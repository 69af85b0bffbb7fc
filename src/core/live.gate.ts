import type { IncomingMessage } from "node:http";
import proxyAddr from "@fastify/proxy-addr";
import type { Server as Engine, Socket as Connection } from "engine.io";
import type { App } from "./context.ts";
import { networkOf } from "./limits.ts";
import { compileTrust } from "./trust.ts";

/** Packets a connection may have waiting before it counts as too slow; it is closed and catches up from its cursor. */
const maxWaiting = 200;
const sweepMs = 500;
/** What a client is given to say goodbye in return before its line is cut. */
const goodbyeMs = 400;
/** A newcomer may be silent for so many looks: a process that stood still takes its own pause for one of them, not for theirs. */
const [silentLooks, lookMs] = [5, 300];

/** Bounds what open connections may cost: so many per network and account, and none that says nothing or does not read. */
export type Gate = {
  /** Whether the network that a handshake comes from may open one more connection. */
  hasRoom: (request: IncomingMessage) => boolean;
  /** Takes one of an account's places, until the connection closes; false when all are taken. */
  seat: (accountId: string, connection: Connection) => boolean;
  /** It says who it is: from now on it waits for us. */
  heard: (connection: Connection) => void;
  /** It is closed as one that is silent, unless it is let in before. */
  refused: (connection: Connection) => void;
  /** How many accounts have a place. */
  accounts: () => number;
  close: () => void;
};

/** Watches the connections of a Socket.IO engine. */
export function createGate(app: Pick<App, "config">, engine: Engine): Gate {
  const open = new Map<string, number>();
  const seated = new Map<string, number>();
  const connections = new Set<Connection>();
  /** Who has yet to say who it is, and the looks that it has left. */
  const silent = new Map<Connection, number>();
  /** Who was refused once: asking again and again keeps nobody here. */
  const turnedAway = new WeakSet<Connection>();
  const trust = compileTrust(app.config.trustProxy);
  const network = (request: IncomingMessage) => networkOf(proxyAddr(request, trust) || "");

  engine.on("connection", (connection: Connection) => {
    const from = network(connection.request);
    add(open, from, 1);
    connections.add(connection);
    silent.set(connection, silentLooks);
    // Each subscription whose replay waits for the connection listens to it.
    connection.setMaxListeners(0);
    connection.on("close", () => {
      connections.delete(connection);
      silent.delete(connection);
      add(open, from, -1);
      setTimeout(cut, goodbyeMs, connection).unref();
    });
  });
  const look = setInterval(() => {
    for (const [connection, looks] of silent)
      if (looks > 1) silent.set(connection, looks - 1);
      else connection.close();
  }, lookMs);
  /** Those that were seen saying goodbye; one that does not poll any more would wait half a minute to be heard. */
  const leaving = new WeakSet<Connection>();
  const sweep = setInterval(() => {
    for (const connection of connections)
      if (waiting(connection) > maxWaiting || leaving.has(connection)) {
        connection.close(true);
        cut(connection);
      } else if (connection.readyState === "closing") leaving.add(connection);
  }, sweepMs);

  return {
    // Who has hung up by now has no address any more.
    hasRoom: (request) =>
      request.socket.remoteAddress !== undefined &&
      (open.get(network(request)) ?? 0) < app.config.connectionsPerAddress,
    seat: (accountId, connection) => {
      if ((seated.get(accountId) ?? 0) >= app.config.connectionsPerAccount) return false;
      if (connection.readyState !== "open") return false;
      silent.delete(connection);
      add(seated, accountId, 1);
      connection.once("close", () => add(seated, accountId, -1));
      return true;
    },
    heard: (connection) => {
      if (!turnedAway.has(connection)) silent.delete(connection);
    },
    refused: (connection) => {
      if (turnedAway.has(connection) || !connections.has(connection)) return;
      turnedAway.add(connection);
      silent.set(connection, silentLooks);
    },
    accounts: () => seated.size,
    close: () => {
      clearInterval(sweep);
      clearInterval(look);
    },
  };
}

function add(counts: Map<string, number>, key: string, change: number): void {
  const count = (counts.get(key) ?? 0) + change;
  if (count > 0) counts.set(key, count);
  else counts.delete(key);
}

/** Resolves when nothing waits for a connection to take it; what is sent in between goes at its pace. */
export async function drained(connection: Connection): Promise<void> {
  while (connection.readyState === "open" && waiting(connection) > 0)
    await new Promise<void>((resolve) => {
      const done = () => {
        connection.off("drain", done).off("close", done);
        resolve();
      };
      connection.on("drain", done).on("close", done);
    });
}

/** Ends the line of a connection; a WebSocket that only says goodbye would wait half a minute for the answer. */
const cut = ({ transport }: Connection) => (transport as { socket?: { terminate?: () => void } }).socket?.terminate?.();

const waiting = (connection: Connection) => (connection as unknown as { writeBuffer: unknown[] }).writeBuffer.length;

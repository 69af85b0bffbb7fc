import type { Server } from "socket.io";
import type { App } from "./context.ts";
import type { LogEvent } from "./events.ts";
import type { Channel, ClientToServer, ServerToClient } from "./live.contract.ts";
import { isTold, partiesOf } from "./live.delivery.ts";
import type { Deliveries, Prepared } from "./live.delivery.ts";
import type { Listener } from "./live.replay.ts";

/** The room of the sockets that listen to a channel. */
export const room = (channel: Channel): string => `channel ${channel}`;

/** The room of the sockets whose replay is over: they follow the present. */
export const presentRoom = "present";

const accountPrefix = "account ";
/** The room of an account's sockets. */
export const accountRoom = (accountId: string): string => accountPrefix + accountId;

/** Tells the rooms of a server of events. */
export function openRooms(io: Pick<Server<ClientToServer, ServerToClient>, "to" | "sockets">) {
  const { adapter } = io.sockets;

  const listeners = new Set<Listener>();

  /** The accounts that have a room: kept as rooms come and go, because a batch asks for all of them. */
  const seated = new Set<string>();
  adapter.on("create-room", (name: string) => {
    if (name.startsWith(accountPrefix)) seated.add(name.slice(accountPrefix.length));
  });
  adapter.on("delete-room", (name: string) => {
    if (name.startsWith(accountPrefix)) seated.delete(name.slice(accountPrefix.length));
  });

  const online = () => new Set([...seated, ...[...listeners].map(({ accountId }) => accountId)]);

  /** The sockets of some accounts that are in one of `rooms`. */
  const socketsOf = (accounts: string[], rooms: string[]) =>
    accounts
      .flatMap((id) => [...(adapter.rooms.get(accountRoom(id)) ?? [])])
      .filter((id) => rooms.some((name) => adapter.sids.get(id)?.has(name)));

  return {
    /** Those who listen otherwise than by Socket.IO. */
    listeners,

    /** Makes a batch ready for everyone who is here, also for those who come while it is made. */
    async prepare(app: App, deliveries: Deliveries, batch: LogEvent[]): Promise<Prepared[]> {
      for (;;) {
        const asked = online();
        const prepared = await deliveries.prepare(app, batch, [...asked]);
        if (online().isSubsetOf(asked)) return prepared;
      }
    },

    /**
     * Sends one event to every socket here that listens and may see it, once each, and encoded once for all who find it
     * on the same lists.
     */
    broadcast(event: Prepared): void {
      const { seq, type, delivery } = event;
      if (!delivery) return;
      for (const { channels, audience, on } of partiesOf(delivery)) {
        const rooms = channels.map(room);
        const to = audience.kind === "everyone" ? rooms : socketsOf(audience.accounts, rooms);
        const except = audience.kind === "everyone" ? audience.except.map(accountRoom) : [];
        if (to.length > 0) io.to(to).except(except).emit("event", { cursor: seq, type, data: delivery.data, on });
      }
      for (const listener of listeners)
        if (isTold(delivery, listener.accountId, listener.channels)) listener.send(event);
    },
  };
}

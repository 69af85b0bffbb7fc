import type { Channel } from "./live.contract.ts";
import type { Reader } from "./db.ts";
import type { App } from "./context.ts";
import type { LogEvent } from "./events.ts";

/** Who may see an event: everyone but some, or only some. Ids of accounts. */
export type Audience = { kind: "everyone"; except: string[] } | { kind: "only"; accounts: string[] };

/**
 * On which channels something is told to whom. `past`: those lists are told because it was there, as it is now it does
 * not belong there.
 */
export type Reach = { channels: Channel[]; audience: Audience; past?: true };

/**
 * What is sent of an event, and on which channels to whom: a socket gets it once where it has a channel of one of `to`
 * and is in its audience. Null when there is nothing to say any more.
 */
export type Delivery = { data: unknown; to: Reach[] };

/**
 * Turns events into what is sent, from the rows as they are now: a later edit or delete is never undone by an old event.
 * `online` are the accounts that may be told; of others an audience need not speak.
 */
export type Deliver = (
  app: App,
  db: Reader,
  batch: LogEvent[],
  online: readonly string[],
) => Promise<(Delivery | null)[]>;

/** The event types of all features, and the channels they may be heard on. */
export type Deliveries = {
  /** Says how events of these types are delivered. A type that nobody claims is for other readers of the log. */
  claim: (types: string[], deliver: Deliver) => void;
  /** Says that channels `kind:<id>` (or just `kind`) exist; `word` instead of the digits of an id where that is said. */
  channel: (kind: string, of?: "id" | "word") => void;
  isChannel: (name: unknown) => name is Channel;
  types: () => string[];
  prepare: (app: App, batch: LogEvent[], online: readonly string[]) => Promise<Prepared[]>;
};

/** An event ready to be sent. */
export type Prepared = LogEvent & { delivery: Delivery | null };

/** An empty registry; the composition root hands it to each feature. */
export function createDeliveries(): Deliveries {
  const claimed = new Map<string, Deliver>();
  const kinds = new Map<string, RegExp>();
  return {
    claim: (types, deliver) => {
      for (const type of types) claimed.set(type, deliver);
    },
    channel: (kind, of = "id") => void kinds.set(kind, of === "id" ? /^\d{1,19}$/ : /^[^\s:]{1,200}$/),
    isChannel: (name): name is Channel => {
      if (typeof name !== "string") return false;
      const [, kind = "", id] = /^([a-z]{1,20})(?::(.*))?$/s.exec(name) ?? [];
      return kinds.has(kind) && (id === undefined || kinds.get(kind)!.test(id));
    },
    types: () => [...claimed.keys()],
    prepare: async (app, batch, online) => {
      const byDeliver = Map.groupBy(batch, (event) => claimed.get(event.type));
      const ready = new Map<number, Delivery | null>();
      for (const [deliver, group] of byDeliver) {
        if (!deliver) continue;
        const deliveries = await deliver(app, app.db, group, online);
        group.forEach((event, i) => ready.set(event.seq, deliveries[i] ?? null));
      }
      return batch.map((event) => ({ ...event, delivery: ready.get(event.seq) ?? null }));
    },
  };
}

/** Whether somebody who listens to `channels` is told. */
export const isTold = ({ to }: Delivery, accountId: string, channels: ReadonlySet<Channel>): boolean =>
  to.some((one) => sees(one.audience, accountId) && one.channels.some((name) => channels.has(name)));

/** The lists on which an account finds what it is told of, as things are now. */
export const placesOf = ({ to }: Delivery, accountId: string): Channel[] =>
  places(to.filter((one) => sees(one.audience, accountId)));

const places = (reaches: Reach[]): Channel[] => [
  ...new Set(reaches.flatMap(({ channels, past }) => (past ? [] : channels))),
];

/** Those who are told the same on the same channels. `on`: the lists where they find it. */
export type Party = { channels: Channel[]; audience: Audience; on: Channel[] };

/** Parts those who are told into parties, of which everyone is in one at most. */
export function partiesOf({ to }: Delivery): Party[] {
  const named = [
    ...new Set(to.flatMap(({ audience }) => (audience.kind === "only" ? audience.accounts : audience.except))),
  ];
  const party = (reaches: Reach[], audience: Audience): Party[] =>
    reaches.length === 0
      ? []
      : [{ channels: [...new Set(reaches.flatMap(({ channels }) => channels))], audience, on: places(reaches) }];
  const reachesOf = (told: string) => to.filter((_, i) => told[i] === "1");
  const alike = Map.groupBy(named, (id) => to.map(({ audience }) => Number(sees(audience, id))).join(""));
  return [
    ...party(
      to.filter(({ audience }) => audience.kind === "everyone"),
      { kind: "everyone", except: named },
    ),
    ...[...alike].flatMap(([told, accounts]) => party(reachesOf(told), { kind: "only", accounts })),
  ];
}

const sets = new WeakMap<string[], ReadonlySet<string>>();
/** A list as a set, made once: a popular author's followers are asked for one by one. */
function setOf(list: string[]): ReadonlySet<string> {
  const set = sets.get(list) ?? new Set(list);
  sets.set(list, set);
  return set;
}

const sees = (audience: Audience, accountId: string): boolean =>
  audience.kind === "everyone" ? !setOf(audience.except).has(accountId) : setOf(audience.accounts).has(accountId);

import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import type { Logger } from "./log.ts";
import type { SharedStore } from "./redis.ts";

/** What a node says of itself: how many live connections it holds, and of how many accounts. */
export type Presence = { node: string; sockets: number; accounts: number };

/** What the processes that share a database know of each other. */
export type Nodes = {
  /** How the Redis is that they share; undefined where none is set. */
  redis: () => "ok" | "away" | undefined;
  /** Makes this node known for as long as it lives. Nodes of the same log, by its name, see each other. */
  join: (log: string, tell: () => Omit<Presence, "node">) => void;
  /** The nodes that spoke in the last 15 s, as of at most 5 s ago; undefined while only Redis could tell. */
  list: () => Presence[] | undefined;
  /** Says that this node takes no more work than what comes anyway. */
  leave: () => void;
  isLeaving: () => boolean;
  close: () => Promise<void>;
};

const beatMs = 5_000;
const expiryMs = 15_000;
const beatsPerLine = 12;

/** Nodes know of each other through Redis: what is there goes by itself with who wrote it, and nobody waits for it. */
export function createNodes(redis: SharedStore | undefined, logger: Logger): Nodes {
  const node = `${hostname()}-${randomBytes(3).toString("hex")}`;
  let known: Presence[] | undefined;
  let leaving = false;
  let clock: NodeJS.Timeout | undefined;
  let forget = async () => {};

  return {
    redis: () => redis && (redis.isReady() ? "ok" : "away"),
    list: () => (redis?.isReady() ? known : undefined),
    leave: () => void (leaving = true),
    isLeaving: () => leaving,
    join: (log, tell) => {
      if (!redis) return;
      const [all, mine] = [`xm:nodes:${log}`, `xm:node:${log}:`];
      let beats = 0;
      const beat = async () => {
        if (!redis.isReady()) return;
        try {
          await redis.client.set(mine + node, JSON.stringify(tell()), "PX", expiryMs);
          await redis.client.sadd(all, node);
          const names = await redis.client.smembers(all);
          const said = await redis.client.mget(names.map((name) => mine + name));
          const silent = names.filter((_, i) => said[i] === null);
          if (silent.length > 0) await redis.client.srem(all, ...silent);
          known = names
            .flatMap((name, i) => (said[i] ? [{ node: name, ...(JSON.parse(said[i]) as Omit<Presence, "node">) }] : []))
            .sort((a, b) => (a.node < b.node ? -1 : 1));
          if (beats++ % beatsPerLine === 0) logger.info({ nodes: known }, "the nodes that are up");
        } catch (error) {
          redis.doubt(error);
        }
      };
      clock = setInterval(() => void beat(), beatMs);
      redis.client.on("ready", () => void beat());
      void beat();
      forget = async () => {
        if (redis.isReady()) await redis.client.del(mine + node).catch(() => {});
      };
    },
    close: async () => {
      clearInterval(clock);
      await forget();
    },
  };
}

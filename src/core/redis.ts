import { Redis } from "ioredis";
import type { Logger } from "./log.ts";

/** A Redis that may be away at any moment: nothing ever waits for it longer than half a second. */
export type SharedStore = {
  client: Redis;
  /** Whether it answers, as far as is known. */
  isReady: () => boolean;
  /** Told that a command failed: hangs up, so that nobody else waits until it is back. */
  doubt: (error: unknown) => void;
  /** Tells who `hear`s the channel, on every node; lost while Redis is away. */
  tell: (channel: string, message: string) => void;
  /** Calls `heard` with what is told on a channel, and with null whenever something may have been missed before. */
  hear: (channel: string, heard: (message: string | null) => void) => void;
  close: () => void;
};

const patienceMs = 500;

/** Connects to Redis; resolves at once when it answers or refuses, and comes back to it by itself for ever. */
export async function openRedis(url: string, logger: Logger): Promise<SharedStore> {
  const client = new Redis(url, {
    commandTimeout: patienceMs,
    connectTimeout: 2000,
    disconnectTimeout: patienceMs,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    retryStrategy: (times) => Math.min(times * 100, 2000),
  });
  let state: "unknown" | "ready" | "away" = "unknown";
  // Only the message: the error of a refused log-in carries the password.
  const lose = (why: string) => {
    if (state === "away") return;
    state = "away";
    logger.warn({ why }, "Redis is away: this process counts requests by itself until it is back");
  };
  client.on("ready", () => {
    if (state === "away") logger.warn("Redis is back: requests are counted for all nodes together again");
    state = "ready";
  });
  client.on("error", (error: Error) => lose(error.message));
  client.on("close", () => lose("the connection closed"));
  await new Promise<void>((resolve) => {
    client.once("ready", resolve).once("close", resolve);
    setTimeout(resolve, patienceMs).unref();
  });
  const ears = createEars(client);
  const doubt = (error: unknown) => {
    // Many commands may fail at once: one hang-up is for all of them.
    if (state === "away") return;
    lose(error instanceof Error ? error.message : String(error));
    client.disconnect(true);
    ears.again();
  };
  return {
    client,
    isReady: () => state === "ready",
    doubt,
    tell: (channel, message) => {
      if (state === "ready") client.publish(channel, message).catch(doubt);
    },
    hear: ears.hear,
    close: () => {
      client.removeAllListeners("close");
      client.disconnect();
      ears.close();
    },
  };
}

/** A second connection, because one that hears cannot ask; it subscribes anew whenever it comes back. */
function createEars(client: Redis) {
  let ears: Redis | undefined;
  return {
    hear: (channel: string, heard: (message: string | null) => void) => {
      const own = client.duplicate({ autoResubscribe: false });
      ears = own;
      own.on("ready", () => {
        own.subscribe(channel).then(
          () => heard(null),
          () => own.disconnect(true),
        );
      });
      own.on("message", (_channel, message: string) => heard(message));
      own.on("error", () => {
        // The connection that asks has told.
      });
    },
    again: () => ears?.disconnect(true),
    close: () => ears?.disconnect(),
  };
}

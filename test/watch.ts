import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { TestNode } from "./app.ts";

const pauseMs = 20;
/** A look that takes longer than this was held up. */
const calmMs = 100;

/**
 * Begins to measure; what it returns says how many ms have passed, without those in which the machine stood still: when
 * neither a timer nor the database comes back in time, the product cannot either.
 */
export function startWatch({ server }: Pick<TestNode, "server">): () => Promise<number> {
  const began = performance.now();
  let stalled = 0;
  let on = true;
  const looking = (async () => {
    while (on) {
      const from = performance.now();
      await server.app.db.execute(sql`select 1`).catch(() => (on = false));
      await sleep(pauseMs);
      stalled += Math.max(0, performance.now() - from - calmMs);
    }
  })();
  return async () => {
    const took = performance.now() - began;
    on = false;
    await looking;
    return took - stalled;
  };
}

import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { TestNode } from "./app.ts";

type Node = Pick<TestNode, "server">;

const pauseMs = 20;
/** A look that takes longer than this was held up. */
const calmMs = 100;

/** Looks at the machine again and again: when neither a timer nor the database comes back in time, the product cannot either. */
function startLooks({ server }: Node) {
  const began = performance.now();
  let stalled = 0;
  let on = true;
  const one = async () => {
    const from = performance.now();
    await server.app.db.execute(sql`select 1`).catch(() => (on = false));
    await sleep(pauseMs);
    stalled += Math.max(0, performance.now() - from - calmMs);
  };
  let look = one();
  const looking = (async () => {
    for (; on; look = one()) await look;
    await look;
  })();
  return {
    /** The ms that have passed, without those in which the machine stood still. */
    passed: async () => {
      const now = performance.now();
      await look;
      return now - began - stalled;
    },
    stop: async () => {
      on = false;
      await looking;
    },
  };
}

/** Begins to measure; what it returns says how many ms have passed, without those in which the machine stood still. */
export function startWatch(node: Node): () => Promise<number> {
  const looks = startLooks(node);
  return async () => {
    const ms = await looks.passed();
    await looks.stop();
    return ms;
  };
}

/** Whether something comes to hold within so many ms, without those in which the machine stands still. */
export async function within(node: Node, ms: number, holds: () => boolean | Promise<boolean>): Promise<boolean> {
  const looks = startLooks(node);
  try {
    while (!(await holds())) {
      if ((await looks.passed()) > ms) return false;
      await sleep(pauseMs);
    }
    return true;
  } finally {
    await looks.stop();
  }
}

import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { TestNode } from "./app.ts";

const stepMs = 10;

/**
 * Whether something comes to hold within so many milliseconds. They are counted in steps, each of which also asks the
 * database: where the machine stands still, in this process or in that one, only one step goes by.
 */
export async function within(
  { server }: Pick<TestNode, "server">,
  ms: number,
  holds: () => boolean | Promise<boolean>,
): Promise<boolean> {
  for (let spent = 0; !(await holds()); spent += stepMs) {
    if (spent >= ms) return false;
    await Promise.all([sleep(stepMs), server.app.db.execute(sql`select 1`)]);
  }
  return true;
}

import { sql } from "drizzle-orm";
import type { Db } from "#core/db";
import { accounts } from "#accounts";

/** `activeMonth` and `activeHalfyear`: accounts that posted in the last 30 and 180 days. */
export type InstanceCounts = { users: number; statuses: number; activeMonth: number; activeHalfyear: number };

/** How many accounts and posts there are, and how many accounts posted of late. */
export async function countInstance(db: Db): Promise<InstanceCounts> {
  const [counts] = await db
    .select({
      users: sql<number>`count(*)::int`,
      statuses: sql<number>`coalesce(sum(${accounts.statusesCount}), 0)::int`,
      activeMonth: sql<number>`(count(*) filter (where ${accounts.lastStatusAt} > now() - interval '30 days'))::int`,
      activeHalfyear: sql<number>`(count(*) filter (where ${accounts.lastStatusAt} > now() - interval '180 days'))::int`,
    })
    .from(accounts);
  return counts!;
}

/** Resolves when the database answers. */
export async function ping(db: Db): Promise<void> {
  await db.execute(sql`select 1`);
}

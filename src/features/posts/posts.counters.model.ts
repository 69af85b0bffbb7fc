import { integer, pgTable, primaryKey, smallint } from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import type { Tx } from "#core/db";
import { bigId } from "#core/ids";

/** What a post counts, each in a handful of rows: whoever counts at the same time counts in different ones. */
export const postCounters = pgTable(
  "post_counters",
  {
    postId: bigId("post_id").notNull(),
    slot: smallint("slot").notNull(),
    replies: integer("replies").notNull().default(0),
    reblogs: integer("reblogs").notNull().default(0),
    favourites: integer("favourites").notNull().default(0),
    quotes: integer("quotes").notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.postId, t.slot] })],
);

export type Counter = "replies" | "reblogs" | "favourites" | "quotes";

/** The counters of the post with this id, in the order replies, reblogs, favourites, quotes; null when nothing was ever counted. */
export const countsOf = (id: AnyPgColumn) =>
  sql<
    number[] | null
  >`(select array[sum(c.replies), sum(c.reblogs), sum(c.favourites), sum(c.quotes)]::int[] from post_counters c where c.post_id = ${id} having count(*) > 0)`;

/** Counts up or down. Two connections rarely meet in one row, so that a post everyone likes makes nobody wait. */
export async function count(tx: Tx, postId: string, what: Counter, by: 1 | -1): Promise<void> {
  const column = postCounters[what];
  await tx
    .insert(postCounters)
    .values({ postId, slot: sql`(pg_backend_pid() % 8)::smallint`, [what]: by })
    .onConflictDoUpdate({
      target: [postCounters.postId, postCounters.slot],
      set: { [what]: sql`${column} + ${by}` },
    });
}

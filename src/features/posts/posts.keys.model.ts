import { and, eq, sql } from "drizzle-orm";
import { index, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import type { Tx } from "#core/db";
import { bigId } from "#core/ids";

/** The Idempotency-Keys that made a post: one key of one account makes one post, however often it is sent. */
export const postKeys = pgTable(
  "post_keys",
  {
    accountId: bigId("account_id").notNull(),
    key: text("key").notNull(),
    postId: bigId("post_id").notNull(),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.key] }), index("post_keys_created").on(t.createdAt)],
);

/**
 * Takes a key for a post that is about to be made; returns the id of the post that the key has made or makes.
 * A second caller waits here until the first has committed.
 */
export async function claimKey(tx: Tx, accountId: string, key: string, postId: string): Promise<string> {
  const claimed = await tx.insert(postKeys).values({ accountId, key, postId }).onConflictDoNothing().returning();
  if (claimed.length > 0) return postId;
  const mine = and(eq(postKeys.accountId, accountId), eq(postKeys.key, key));
  const [taken] = await tx.select({ postId: postKeys.postId }).from(postKeys).where(mine);
  return taken!.postId;
}

/** Forgets keys that nobody will send again. */
export async function removeOldKeys(tx: Tx, days: number): Promise<void> {
  await tx.delete(postKeys).where(sql`${postKeys.createdAt} < now() - make_interval(days => ${days})`);
}

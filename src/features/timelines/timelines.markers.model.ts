import { and, eq, inArray, sql } from "drizzle-orm";
import { integer, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import type { Reader, Tx } from "#core/db";
import { bigId } from "#core/ids";

/** How far an account has read a list: `home` or `notifications`. */
export const markers = pgTable(
  "markers",
  {
    accountId: bigId("account_id").notNull(),
    timeline: text("timeline").notNull(),
    lastReadId: bigId("last_read_id").notNull(),
    version: integer("version").notNull().default(1),
    updatedAt: timestamp("updated_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.timeline] })],
);

export type MarkerRow = typeof markers.$inferSelect;

/** How far an account has read some lists. */
export function findMarkers(db: Reader, accountId: string, timelines: string[]): Promise<MarkerRow[]> {
  return db
    .select()
    .from(markers)
    .where(and(eq(markers.accountId, accountId), inArray(markers.timeline, timelines)));
}

/** Notes how far an account has read a list; of two who do so at once the last one counts. */
export async function setMarker(tx: Tx, accountId: string, timeline: string, lastReadId: string): Promise<void> {
  await tx
    .insert(markers)
    .values({ accountId, timeline, lastReadId })
    .onConflictDoUpdate({
      target: [markers.accountId, markers.timeline],
      set: { lastReadId, version: sql`${markers.version} + 1`, updatedAt: sql`now()` },
    });
}

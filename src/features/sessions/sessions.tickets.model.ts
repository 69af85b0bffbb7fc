import { lt } from "drizzle-orm";
import { index, pgTable, text, timestamp } from "drizzle-orm/pg-core";
import type { Tx } from "#core/db";

/** Tickets that were used, until they would be too old anyway: what makes them good for once on all nodes. */
export const usedTickets = pgTable(
  "used_tickets",
  {
    id: text("id").primaryKey(),
    expiresAt: timestamp("expires_at", { withTimezone: true }).notNull(),
  },
  (t) => [index("used_tickets_expiry").on(t.expiresAt)],
);

/** Marks a ticket as used; false when it was already. */
export async function spendTicket(tx: Tx, id: string, expiresAt: Date): Promise<boolean> {
  const marked = await tx
    .insert(usedTickets)
    .values({ id, expiresAt })
    .onConflictDoNothing()
    .returning({ id: usedTickets.id });
  return marked.length > 0;
}

/** Forgets used tickets that ended before a moment. */
export async function removeOldTickets(tx: Tx, before: Date): Promise<void> {
  await tx.delete(usedTickets).where(lt(usedTickets.expiresAt, before));
}

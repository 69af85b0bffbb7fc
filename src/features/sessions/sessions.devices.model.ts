import { eq } from "drizzle-orm";
import { pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import type { Tx } from "#core/db";
import { bigId } from "#core/ids";

/** The browsers an account has been used from, by their marks. */
export const devices = pgTable(
  "devices",
  {
    accountId: bigId("account_id").notNull(),
    mark: text("mark").notNull(),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.mark] })],
);

/** Remembers a device of an account: `first` of all, `new`, or `known`. */
export async function noteDevice(tx: Tx, accountId: string, mark: string): Promise<"first" | "new" | "known"> {
  const before = await tx.$count(devices, eq(devices.accountId, accountId));
  const added = await tx.insert(devices).values({ accountId, mark }).onConflictDoNothing().returning();
  if (added.length === 0) return "known";
  return before === 0 ? "first" : "new";
}

import { bigint, pgTable, text } from "drizzle-orm/pg-core";

/** Up to which event each reader of the log has come; its row is also the lock that lets one node in at a time. */
export const readers = pgTable("readers", {
  name: text("name").primaryKey(),
  seq: bigint("seq", { mode: "number" }).notNull(),
});

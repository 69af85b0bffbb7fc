import { bigint, bigserial, jsonb, pgTable, text, timestamp, uuid, boolean } from "drizzle-orm/pg-core";
import { bigId } from "./ids.ts";

const happening = {
  type: text("type").notNull(),
  /** What it happened to. */
  subject: bigId("subject").notNull(),
  /** The little that cannot be read from the subject any more when the event is delivered. */
  data: jsonb("data").$type<Record<string, unknown>>().notNull(),
};

/** Events as they are committed, in the transaction of what they tell; numbers may have holes and come late. */
export const outbox = pgTable("outbox", {
  id: bigserial("id", { mode: "number" }).primaryKey(),
  ...happening,
});

/** The log: the same events under consecutive numbers, in an order in which each could have been committed. */
export const events = pgTable("events", {
  seq: bigint("seq", { mode: "number" }).primaryKey(),
  ...happening,
  at: timestamp("at", { withTimezone: true }).notNull().defaultNow(),
});

/** One row: the number of the newest event, and of the newest that was trimmed away. */
export const logHead = pgTable("log_head", {
  one: boolean("one").primaryKey().default(true),
  seq: bigint("seq", { mode: "number" }).notNull().default(0),
  trimmed: bigint("trimmed", { mode: "number" }).notNull().default(0),
  /** Names this log: the cursors of another one mean nothing here. */
  name: uuid("name").notNull().defaultRandom(),
});

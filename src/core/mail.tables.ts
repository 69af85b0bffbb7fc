import { sql } from "drizzle-orm";
import { index, integer, pgTable, text, timestamp } from "drizzle-orm/pg-core";
import { snowflake } from "./ids.ts";

/** Letters on their way. Address and words are sealed, because a letter may hold a key; they go once it is sent. */
export const mails = pgTable(
  "mails",
  {
    id: snowflake(),
    /** What it tells of, such as `reset`. */
    kind: text("kind").notNull(),
    /** The fingerprint of the address, to count what one person gets. */
    addressee: text("addressee").notNull(),
    letter: text("letter").notNull(),
    attempts: integer("attempts").notNull().default(0),
    nextAt: timestamp("next_at", { withTimezone: true }).notNull().defaultNow(),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
    sentAt: timestamp("sent_at", { withTimezone: true }),
  },
  (t) => [
    index("mails_due")
      .on(t.nextAt)
      .where(sql`${t.sentAt} is null`),
    index("mails_addressee").on(t.addressee, t.kind, t.createdAt),
  ],
);

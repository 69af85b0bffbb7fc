import { boolean, index, pgTable, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";
import { bigId, snowflake } from "#core/ids";
import { sql } from "drizzle-orm";
import type { NotificationType } from "./notifications.contract.ts";

/**
 * What an account was told: that `fromId` did something, often to `postId`. What became invisible meanwhile keeps its
 * row, which nobody is shown until it is visible again.
 */
export const notifications = pgTable(
  "notifications",
  {
    id: snowflake(),
    accountId: bigId("account_id").notNull(),
    type: text("type").$type<NotificationType>().notNull(),
    fromId: bigId("from_id").notNull(),
    /** 0 where no post is meant, so that one thing is told once. */
    postId: bigId("post_id").notNull().default("0"),
    /** What is shown as one: the favourites of one post on one day, the follows of one day; else `ungrouped-<id>`. */
    groupKey: text("group_key").notNull(),
    /** Out of sight for good; the row remembers that it was told, so that it is not told again. */
    dismissed: boolean("dismissed").notNull().default(false),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("notifications_once").on(t.accountId, t.type, t.fromId, t.postId),
    index("notifications_of")
      .on(t.accountId, t.id)
      .where(sql`not ${t.dismissed}`),
    index("notifications_typed")
      .on(t.accountId, t.type, t.id)
      .where(sql`not ${t.dismissed}`),
    index("notifications_group").on(t.accountId, t.groupKey, t.id),
    index("notifications_post").on(t.postId),
  ],
);

export type NotificationRow = typeof notifications.$inferSelect;

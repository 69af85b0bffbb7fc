import { boolean, index, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import { bigId } from "#core/ids";
import { sql } from "drizzle-orm";

const pair = {
  accountId: bigId("account_id").notNull(),
  targetId: bigId("target_id").notNull(),
};
/** Sorts a list of relations by when they began. */
const since = () =>
  bigId("id")
    .notNull()
    .default(sql`snowflake()`);

const wishes = {
  /** Whether boosts are shown. */
  reblogs: boolean("reblogs").notNull().default(true),
  /** Whether each new post is notified of: the bell. */
  notify: boolean("notify").notNull().default(false),
  /** Only posts in these languages; null for all. */
  languages: text("languages").array(),
};

/** `accountId` follows `targetId`. */
export const follows = pgTable("follows", { ...pair, id: since(), ...wishes }, (t) => [
  primaryKey({ columns: [t.accountId, t.targetId] }),
  index("follows_of").on(t.accountId, t.id),
  index("follows_to").on(t.targetId, t.id),
  index("follows_bell")
    .on(t.targetId)
    .where(sql`${t.notify}`),
]);

/** `accountId` has asked to follow `targetId`, whose account is locked. */
export const followRequests = pgTable("follow_requests", { ...pair, id: since(), ...wishes }, (t) => [
  primaryKey({ columns: [t.accountId, t.targetId] }),
  index("follow_requests_to").on(t.targetId, t.id),
]);

/** `accountId` blocks `targetId`: neither sees the other's posts. */
export const blocks = pgTable("blocks", { ...pair, id: since() }, (t) => [
  primaryKey({ columns: [t.accountId, t.targetId] }),
  index("blocks_of").on(t.accountId, t.id),
  index("blocks_to").on(t.targetId, t.accountId),
]);

/** `accountId` does not want to meet `targetId` in lists, and in notifications unless `notifications` is false. */
export const mutes = pgTable(
  "mutes",
  {
    ...pair,
    id: since(),
    notifications: boolean("notifications").notNull().default(true),
    expiresAt: timestamp("expires_at", { withTimezone: true }),
  },
  (t) => [
    primaryKey({ columns: [t.accountId, t.targetId] }),
    index("mutes_of").on(t.accountId, t.id),
    index("mutes_to").on(t.targetId, t.accountId),
    index("mutes_expiry")
      .on(t.expiresAt)
      .where(sql`${t.expiresAt} is not null`),
  ],
);

/** What `accountId` wrote down about `targetId`, for their own eyes. */
export const accountNotes = pgTable("account_notes", { ...pair, comment: text("comment").notNull() }, (t) => [
  primaryKey({ columns: [t.accountId, t.targetId] }),
]);

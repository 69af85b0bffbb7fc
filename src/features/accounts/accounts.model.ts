import { eq, inArray, sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";
import { prepared, preparedWrite } from "#core/db";
import type { Db, Reader, Tx } from "#core/db";
import { snowflake } from "#core/ids";
import type { AccountDefaults } from "./accounts.contract.ts";

/** A name in a text that was somebody's when it was written. */
export type MentionRow = { id: string; username: string };

export const accounts = pgTable(
  "accounts",
  {
    id: snowflake(),
    /** As the member wrote it (NFC). */
    username: text("username").notNull(),
    /** As two names are compared. */
    usernameKey: text("username_key").notNull(),
    displayName: text("display_name").notNull(),
    note: text("note").notNull().default(""),
    avatarUrl: text("avatar_url"),
    headerUrl: text("header_url"),
    /** Whether follows wait for consent. */
    locked: boolean("locked").notNull().default(false),
    bot: boolean("bot").notNull().default(false),
    /** Whether the account is suggested to others. */
    discoverable: boolean("discoverable").notNull().default(true),
    /** What the member tells of themselves, line by line. */
    fields: jsonb("fields").$type<{ name: string; value: string }[]>().notNull().default([]),
    /** Whom the introduction and the lines name. */
    mentions: jsonb("mentions").$type<MentionRow[]>().notNull().default([]),
    /** What the composer starts with. */
    defaults: jsonb("defaults").$type<AccountDefaults>().notNull().default({}),
    /** Counted after the commit, many follows at a time, so that nobody waits for the row. */
    followersCount: integer("followers_count").notNull().default(0),
    followingCount: integer("following_count").notNull().default(0),
    statusesCount: integer("statuses_count").notNull().default(0),
    lastStatusAt: timestamp("last_status_at", { withTimezone: true }),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("accounts_username_key").on(t.usernameKey),
    index("accounts_followed")
      .on(t.followersCount, t.id)
      .where(sql`${t.discoverable}`),
  ],
);

export type AccountRow = typeof accounts.$inferSelect;

/** Adds an account; undefined when the name is taken, also by somebody who is signing up this very moment. */
export async function insertAccount(
  tx: Tx,
  row: { username: string; usernameKey: string; displayName: string; avatarUrl: string | null },
): Promise<AccountRow | undefined> {
  const [added] = await tx.insert(accounts).values(row).onConflictDoNothing().returning();
  return added;
}

const byId = prepared((db: Db) =>
  db
    .select()
    .from(accounts)
    .where(eq(accounts.id, sql.placeholder("id")))
    .prepare("account_by_id"),
);

const byKey = prepared((db: Db) =>
  db
    .select()
    .from(accounts)
    .where(eq(accounts.usernameKey, sql.placeholder("key")))
    .prepare("account_by_key"),
);

export async function findAccount(db: Db, id: string): Promise<AccountRow | undefined> {
  return (await byId(db).execute({ id }))[0];
}

export async function findAccountByKey(db: Db, key: string): Promise<AccountRow | undefined> {
  return (await byKey(db).execute({ key }))[0];
}

/** The accounts behind comparison keys, in no particular order. */
export async function findAccountsByKeys(db: Reader, keys: string[]): Promise<AccountRow[]> {
  return keys.length === 0 ? [] : db.select().from(accounts).where(inArray(accounts.usernameKey, keys));
}

/** The accounts with these ids, by their ids. */
export async function findAccounts(db: Reader, ids: string[]): Promise<Map<string, AccountRow>> {
  if (ids.length === 0) return new Map();
  const rows = await db.select().from(accounts).where(inArray(accounts.id, ids));
  return new Map(rows.map((row) => [row.id, row]));
}

/** An account, locked until the transaction ends. */
export async function lockAccount(tx: Tx, id: string): Promise<AccountRow | undefined> {
  return (await tx.select().from(accounts).where(eq(accounts.id, id)).for("update"))[0];
}

/** How many have asked to follow an account and wait for its answer: read by name, as relations come after accounts. */
export async function countRequests(db: Db, id: string): Promise<number> {
  const { rows } = await db.execute<{ count: number }>(
    sql`select count(*)::int as count from follow_requests where target_id = ${id}`,
  );
  return rows[0]!.count;
}

/** Changes what an account tells of itself, and gives the row as it is then. */
export async function updateAccount(
  tx: Tx,
  id: string,
  change: Partial<typeof accounts.$inferInsert>,
): Promise<AccountRow> {
  const [row] = await tx.update(accounts).set(change).where(eq(accounts.id, id)).returning();
  return row!;
}

/** Counts a post of an account in, or one out. */
export async function countPost(tx: Tx, id: string, by: 1 | -1, at: Date | null): Promise<void> {
  await counted(tx).execute({ id, by, at });
}

const counted = preparedWrite((tx: Tx) =>
  tx
    .update(accounts)
    .set({
      statusesCount: sql`${accounts.statusesCount} + ${sql.placeholder("by")}::int`,
      lastStatusAt: sql`coalesce(${sql.placeholder("at")}::timestamptz, ${accounts.lastStatusAt})`,
    })
    .where(eq(accounts.id, sql.placeholder("id")))
    .prepare("count_post"),
);

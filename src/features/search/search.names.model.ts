import { and, desc, eq, gt, inArray, lt, or, sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import { index, pgTable, primaryKey, smallint, text } from "drizzle-orm/pg-core";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import { prepared } from "#core/db";
import type { Db, Tx } from "#core/db";
import { bigId } from "#core/ids";
import { parameter, viewer } from "#core/parameters";
import { accounts } from "#accounts";
import type { AccountRow } from "#accounts";
import { posts, wordsVisibleTo } from "#posts";
import { accountKeys, tagKeys } from "./search.names.syntax.ts";

/** The beginnings under which accounts are found. */
export const accountWords = pgTable(
  "account_words",
  { accountId: bigId("account_id").notNull(), key: text("key").notNull(), rank: smallint("rank").notNull() },
  (t) => [
    primaryKey({ columns: [t.accountId, t.key] }),
    index("account_words_key").on(t.key.op("text_pattern_ops"), t.rank),
  ],
);

/** The beginnings under which tags are found. */
export const tagWords = pgTable(
  "tag_words",
  { tag: text("tag").notNull(), key: text("key").notNull(), rank: smallint("rank").notNull() },
  (t) => [primaryKey({ columns: [t.tag, t.key] }), index("tag_words_key").on(t.key.op("text_pattern_ops"), t.rank)],
);

/** How far the index of what was there before it has come; below 1: everything is in it. */
export const searchProgress = pgTable("search_progress", {
  name: text("name").primaryKey(),
  below: bigId("below").notNull(),
});

/** So many names are weighed against each other; under one letter there may be more than anyone reads. */
const mostWeighed = 500;
/** Uses of a tag beyond these make it no more used. */
const mostUses = 500;

const typed = parameter("typed", "text");

/** Keys that begin with what was typed, in the order of bytes, whatever the language of the database. */
const begins = (key: AnyPgColumn): SQL => sql`${key} ~>=~ ${typed} and ${key} ~<~ ${parameter("end", "text")}`;

const prefix = (typed: string) => ({ typed, end: `${typed}\u{10ffff}` });

const named = prepared((db: Db) => {
  const weighed = db
    .select({ accountId: accountWords.accountId, rank: accountWords.rank, key: accountWords.key })
    .from(accountWords)
    .where(begins(accountWords.key))
    .limit(mostWeighed)
    .as("weighed");
  const followed = sql`exists (select from follows where account_id = ${viewer} and target_id = ${accounts.id})`;
  const blocked = sql`exists (select from blocks where (account_id = ${viewer} and target_id = ${accounts.id}) or (account_id = ${accounts.id} and target_id = ${viewer}))`;
  const isExact = sql`${accounts.usernameKey} = ${parameter("exact", "text")}`;
  const best = sql`min(${weighed.rank} * 1000 + length(${weighed.key}))`;
  return db
    .select({ account: accounts })
    .from(weighed)
    .innerJoin(accounts, eq(accounts.id, weighed.accountId))
    .where(and(or(sql`not ${blocked}`, isExact), or(sql`not ${parameter("following", "boolean")}`, followed)))
    .groupBy(accounts.id)
    .orderBy(desc(isExact), sql`${followed} desc`, best, sql`${accounts.statusesCount} desc`, accounts.id)
    .limit(sql.placeholder("limit"))
    .offset(sql.placeholder("offset"))
    .prepare("accounts_by_name");
});

/**
 * Accounts whose names begin with what was typed, the best first: the one of exactly that key, those the viewer follows,
 * usernames, display names, names inside of names. Without those of whom one blocks the other, but for the exact one.
 */
export async function findAccountsByName(
  db: Db,
  viewer: string | null,
  { typed, exact }: { typed: string; exact: string },
  following: boolean,
  limit: number,
  offset: number,
): Promise<AccountRow[]> {
  const rows = await named(db).execute({ viewer, ...prefix(typed), exact, following, limit, offset });
  // A name that was given up is not found, even before the index has heard of it.
  return rows.map(({ account }) => account).filter((row) => accountKeys(row).some(({ key }) => key.startsWith(typed)));
}

/** How a tag was used: on which day (a date in UTC), how often, by how many; only where everyone may see it. */
export type TagUse = { tag: string; days: { day: string; uses: number; accounts: number }[] };

const tagged = prepared((db: Db) => {
  const open = sql`from post_tags t join ${posts} on ${posts.id} = t.post_id where t.tag = found.tag and ${wordsVisibleTo(null)}`;
  const found = sql`select tag, min(rank * 1000 + length(key)) as best from (
      select tag, rank, key from ${tagWords} where ${begins(tagWords.key)} limit ${sql.raw(String(mostWeighed))}
    ) weighed group by tag`;
  const uses = sql`select to_char(to_timestamp((u.post_id >> 16) / 1000.0) at time zone 'UTC', 'YYYY-MM-DD') as day,
      count(*)::int as uses, count(distinct u.account_id)::int as accounts
    from (select t.post_id, t.account_id ${open} and t.post_id > ${parameter("since", "bigint")} order by t.post_id desc limit ${sql.raw(String(mostUses))}) u group by 1`;
  return db
    .select({ tag: sql<string>`found.tag`, days: sql<TagUse["days"]>`coalesce(used.days, '[]'::json)` })
    .from(
      sql`(${found}) found cross join lateral (select json_agg(d) as days, sum(d.uses) as total from (${uses}) d) used`,
    )
    .where(sql`exists (select ${open})`)
    .orderBy(sql`(found.tag = ${typed}) desc, coalesce(used.total, 0) desc, found.best, found.tag`)
    .limit(sql.placeholder("limit"))
    .offset(sql.placeholder("offset"))
    .prepare("tags_by_name");
});

/** Tags that begin with what was typed and that somebody used where everyone may see it, the most used of late first. */
export const findTagsByName = (
  db: Db,
  typed: string,
  since: bigint,
  limit: number,
  offset: number,
): Promise<TagUse[]> => tagged(db).execute({ ...prefix(typed), since: String(since), limit, offset });

/** Keeps the names of an account in place of those it had; an account that is gone is forgotten. */
export async function saveAccountWords(tx: Tx, ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  // Locked, so that a name which changes in this moment is not written over by the one it had.
  const rows = await tx.select().from(accounts).where(inArray(accounts.id, ids)).for("share");
  await tx.delete(accountWords).where(inArray(accountWords.accountId, ids));
  const words = rows.flatMap((row) => accountKeys(row).map((key) => ({ accountId: row.id, ...key })));
  if (words.length > 0) await tx.insert(accountWords).values(words).onConflictDoNothing();
}

/** Keeps tags, so that they are found. */
export async function saveTags(tx: Tx, tags: string[]): Promise<void> {
  const words = [...new Set(tags)].flatMap((tag) => tagKeys(tag).map((key) => ({ tag, ...key })));
  if (words.length > 0) await tx.insert(tagWords).values(words).onConflictDoNothing();
}

/** Forgets those of these tags that no post has any more. */
export async function removeUnusedTags(tx: Tx, tags: string[]): Promise<void> {
  if (tags.length === 0) return;
  const used = sql`exists (select from post_tags t join ${posts} on ${posts.id} = t.post_id where t.tag = ${tagWords.tag} and ${posts.deletedAt} is null)`;
  await tx.delete(tagWords).where(and(inArray(tagWords.tag, tags), sql`not ${used}`));
}

/** Up to `limit` accounts below an id, newest first. */
export async function accountsBelow(tx: Tx, below: string, limit: number): Promise<string[]> {
  const rows = await tx
    .select({ id: accounts.id })
    .from(accounts)
    .where(lt(accounts.id, below))
    .orderBy(sql`${accounts.id} desc`)
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** How far an index has come, its row locked; it begins at the newest. Null when it is done, or another node is at it. */
export async function claimProgress(tx: Tx, name: string): Promise<string | null> {
  await tx.insert(searchProgress).values({ name, below: "9223372036854775807" }).onConflictDoNothing();
  const [row] = await tx
    .select({ below: searchProgress.below })
    .from(searchProgress)
    .where(and(eq(searchProgress.name, name), gt(searchProgress.below, "0")))
    .for("update", { skipLocked: true });
  return row?.below ?? null;
}

/** Notes how far an index has come. */
export async function saveProgress(tx: Tx, name: string, below: string): Promise<void> {
  await tx.update(searchProgress).set({ below }).where(eq(searchProgress.name, name));
}

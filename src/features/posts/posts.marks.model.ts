import { and, asc, count as countRows, desc, eq, gt, inArray, isNull, lt, sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import { index, pgTable, primaryKey } from "drizzle-orm/pg-core";
import { prepared } from "#core/db";
import type { Db, Reader, Tx } from "#core/db";
import type { Paging } from "#core/forms";
import { bigId } from "#core/ids";
import { pageBounds } from "#core/paging";
import { accounts } from "#accounts";
import type { AccountRow } from "#accounts";
import { maxPins } from "./posts.limits.ts";
import { posts } from "./posts.tables.model.ts";
import { meets } from "./posts.visible.model.ts";

const mark = {
  accountId: bigId("account_id").notNull(),
  postId: bigId("post_id").notNull(),
  /** Sorts a list of marks by when they were made. */
  id: bigId("id")
    .notNull()
    .default(sql`snowflake()`),
};

export const favourites = pgTable("favourites", mark, (t) => [
  primaryKey({ columns: [t.accountId, t.postId] }),
  index("favourites_of").on(t.accountId, t.id),
  index("favourites_to").on(t.postId, t.id),
]);

export const bookmarks = pgTable("bookmarks", mark, (t) => [
  primaryKey({ columns: [t.accountId, t.postId] }),
  index("bookmarks_of").on(t.accountId, t.id),
]);

/** Own posts at the top of one's profile. */
export const pins = pgTable("pins", mark, (t) => [
  primaryKey({ columns: [t.accountId, t.postId] }),
  index("pins_of").on(t.accountId, t.id),
]);

/** Threads, by the id of their first post, of which an account wants no notifications. */
export const threadMutes = pgTable(
  "thread_mutes",
  { accountId: bigId("account_id").notNull(), threadId: bigId("thread_id").notNull() },
  (t) => [primaryKey({ columns: [t.accountId, t.threadId] })],
);

/** What some posts are to one viewer: the names of the marks, by the post's id. */
export type MarksByPost = Map<string, Set<MarkName>>;
export type MarkName = "favourited" | "reblogged" | "bookmarked" | "muted" | "pinned";

/** A query of what the posts with these ids are to a viewer: a list of words and ids, as `readMarks` reads it. */
export const marksAmong = (viewer: SQL, ids: SQL) => sql<string[]>`array(
  select mark || ' ' || id from (
    select post_id as id, 'favourited' as mark from favourites where account_id = ${viewer} and post_id = any(${ids})
    union all select post_id, 'bookmarked' from bookmarks where account_id = ${viewer} and post_id = any(${ids})
    union all select post_id, 'pinned' from pins where account_id = ${viewer} and post_id = any(${ids})
    union all select reblog_of_id, 'reblogged' from posts
      where account_id = ${viewer} and reblog_of_id = any(${ids}) and deleted_at is null
    union all select p.id, 'muted' from posts p join thread_mutes m on m.thread_id = p.thread_id
      where m.account_id = ${viewer} and p.id = any(${ids})
  ) as marks)`;

export function readMarks(found: string[]): MarksByPost {
  const marks: MarksByPost = new Map();
  for (const one of found) {
    const [mark, id] = one.split(" ") as [MarkName, string];
    marks.set(id, (marks.get(id) ?? new Set()).add(mark));
  }
  return marks;
}

/** What the posts with these ids are to a viewer. */
export async function findMarks(db: Db, viewer: string, ids: string[]): Promise<MarksByPost> {
  if (ids.length === 0) return new Map();
  const asked = marksAmong(sql`${viewer}::bigint`, sql`${sql.param(ids)}::bigint[]`);
  const { rows } = await db.execute<{ marks: string[] }>(sql`select ${asked} as marks`);
  return readMarks(rows[0]!.marks);
}

const markedBy = prepared((db: Db) => {
  const ids = sql`${sql.placeholder("ids")}::bigint[]`;
  const viewers = sql`${sql.placeholder("viewers")}::bigint[]`;
  return db
    .select({ id: sql<string>`marked.id::text`, accountId: sql<string>`marked.account_id::text` })
    .from(
      sql`(
        select post_id as id, account_id from favourites where post_id = any(${ids}) and account_id = any(${viewers})
        union select post_id, account_id from bookmarks where post_id = any(${ids}) and account_id = any(${viewers})
        union select reblog_of_id, account_id from posts
          where reblog_of_id = any(${ids}) and account_id = any(${viewers}) and deleted_at is null
        union select post_id, account_id from pins where post_id = any(${ids}) and account_id = any(${viewers})
        union select p.id, m.account_id from posts p join thread_mutes m on m.thread_id = p.thread_id
          where p.id = any(${ids}) and m.account_id = any(${viewers})
      ) as marked`,
    )
    .prepare("marked_by");
});

/** To which of some viewers some posts are something: those who marked them or muted their thread, by the post's id. */
export async function findMarkedBy(db: Db, ids: string[], viewers: readonly string[]): Promise<Map<string, string[]>> {
  if (ids.length === 0 || viewers.length === 0) return new Map();
  const found = await markedBy(db).execute({ ids, viewers });
  return new Map([...Map.groupBy(found, ({ id }) => id)].map(([id, rows]) => [id, rows.map((row) => row.accountId)]));
}

const tables = { favourite: favourites, bookmark: bookmarks, pin: pins };
/** What one can do to a post for oneself; `mute` to the whole thread. */
export type Mark = keyof typeof tables | "mute";

const tableOf = (what: keyof typeof tables) => tables[what] as typeof favourites;

/** Marks a post, or its thread; whether it was not marked before. */
export async function addMark(
  tx: Tx,
  what: Mark,
  accountId: string,
  { id, threadId }: { id: string; threadId: string },
): Promise<boolean> {
  const added =
    what === "mute"
      ? await tx.insert(threadMutes).values({ accountId, threadId }).onConflictDoNothing().returning()
      : await tx.insert(tableOf(what)).values({ accountId, postId: id }).onConflictDoNothing().returning();
  return added.length > 0;
}

/** Takes a mark back; whether there was one. */
export async function removeMark(
  tx: Tx,
  what: Mark,
  accountId: string,
  { id, threadId }: { id: string; threadId: string },
): Promise<boolean> {
  if (what === "mute") {
    const muted = and(eq(threadMutes.accountId, accountId), eq(threadMutes.threadId, threadId));
    return (await tx.delete(threadMutes).where(muted).returning()).length > 0;
  }
  const table = tableOf(what);
  const mine = and(eq(table.accountId, accountId), eq(table.postId, id));
  return (await tx.delete(table).where(mine).returning()).length > 0;
}

/** How many posts an account has pinned; until the transaction ends, nobody else pins or counts for it. */
export async function lockPins(tx: Tx, accountId: string): Promise<number> {
  await tx.execute(sql`select pg_advisory_xact_lock(${accountId}::bigint)`);
  const [row] = await tx
    .select({ n: countRows() })
    .from(pins)
    .innerJoin(posts, eq(posts.id, pins.postId))
    .where(and(eq(pins.accountId, accountId), isNull(posts.deletedAt)));
  return row!.n;
}

/** Unpins a post that is there again where others have taken its place meanwhile. */
export async function dropPinTooMany(tx: Tx, accountId: string, postId: string): Promise<void> {
  if ((await lockPins(tx, accountId)) <= maxPins) return;
  await tx.delete(pins).where(and(eq(pins.accountId, accountId), eq(pins.postId, postId)));
}

/** Forgets what deleted posts were to everyone. */
export async function removeMarks(tx: Tx, postIds: string[]): Promise<void> {
  if (postIds.length === 0) return;
  for (const table of Object.values(tables)) {
    const one = table as typeof favourites;
    await tx.delete(one).where(inArray(one.postId, postIds));
  }
}

/** An account on a list, with what the list is sorted by. */
export type Marker = { account: AccountRow; id: string };

/** A page of who favourited a post, the latest first, of those whom the viewer meets. */
export async function findFavouriters(
  db: Reader,
  postId: string,
  viewer: string | null,
  paging: Paging,
): Promise<Marker[]> {
  const { below, above, upward } = pageBounds(paging);
  const rows = await db
    .select({ account: accounts, id: favourites.id })
    .from(favourites)
    .innerJoin(accounts, eq(accounts.id, favourites.accountId))
    .where(
      and(
        eq(favourites.postId, postId),
        lt(favourites.id, below),
        gt(favourites.id, above),
        meets(viewer, favourites.accountId),
      ),
    )
    .orderBy(upward ? asc(favourites.id) : desc(favourites.id))
    .limit(paging.limit);
  return upward ? rows.reverse() : rows;
}

import { and, asc, eq, getTableColumns, inArray, isNull, sql } from "drizzle-orm";
import type { Placeholder, SQL } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { prepared, preparedWrite } from "#core/db";
import type { Db, Reader, Tx } from "#core/db";
import { asOne } from "#core/rows";
import { accounts } from "#accounts";
import type { AccountRow } from "#accounts";
import { oauthApps } from "#oauth";
import { countsOf } from "./posts.counters.model.ts";
import { removeMarks } from "./posts.marks.model.ts";
import { postEdits, posts } from "./posts.tables.model.ts";
import type { PostFields, PostVersion } from "./posts.tables.model.ts";
import { joined, visibleTo } from "./posts.visible.model.ts";

/** A post with its author and its counters; of a boost, also the post that it boosts. */
export type PostRow = {
  post: PostFields;
  account: AccountRow;
  counts: number[] | null;
  original: PostFields | null;
  originalAccount: AccountRow | null;
  originalCounts: number[] | null;
  /** The apps that they were written with, where those are still known. */
  app: AppLine | null;
  originalApp: AppLine | null;
};

/** What is told of an app. */
export type AppLine = { name: string; website: string | null };

/** What a boost boosts, as a row of its own; any other post itself. */
export const originalOf = (row: PostRow): PostRow =>
  row.original && row.originalAccount
    ? {
        post: row.original,
        account: row.originalAccount,
        counts: row.originalCounts,
        app: row.originalApp,
        ...{ original: null, originalAccount: null, originalCounts: null, originalApp: null },
      }
    : row;

const { originals } = joined;
const originalAccounts = alias(accounts, "original_accounts");
const originalApps = alias(oauthApps, "original_apps");

/** Of so many characters are the rows that are remembered: some thousand posts, and accounts. */
const remembered = 4_000_000;
const onePost = asOne(getTableColumns(posts), remembered);
const oneAccount = asOne(getTableColumns(accounts), remembered);
const oneApp = asOne({ name: oauthApps.name, website: oauthApps.website }, remembered / 10);

const shownFields = {
  post: onePost(),
  account: oneAccount(),
  counts: countsOf(posts.id),
  app: oneApp() as SQL<AppLine | null>,
  original: onePost(getTableColumns(originals)) as SQL<PostFields | null>,
  originalAccount: oneAccount(getTableColumns(originalAccounts)) as SQL<AccountRow | null>,
  originalCounts: countsOf(originals.id),
  originalApp: oneApp(originalApps) as SQL<AppLine | null>,
};

/** The beginning of every query for posts that are shown. */
export function selectPosts(db: Reader) {
  return db
    .select(shownFields)
    .from(posts)
    .innerJoin(accounts, eq(accounts.id, posts.accountId))
    .leftJoin(originals, eq(originals.id, posts.reblogOfId))
    .leftJoin(originalAccounts, eq(originalAccounts.id, originals.accountId))
    .leftJoin(oauthApps, eq(oauthApps.id, posts.appId))
    .leftJoin(originalApps, eq(originalApps.id, originals.appId));
}

/**
 * The same for a query that finds one row: the `ids` of posts, and in `until` how far it looked for them. Where it found
 * none, there is one row without a post.
 */
export function selectPostsOf(db: Reader, found: SQL) {
  return db
    .select({
      ...shownFields,
      post: shownFields.post,
      until: sql<string | null>`found.until`,
    })
    .from(sql`(${found}) as found`)
    .leftJoin(posts, sql`${posts.id} = any(found.ids)`)
    .leftJoin(accounts, eq(accounts.id, posts.accountId))
    .leftJoin(originals, eq(originals.id, posts.reblogOfId))
    .leftJoin(originalAccounts, eq(originalAccounts.id, originals.accountId))
    .leftJoin(oauthApps, eq(oauthApps.id, posts.appId))
    .leftJoin(originalApps, eq(originalApps.id, originals.appId));
}

const visible = prepared((db: Db) =>
  selectPosts(db)
    .where(and(eq(posts.id, sql.placeholder("id")), visibleTo(sql`${sql.placeholder("viewer")}`)))
    .prepare("visible_post"),
);

/** The post, if the viewer may see it. */
export async function findVisiblePost(db: Db, id: string, viewer: string | null): Promise<PostRow | undefined> {
  return (await visible(db).execute({ id, viewer }))[0];
}

const withIds = sql`${posts.id} = any(${sql.placeholder("ids")}::bigint[])`;

const visibleOfIds = prepared((db: Db) =>
  selectPosts(db)
    .where(and(withIds, visibleTo(sql`${sql.placeholder("viewer")}`)))
    .prepare("visible_posts"),
);

/** The posts with these ids that the viewer may see, in no particular order. */
export async function findVisiblePosts(db: Reader, ids: string[], viewer: string | null): Promise<PostRow[]> {
  return ids.length === 0 ? [] : visibleOfIds(db).execute({ ids, viewer });
}

const byIds = prepared((db: Db) => selectPosts(db).where(withIds).prepare("posts_by_id"));

/** The posts with these ids, deleted or not, whoever may see them; for the live channel, which asks per audience. */
export async function findPosts(db: Db, ids: string[]): Promise<Map<string, PostRow>> {
  const rows = ids.length === 0 ? [] : await byIds(db).execute({ ids });
  return new Map(rows.map((row) => [row.post.id, row]));
}

/** Whose talks the direct ones of these posts belong to; deleted ones too. */
export async function findTalksOf(
  tx: Tx,
  ids: string[],
): Promise<Pick<PostFields, "id" | "accountId" | "mentioned" | "conversationId">[]> {
  if (ids.length === 0) return [];
  const { id, accountId, mentioned, conversationId } = posts;
  const direct = and(sql`${id} = any(${sql.param(ids)}::bigint[])`, eq(posts.visibility, "direct"));
  return tx.select({ id, accountId, mentioned, conversationId }).from(posts).where(direct);
}

/** The post with this id for a change: nobody else changes it until the transaction ends. Deleted ones too. */
export async function lockPost(tx: Tx, id: string): Promise<PostFields | undefined> {
  return (await tx.select().from(posts).where(eq(posts.id, id)).for("update"))[0];
}

/** The post with this id as it stays until the transaction ends: many may hold it, and nobody changes it meanwhile. */
export async function holdPost(tx: Tx, id: string): Promise<PostFields | undefined> {
  return (await tx.select().from(posts).where(eq(posts.id, id)).for("share"))[0];
}

/** The first post of a thread, where it says who may reply in it. */
export type Root = Pick<PostFields, "accountId" | "mentioned" | "replyPolicy">;

type RootLine = [id: string, accountId: string, mentioned: string[], replyPolicy: Root["replyPolicy"]];

/** A query of those of some threads, by the ids of their first posts, in which not everyone may reply. */
export const rootsAmong = (threads: SQL) => sql<RootLine[] | null>`(
  select json_agg(json_build_array(id::text, account_id::text, mentioned::text[], reply_policy))
    from posts where id = any(${threads}) and reply_policy <> 'everyone')`;

/** The first posts of threads by their ids. */
export const readRoots = (found: RootLine[] | null): Map<string, Root> =>
  new Map((found ?? []).map(([id, accountId, mentioned, replyPolicy]) => [id, { accountId, mentioned, replyPolicy }]));

/** The first post of a thread, if not everyone may reply to it. */
export async function findRoot(db: Reader, threadId: string): Promise<Root | undefined> {
  const asked = rootsAmong(sql`${sql.param([threadId])}::bigint[]`);
  const { rows } = await db.execute<{ roots: RootLine[] | null }>(sql`select ${asked} as roots`);
  return readRoots(rows[0]!.roots).get(threadId);
}

/** One post as it is inside a transaction. */
export async function readPost(tx: Tx, id: string): Promise<PostRow> {
  const [row] = await selectPosts(tx).where(eq(posts.id, id));
  return row!;
}

/** The next post's id, for those who must know it before the post is there. */
export async function nextPostId(tx: Tx): Promise<string> {
  return (await nextId(tx).execute())[0]!.id;
}

const nextId = prepared((db: Db) =>
  db
    .select({ id: sql<string>`made.id` })
    .from(sql`(select snowflake() as id) as made`)
    .prepare("next_post_id"),
);

/** What is given of a post that is new; the rest is as the table has it. */
const given = [
  ...(["id", "accountId", "text", "spoilerText", "sensitive", "visibility", "language", "inReplyToId"] as const),
  ...(["inReplyToAccountId", "threadId", "quoteOfId", "quoteRevoked", "quotePolicy", "replyPolicy"] as const),
  ...(["conversationId", "appId", "mentions", "mentioned"] as const),
];

/** A post as it is first written. */
export type NewPost = Pick<PostFields, (typeof given)[number]>;

const inserted = preparedWrite((tx: Tx) => {
  const row = Object.fromEntries(given.map((name) => [name, sql.placeholder(name)])) as Record<
    keyof NewPost,
    Placeholder
  >;
  return tx.insert(posts).values(row).prepare("insert_post");
});

export async function insertPost(tx: Tx, row: NewPost): Promise<void> {
  await inserted(tx).execute(row);
}

export async function updatePost(tx: Tx, id: string, changes: Partial<typeof posts.$inferInsert>): Promise<void> {
  await tx.update(posts).set(changes).where(eq(posts.id, id));
}

/**
 * Wipes what was written in posts that were deleted before `seconds` ago, and what they were to others:
 * marks and boosts. The empty rows stay: they keep threads
 * together, and know who is still to be told of the delete.
 */
export async function wipeDeletedPosts(tx: Tx, seconds: number): Promise<void> {
  const wiped = await tx
    .update(posts)
    .set({ text: "", spoilerText: "", mentions: [], language: null })
    .where(sql`${posts.deletedAt} < now() - make_interval(secs => ${seconds}) and ${posts.text} <> ''`)
    .returning({ id: posts.id });
  const ids = wiped.map((row) => row.id);
  if (ids.length === 0) return;
  await tx.delete(postEdits).where(inArray(postEdits.postId, ids));
  await removeMarks(tx, ids);
  const boosting = and(inArray(posts.reblogOfId, ids), isNull(posts.deletedAt));
  await tx
    .update(posts)
    .set({ deletedAt: sql`now()` })
    .where(boosting);
}

/** The versions before the present one, oldest first. */
export function findEdits(db: Reader, postId: string): Promise<PostVersion[]> {
  return db.select().from(postEdits).where(eq(postEdits.postId, postId)).orderBy(asc(postEdits.number));
}

/** Keeps the version that an edit is about to replace. */
export async function insertEdit(tx: Tx, before: PostFields): Promise<void> {
  await tx.insert(postEdits).values({
    postId: before.id,
    number: sql`(select count(*) from post_edits where post_id = ${before.id})`,
    text: before.text,
    spoilerText: before.spoilerText,
    sensitive: before.sensitive,
    mentions: before.mentions,
    createdAt: before.editedAt ?? before.createdAt,
  });
}

import { and, arrayContains, arrayOverlaps, desc, eq, inArray, isNull, lt, sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import { index, integer, pgTable, text } from "drizzle-orm/pg-core";
import type { Db, Reader, Tx } from "#core/db";
import { bigId } from "#core/ids";
import { posts, selectPosts, listedFor, visibleTo } from "#posts";
import type { PostRow } from "#posts";
import type { Findable } from "./search.grams.syntax.ts";
import { marksOf } from "./search.grams.syntax.ts";
import type { Wanted } from "./search.rules.ts";

/**
 * The marks of a post (see `marksOf`): where to look, never what is found. Whoever reads them looks at the live post
 * again, so that an edit or a delete is in force before the index has heard of it.
 */
export const postMarks = pgTable(
  "post_marks",
  {
    postId: bigId("post_id").primaryKey(),
    marks: integer("marks").array().notNull(),
    /** The tags it was indexed with, to forget those that nobody uses any more. */
    tags: text("tags").array().notNull().default([]),
  },
  (t) => [index("post_marks_marks").using("gin", t.marks).with({ fastupdate: true, gin_pending_list_limit: 512 })],
);

/** A part of time, by ids: above one and below another. */
export type Span = { above: bigint; below: bigint };

/** A post that may be meant. */
export type Candidate = { id: string; text: string; spoilerText: string };

/** So many posts are looked through first. */
const firstWindow = 4096;

/** The newest post below an id, the one some thousand posts further down (null: there are not so many), and the oldest. */
export async function findBounds(
  db: Db,
  below: bigint,
): Promise<{ newest: bigint; mark: bigint | null; oldest: bigint } | undefined> {
  const from = sql`from ${postMarks} where ${postMarks.postId} < ${String(below)}::bigint`;
  const { rows } = await db.execute<Record<"newest" | "mark" | "oldest", string | null>>(
    sql`select (select max(post_id) ${from}) as newest, (select min(post_id) from ${postMarks}) as oldest,
      (select post_id ${from} order by post_id desc offset ${sql.raw(String(firstWindow))} limit 1) as mark`,
  );
  const { newest, mark, oldest } = rows[0]!;
  if (newest === null || oldest === null) return undefined;
  return { newest: BigInt(newest), mark: mark === null ? null : BigInt(mark), oldest: BigInt(oldest) };
}

const numbers = (marks: number[]) => sql`${`{${marks.join()}}`}::int[]`;

/** The condition on the marks; the ids are kept out of the planner's sight, which would walk the whole table for them. */
function marked({ all, any }: Wanted, times: number[], { above, below }: Span): SQL | undefined {
  return and(
    all.length > 0 ? arrayContains(postMarks.marks, numbers(all)) : undefined,
    ...[...any, times].filter((one) => one.length > 0).map((one) => arrayOverlaps(postMarks.marks, numbers(one))),
    sql`${postMarks.postId} + 0 > ${String(above)}::bigint`,
    sql`${postMarks.postId} + 0 < ${String(below)}::bigint`,
  );
}

/** Whether so many posts of a span may be meant that it is better looked through in parts. */
export async function isCrowded(db: Db, wanted: Wanted, times: number[], span: Span): Promise<boolean> {
  const { rows } = await db.execute<{ n: number }>(
    sql`select count(*)::int as n from (select from ${postMarks} where ${marked(wanted, times, span)} limit ${firstWindow}) crowd`,
  );
  return rows[0]!.n >= firstWindow;
}

/** Posts in a span that may be meant and that the viewer may see, newest first. */
export async function findCandidates(
  db: Db,
  viewer: string | null,
  wanted: Wanted,
  times: number[],
  span: Span,
  limit: number,
): Promise<Candidate[]> {
  const hits = sql`(select ${postMarks.postId} from ${postMarks} where ${marked(wanted, times, span)} order by ${postMarks.postId} desc offset 0)`;
  const { rows } = await db.execute<Candidate>(
    sql`select ${posts.id} as id, ${posts.text} as text, ${posts.spoilerText} as "spoilerText"
      from ${hits} hits join ${posts} on ${posts.id} = hits.post_id left join ${posts} originals on originals.id = ${posts.reblogOfId}
      where ${shownTo(viewer, wanted)} order by hits.post_id desc limit ${limit}`,
  );
  return rows;
}

/** Which posts a viewer may find: what they may see, and nothing that only repeats another post. */
function shownTo(viewer: string | null, { visibility }: Pick<Wanted, "visibility">): SQL | undefined {
  return and(
    visibleTo(viewer),
    listedFor(viewer),
    isNull(posts.reblogOfId),
    visibility === null ? undefined : eq(posts.visibility, visibility),
  );
}

/** The posts with these ids that the viewer may still see, newest first. */
export async function findShown(db: Db, viewer: string | null, wanted: Wanted, ids: string[]): Promise<PostRow[]> {
  if (ids.length === 0) return [];
  const rows = await selectPosts(db).where(and(inArray(posts.id, ids), shownTo(viewer, wanted)));
  const place = new Map(ids.map((id, i) => [id, i]));
  return rows.toSorted((a, b) => place.get(a.post.id)! - place.get(b.post.id)!);
}

/** Those of these posts that are to be found: not deleted, and no mere repetition of another. */
export async function readPosts(tx: Tx, ids: string[]): Promise<PostRow[]> {
  if (ids.length === 0) return [];
  return selectPosts(tx).where(and(inArray(posts.id, ids), isNull(posts.deletedAt), isNull(posts.reblogOfId)));
}

/** The ids of up to `limit` posts below an id, newest first; nobody edits or deletes them until the transaction ends. */
export async function lockPosts(tx: Tx, below: string, limit: number): Promise<string[]> {
  const rows = await tx
    .select({ id: posts.id })
    .from(posts)
    .where(lt(posts.id, below))
    .orderBy(desc(posts.id))
    .limit(limit)
    .for("share");
  return rows.map(({ id }) => id);
}

/** Keeps the marks of posts in place of those they had. */
export async function saveMarks(tx: Tx, all: { post: Findable; tags: string[] }[]): Promise<void> {
  if (all.length === 0) return;
  const rows = all.map(({ post, tags }) => ({ postId: post.id, marks: marksOf(post), tags }));
  await tx
    .insert(postMarks)
    .values(rows)
    .onConflictDoUpdate({ target: postMarks.postId, set: { marks: sql`excluded.marks`, tags: sql`excluded.tags` } });
}

/** The tags that some posts were indexed with, each once. */
export async function tagsBefore(reader: Reader, ids: string[]): Promise<string[]> {
  const rows = await reader.select({ tags: postMarks.tags }).from(postMarks).where(inArray(postMarks.postId, ids));
  return [...new Set(rows.flatMap(({ tags }) => tags))];
}

/** Forgets posts. */
export async function removeMarks(tx: Tx, ids: string[]): Promise<void> {
  if (ids.length > 0) await tx.delete(postMarks).where(inArray(postMarks.postId, ids));
}

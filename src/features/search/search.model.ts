import { and, desc, eq, inArray, isNull, lt, sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import { index, integer, pgTable, text } from "drizzle-orm/pg-core";
import { prepared } from "#core/db";
import type { Db, Tx } from "#core/db";
import { bigId } from "#core/ids";
import { above, below, parameter, viewer } from "#core/parameters";
import { joined, posts, selectPosts, listedFor, visibleTo } from "#posts";
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

/** So many posts are looked through first, and so many of a span may be meant before it is looked through in parts. */
const firstWindow = 4096;

const bounds = prepared((db: Db) => {
  const from = sql`from ${postMarks} where ${postMarks.postId} < ${below}`;
  return db
    .select({
      newest: sql<string | null>`(select max(post_id) ${from})`,
      oldest: sql<string | null>`(select min(post_id) from ${postMarks})`,
      mark: sql<
        string | null
      >`(select post_id ${from} order by post_id desc offset ${sql.raw(String(firstWindow))} limit 1)`,
    })
    .from(sql`(values (1)) as one`)
    .prepare("search_bounds");
});

/** The newest post below an id, the one some thousand posts further down (null: there are not so many), and the oldest. */
export async function findBounds(
  db: Db,
  below: bigint,
): Promise<{ newest: bigint; mark: bigint | null; oldest: bigint } | undefined> {
  const [row] = await bounds(db).execute({ below: String(below) });
  const { newest, mark, oldest } = row!;
  if (newest === null || oldest === null) return undefined;
  return { newest: BigInt(newest), mark: mark === null ? null : BigInt(mark), oldest: BigInt(oldest) };
}

/** What of a search decides how it is asked: marks that all must have, lists of which one is enough, a visibility. */
type Shape = { all: boolean; lists: number; visibility: boolean };
/** Searches of more lists are not prepared: each shape is kept on every connection. */
const mostLists = 3;

/** A query for each shape of a search, prepared but for strange ones. */
function shaped<Q>(build: (db: Db, shape: Shape, name: string) => Q): (db: Db, shape: Shape) => Q {
  const made = new Map<string, (db: Db) => Q>();
  return (db, shape) => {
    if (shape.lists > mostLists) return build(db, shape, "");
    const name = Object.values(shape).map(Number).join("_");
    const query = made.get(name) ?? prepared((at: Db) => build(at, shape, name));
    made.set(name, query);
    return query(db);
  };
}

/** How a search is asked, and the values for it. */
function asked({ all, any, visibility }: Wanted, times: number[], { above, below }: Span) {
  const lists = [...any, times].filter((one) => one.length > 0);
  return {
    shape: { all: all.length > 0, lists: lists.length, visibility: visibility !== null },
    values: {
      ...(all.length > 0 && { all }),
      ...Object.fromEntries(lists.map((list, i) => [`list${i}`, list])),
      ...(visibility !== null && { visibility }),
      above: String(above),
      below: String(below),
    },
  };
}

/** The condition on the marks; the ids are kept out of the planner's sight, which would walk the whole table for them. */
const marked = ({ all, lists }: Shape): SQL | undefined =>
  and(
    all ? sql`${postMarks.marks} @> ${parameter("all", "int[]")}` : undefined,
    ...Array.from({ length: lists }, (_, i) => sql`${postMarks.marks} && ${parameter(`list${i}`, "int[]")}`),
    sql`${postMarks.postId} + 0 > ${above}`,
    sql`${postMarks.postId} + 0 < ${below}`,
  );

/** Which posts a viewer may find: what they may see, and nothing that only repeats another post. */
const shown = (visibility: boolean): SQL | undefined =>
  and(
    visibleTo(viewer),
    listedFor(viewer),
    isNull(posts.reblogOfId),
    visibility ? eq(posts.visibility, sql.placeholder("visibility")) : undefined,
  );

const candidates = shaped((db, shape, name) => {
  const hits = db.$with("hits").as(
    db
      .select({ id: sql`${postMarks.postId}`.as("id") })
      .from(postMarks)
      .where(marked(shape))
      .limit(firstWindow + 1),
  );
  const crowd = db
    .select({ size: sql<number>`count(*)::int`.as("size") })
    .from(hits)
    .as("crowd");
  const page = db
    .select({ id: posts.id, text: posts.text, spoilerText: posts.spoilerText })
    .from(
      sql`(select id from hits where crowd.size <= ${sql.raw(String(firstWindow))} order by id desc offset 0) newest`,
    )
    .innerJoin(posts, sql`${posts.id} = newest.id`)
    .leftJoin(joined.originals, eq(joined.originals.id, posts.reblogOfId))
    .where(shown(shape.visibility))
    .orderBy(sql`newest.id desc`)
    .limit(sql.placeholder("limit"))
    .as("page");
  return db
    .with(hits)
    .select({ crowd: crowd.size, post: { id: page.id, text: page.text, spoilerText: page.spoilerText } })
    .from(crowd)
    .leftJoinLateral(page, sql`true`)
    .orderBy(desc(page.id))
    .prepare(name && `candidates_${name}`);
});

/**
 * Posts in a span that may be meant and that the viewer may see, newest first; null where so many may be meant that the
 * span is better looked through in parts.
 */
export async function findCandidates(
  db: Db,
  viewer: string,
  wanted: Wanted,
  times: number[],
  span: Span,
  limit: number,
): Promise<Candidate[] | null> {
  const { shape, values } = asked(wanted, times, span);
  const rows = await candidates(db, shape).execute({ ...values, viewer, limit });
  if (rows[0]!.crowd > firstWindow) return null;
  return rows.flatMap(({ post }) => post ?? []);
}

const found = [false, true].map((visibility) =>
  prepared((db: Db) =>
    selectPosts(db)
      .where(and(sql`${posts.id} = any(${parameter("ids", "bigint[]")})`, shown(visibility)))
      .prepare(`found_posts_${Number(visibility)}`),
  ),
);

/** The posts with these ids that the viewer may still see, newest first. */
export async function findShown(
  db: Db,
  viewer: string,
  { visibility }: Pick<Wanted, "visibility">,
  ids: string[],
): Promise<PostRow[]> {
  if (ids.length === 0) return [];
  const query = found[visibility === null ? 0 : 1]!;
  const rows = await query(db).execute({ ids, viewer, ...(visibility !== null && { visibility }) });
  const place = new Map(ids.map((id, i) => [id, i]));
  return rows.toSorted((a, b) => place.get(a.post.id)! - place.get(b.post.id)!);
}

/** Those of these posts that are to be found: not deleted, and no mere repetition of another. */
export async function readPosts(tx: Tx, ids: string[]): Promise<Findable[]> {
  return ids.length === 0 ? [] : findables(tx).execute({ ids });
}

const findables = prepared((db: Db) =>
  db
    .select({
      id: posts.id,
      text: posts.text,
      spoilerText: posts.spoilerText,
      accountId: posts.accountId,
      mentioned: posts.mentioned,
    })
    .from(posts)
    .where(
      and(
        sql`${posts.id} = any(${sql.placeholder("ids")}::bigint[])`,
        isNull(posts.deletedAt),
        isNull(posts.reblogOfId),
      ),
    )
    .prepare("findable_posts"),
);

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

/** The tags that posts were indexed with. */
export async function tagsBefore(tx: Tx, ids: string[]): Promise<string[]> {
  return (await indexed(tx).execute({ ids })).flatMap(({ tags }) => tags);
}

const indexed = prepared((db: Db) =>
  db
    .select({ tags: postMarks.tags })
    .from(postMarks)
    .where(sql`${postMarks.postId} = any(${sql.placeholder("ids")}::bigint[])`)
    .prepare("indexed_tags"),
);

/** Forgets posts. */
export async function removeMarks(tx: Tx, ids: string[]): Promise<void> {
  if (ids.length > 0) await tx.delete(postMarks).where(inArray(postMarks.postId, ids));
}

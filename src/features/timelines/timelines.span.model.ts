import { asc, desc, sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import { prepared } from "#core/db";
import type { Db } from "#core/db";
import type { Paging } from "#core/forms";
import { pageBounds } from "#core/paging";
import { above, below, limit } from "#core/parameters";
import { joined, posts, selectPosts, selectPostsOf } from "#posts";
import type { PostRow, postTags } from "#posts";

/** Newest first, or upward from a place. */
export type Direction = "down" | "up";

/** The word after ORDER BY. */
export const sorted = (direction: Direction): SQL => sql.raw(direction === "down" ? "desc" : "asc");

/**
 * The entries of an index that begin with some values, within the bounds of a page and in its order. Said as spans of
 * whole entries, because with `=` and `order by id` the planner may walk all posts by their ids to find the few of one
 * account; only this index has this order.
 */
export function span(keys: [AnyPgColumn, SQL | AnyPgColumn][], id: AnyPgColumn, direction: Direction, edge?: SQL) {
  const columns = [...keys.map(([column]) => sql`${column}`), sql`${id}`];
  const at = (place: SQL) =>
    sql`(${sql.join(
      keys.map(([, value]) => sql`${value}`),
      sql`, `,
    )}, ${place})`;
  const entry = sql`(${sql.join(columns, sql`, `)})`;
  const until = edge ? sql`and ${entry} ${sql.raw(direction === "down" ? ">=" : "<=")} ${at(edge)}` : sql``;
  return {
    within: sql`${entry} < ${at(below)} and ${entry} > ${at(above)} ${until}`,
    order: sql.join(
      columns.map((column) => sql`${column} ${sorted(direction)}`),
      sql`, `,
    ),
  };
}

/** The posts that the boosts among `posts` are of, as the rules of who may see a post ask for them. */
export const joinOriginals = sql`left join ${posts} ${joined.originals} on ${joined.originals.id} = ${posts.reblogOfId}`;

/** A page of a list by a query that finds its ids; all in one statement, so that nothing changes in between. */
export function pageOf(name: string, ids: (direction: Direction) => SQL) {
  const query = (direction: Direction) =>
    prepared((db: Db) =>
      selectPosts(db)
        .where(sql`${posts.id} = any(array(${ids(direction)}))`)
        .orderBy(direction === "down" ? desc(posts.id) : asc(posts.id))
        .limit(sql.placeholder("limit"))
        .prepare(`${name}_${direction}`),
    );
  const queries = { down: query("down"), up: query("up") };
  return async (db: Db, values: Record<string, unknown>, paging: Paging): Promise<PostRow[]> => {
    const { upward, ...bounds } = pageBounds(paging);
    const rows = await queries[upward ? "up" : "down"](db).execute({ ...values, ...bounds, limit: paging.limit });
    return upward ? rows.reverse() : rows;
  };
}

/** Posts in the order of an index, and which of them are on a list. */
export type Source = { id: SQL; from: SQL; order: SQL; as: typeof posts | typeof postTags; rule: SQL };

/** The ids of the first `count` that are on the list, among the first `looks` of a source. */
export const listedOf = ({ from, order, as, rule }: Source, count: SQL, looks: SQL) =>
  sql`select ${posts.id} from (select * ${from} order by ${order} limit ${looks}) as ${as} ${rule} order by ${order} limit ${count}`;

/** The id of the last of the first `looks` posts of a source, where there are so many. */
export const lastLookOf = ({ id, from, order }: Source, looks: SQL) =>
  sql`select ${id} ${from} order by ${order} offset ${looks} - 1 limit 1`;

/** So many posts are looked at for a page. */
export const looksForPage = sql.raw("2000");

/** A page of a list; `until` is the id up to which was looked for it, where that was not as far as the page may go. */
export type FarPage = { rows: PostRow[]; until: string | null };

/** A page of a list by a query that finds its ids, and how far it looked for them, as `selectPostsOf` takes it. */
export function farPageOf(name: string, found: (direction: Direction) => SQL) {
  const query = (direction: Direction) =>
    prepared((db: Db) =>
      selectPostsOf(db, found(direction))
        .orderBy(sql`${posts.id} ${sorted(direction)}`)
        .prepare(`${name}_${direction}`),
    );
  const queries = { down: query("down"), up: query("up") };
  return async (db: Db, values: Record<string, unknown>, paging: Paging): Promise<FarPage> => {
    const { upward, ...bounds } = pageBounds(paging);
    const found = await queries[upward ? "up" : "down"](db).execute({ ...values, ...bounds, limit: paging.limit });
    const rows = found.filter((row): row is typeof row & PostRow => row.post !== null);
    return { rows: upward ? rows.reverse() : rows, until: found[0]?.until ?? null };
  };
}

/** The ids of a page of one source, for `farPageOf`: however few are on the list, only so many posts are looked at. */
export const pageOfSource = (source: Source) => sql`
  with page as materialized (${listedOf(source, limit, looksForPage)})
  select case when (select count(*) from page) < ${limit} then (${lastLookOf(source, looksForPage)}) end as until,
    array(select id from page) as ids`;

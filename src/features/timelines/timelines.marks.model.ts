import { and, asc, desc, eq, gt, lt, sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import { prepared } from "#core/db";
import type { Db } from "#core/db";
import type { Paging } from "#core/forms";
import { pageBounds } from "#core/paging";
import { parameter, viewer } from "#core/parameters";
import { bookmarks, favourites, joined, listedFor, pins, posts, visibleTo } from "#posts";
import type { Direction } from "./timelines.span.model.ts";

/** A mark of a list: its own id, by which the list is sorted, and the post. */
export type Mark = { id: string; postId: string };

function marked(name: string, marks: typeof favourites | typeof bookmarks | typeof pins, rule: SQL | undefined) {
  const query = (direction: Direction) =>
    prepared((db: Db) =>
      db
        .select({ id: marks.id, postId: marks.postId })
        .from(marks)
        .innerJoin(posts, eq(posts.id, marks.postId))
        .leftJoin(joined.originals, eq(joined.originals.id, posts.reblogOfId))
        .where(
          and(
            sql`${marks.accountId} = ${parameter("account", "bigint")}`,
            lt(marks.id, sql.placeholder("below")),
            gt(marks.id, sql.placeholder("above")),
            rule,
          ),
        )
        .orderBy(direction === "down" ? desc(marks.id) : asc(marks.id))
        .limit(sql.placeholder("limit"))
        .prepare(`${name}_${direction}`),
    );
  const queries = { down: query("down"), up: query("up") };
  return async (db: Db, viewer: string | null, account: string, paging: Paging): Promise<Mark[]> => {
    const { upward, ...bounds } = pageBounds(paging);
    const found = await queries[upward ? "up" : "down"](db).execute({
      viewer,
      account,
      ...bounds,
      limit: paging.limit,
    });
    return upward ? found.reverse() : found;
  };
}

const listed = and(visibleTo(viewer), listedFor(viewer));

/** A page of an account's favourites that the viewer may still meet, the last made first. */
export const findFavourites = marked("favourites", favourites, listed);
/** A page of an account's bookmarks, like its favourites. */
export const findBookmarks = marked("bookmarks", bookmarks, listed);
/** A page of what an account has pinned to its profile, the last pinned first. */
export const findPins = marked("pins", pins, visibleTo(viewer));

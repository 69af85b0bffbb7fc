import { and, asc, desc, gt, lt, sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import { prepared } from "#core/db";
import type { Db } from "#core/db";
import type { Paging } from "#core/forms";
import { pageBounds } from "#core/paging";
import { limit, parameter, viewer } from "#core/parameters";
import { listedFor, onPublicTimeline, posts, postTags, selectPosts, visibleTo } from "#posts";
import type { PostRow } from "#posts";
import { joinOriginals, sorted, span } from "./timelines.span.model.ts";
import { farPageOf, pageOf, pageOfSource } from "./timelines.span.model.ts";
import type { Direction, FarPage } from "./timelines.span.model.ts";

const publicQuery = (direction: Direction) =>
  prepared((db: Db) =>
    selectPosts(db)
      .where(
        and(
          onPublicTimeline(posts),
          visibleTo(viewer),
          listedFor(viewer),
          lt(posts.id, sql.placeholder("below")),
          gt(posts.id, sql.placeholder("above")),
        ),
      )
      .orderBy(direction === "down" ? desc(posts.id) : asc(posts.id))
      .limit(sql.placeholder("limit"))
      .prepare(`public_${direction}`),
  );
const publicQueries = { down: publicQuery("down"), up: publicQuery("up") };

/** A page of the public timeline, newest first. */
export async function findPublicPage(db: Db, viewer: string | null, paging: Paging): Promise<PostRow[]> {
  const { upward, ...bounds } = pageBounds(paging);
  const rows = await publicQueries[upward ? "up" : "down"](db).execute({ viewer, ...bounds, limit: paging.limit });
  return upward ? rows.reverse() : rows;
}

const account = parameter("account", "bigint");

/** What is left out of an account's list where that is asked for. */
const wanted = sql`
  (${parameter("boosts", "boolean")} or ${posts.reblogOfId} is null)
  and (${parameter("replies", "boolean")} or ${posts.inReplyToId} is null or ${posts.inReplyToAccountId} = ${posts.accountId})`;

const listed = sql`${joinOriginals} where ${wanted} and ${visibleTo(viewer)}`;

const ofAccount = farPageOf("account", (direction) => {
  const { within, order } = span([[posts.accountId, account]], posts.id, direction);
  const from = sql`from ${posts} where ${within} and ${posts.deletedAt} is null`;
  return pageOfSource({ id: sql`${posts.id}`, from, order, as: posts, rule: listed });
});

const ofAccountTagged = farPageOf("account_tagged", (direction) => {
  const keys: [typeof postTags.tag | typeof postTags.accountId, SQL][] = [
    [postTags.accountId, account],
    [postTags.tag, parameter("tag", "text")],
  ];
  const { within, order } = span(keys, postTags.postId, direction);
  const rule = sql`join ${posts} on ${posts.id} = ${postTags.postId} ${listed}`;
  return pageOfSource({
    id: sql`${postTags.postId}`,
    from: sql`from ${postTags} where ${within}`,
    order,
    as: postTags,
    rule,
  });
});

/** Which of an account's posts are listed: with its answers to others, with its boosts, only those with a tag. */
export type AccountFilter = { replies: boolean; boosts: boolean; tag: string | null };

/** A page of what an account has written and boosted, newest first, of so many posts as are looked at for a page. */
export const findAccountPage = (
  db: Db,
  viewer: string | null,
  account: string,
  { tag, ...filter }: AccountFilter,
  paging: Paging,
): Promise<FarPage> =>
  tag === null
    ? ofAccount(db, { viewer, account, ...filter }, paging)
    : ofAccountTagged(db, { viewer, account, tag, ...filter }, paging);

const ofTags = pageOf("tag", (direction) => {
  const { within, order } = span([[postTags.tag, sql`wanted.tag`]], postTags.postId, direction);
  // As a list for each post, because the planner would rather read every post's tags than look `exists` up.
  const tags = sql`array(select others.tag from ${postTags} others where others.post_id = ${posts.id})`;
  const [all, none] = [parameter("all", "text[]"), parameter("none", "text[]")];
  return sql`
    select distinct page.id from unnest(${parameter("any", "text[]")}) as wanted (tag) cross join lateral (
      select ${posts.id} from ${postTags} join ${posts} on ${posts.id} = ${postTags.postId} ${joinOriginals}
        where ${within} and ${posts.visibility} = 'public' and ${posts.reblogOfId} is null
          and (${all} = '{}' or ${tags} @> ${all}) and (${none} = '{}' or not ${tags} && ${none})
          and ${visibleTo(viewer)} and ${listedFor(viewer)}
        order by ${order} limit ${limit}
    ) page order by page.id ${sorted(direction)} limit ${limit}`;
});

/** Tags by their keys: a post has one of `any`, each of `all` and none of `none`. */
export type TagFilter = { any: string[]; all: string[]; none: string[] };

/** A page of the public posts with some tags, newest first. */
export const findTagPage = (db: Db, viewer: string | null, filter: TagFilter, paging: Paging): Promise<PostRow[]> =>
  ofTags(db, { viewer, ...filter }, paging);

const byIds = prepared((db: Db) =>
  selectPosts(db)
    .where(
      and(
        sql`${posts.id} = any(${parameter("ids", "bigint[]")})`,
        visibleTo(viewer),
        sql`(${parameter("strangers", "boolean")} or (${listedFor(viewer)}))`,
      ),
    )
    .prepare("posts_by_ids"),
);

/** The posts with these ids that the viewer may see, in the order of the ids; of a list, also may meet. */
export async function findPostsInOrder(
  db: Db,
  viewer: string | null,
  ids: string[],
  of: "list" | "profile",
): Promise<PostRow[]> {
  if (ids.length === 0) return [];
  const rows = await byIds(db).execute({ viewer, ids, strangers: of === "profile" });
  const byId = new Map(rows.map((row) => [row.post.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

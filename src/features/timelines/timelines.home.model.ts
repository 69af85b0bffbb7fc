import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import { prepared } from "#core/db";
import type { Db } from "#core/db";
import type { Paging } from "#core/forms";
import { pageBounds } from "#core/paging";
import { atHomeOf, listedFor, onPublicTimeline, posts, postTags, selectPostsOf } from "#posts";
import { tagFollows, taggedFor, visibleTo } from "#posts";
import type { PostRow } from "#posts";
import { follows } from "#relations";
import { above, below, joinOriginals, limit, pageOf, sorted, span, viewer } from "./timelines.span.model.ts";
import type { Direction } from "./timelines.span.model.ts";

const shown = sql`${visibleTo(viewer)} and ${listedFor(viewer)}`;
/** How many of the newest posts of all are looked through first, for those who follow at least so many accounts. */
const glance = { posts: sql.raw("400"), follows: sql.raw("50") };
/** So many posts are looked at for a page, shared between all sources; of each source at least as many as a page has. */
const look = { all: sql.raw("2000"), each: sql.raw("40") };
const budget = sql`(select posts from budget)`;

/** The posts of one source in their order, and which of them belong at home. */
type Source = { id: SQL; from: SQL; order: SQL; as: typeof posts | typeof postTags; rule: SQL };

/** The posts of a followed account: `follows` is the row by which it is followed. */
function ofAccount(direction: Direction, edge?: SQL): Source {
  const { within, order } = span([[posts.accountId, follows.targetId]], posts.id, direction, edge);
  return {
    ...{ id: sql`${posts.id}`, order, as: posts },
    from: sql`from ${posts} where ${within} and ${posts.deletedAt} is null`,
    rule: sql`${joinOriginals} where (${atHomeOf(viewer)}) and ${shown}`,
  };
}

/** The posts with a followed tag: `tag_follows` is the row by which it is followed. */
function ofTag(direction: Direction, edge?: SQL): Source {
  const { within, order } = span([[postTags.tag, tagFollows.tag]], postTags.postId, direction, edge);
  return {
    ...{ id: sql`${postTags.postId}`, order, as: postTags },
    from: sql`from ${postTags} where ${within}`,
    rule: sql`join ${posts} on ${posts.id} = ${postTags.postId} ${joinOriginals}
      where ${onPublicTimeline(posts)} and ${shown}`,
  };
}

/** The ids of the first `count` that belong at home, among as many as are looked at. */
const atHome = ({ from, order, as, rule }: Source, count: SQL) =>
  sql`select ${posts.id} from (select * ${from} order by ${order} limit ${budget}) as ${as} ${rule} order by ${order} limit ${count}`;

/** The id of the last post that is looked at, where there may be more. */
const lastLook = ({ id, from, order }: Source) =>
  sql`select ${id} ${from} order by ${order} offset ${budget} - 1 limit 1`;

const kinds = [
  {
    name: "accounts",
    rows: sql`select f.account_id, f.target_id, f.reblogs, f.languages from ${follows} f where f.account_id = ${viewer}
      union all select ${viewer}, ${viewer}, true, null`,
    as: follows,
    posts: ofAccount,
  },
  {
    name: "tags",
    rows: sql`select t.tag from ${tagFollows} t where t.account_id = ${viewer}`,
    as: tagFollows,
    posts: ofTag,
  },
];

/**
 * The ids of a page, by asking each source (a followed account, a followed tag) for its first post only. Of the sources
 * whose first posts come first, as many as a page has posts, the page is made: no other can be on it. So it costs a
 * probe of an index per source, and a page, however many posts there are and however rarely some source posts.
 *
 * Where a source has nothing for home among the posts that are looked at, and the page is not full without it, nothing
 * is known beyond the last of them: the page ends there, at `until`, and the next one goes on.
 */
function fromSources(direction: Direction): SQL {
  const down = direction === "down";
  const [least, most, within] = [down ? "min" : "max", down ? "max" : "min", down ? ">=" : "<="].map((s) => sql.raw(s));
  const parts = kinds.map(({ name, rows, as, posts: of }) => {
    const [all, first, heads, edge] = ["", "_first", "_heads", "_edge"].map((word) => sql.raw(name + word));
    const until = sql`coalesce((select id from ${edge}), ${down ? above : below})`;
    return {
      all: sql`${all} as materialized (${rows})`,
      count: sql`(select count(*) from ${all})`,
      tables: sql`
        ${first} as materialized (
          select ${as}.*, (${atHome(of(direction), sql.raw("1"))}) as head from ${all} as ${as}),
        ${heads} as materialized (
          select * from ${first} where head is not null order by head ${sorted(direction)} limit ${limit}),
        ${edge} as materialized (select ${least}(head) as id from ${heads} having count(*) = ${limit})`,
      page: sql`select page.id from ${heads} as ${as} cross join lateral (${atHome(of(direction, until), limit)}) page`,
      looks: sql`select (${lastLook(of(direction))}) as id from ${first} as ${as} where head is null
        union all select (${lastLook(of(direction, until))}) from ${heads} as ${as}`,
    };
  });
  const all = (what: keyof (typeof parts)[number], by: SQL) =>
    sql.join(
      parts.map((part) => part[what]),
      by,
    );
  return sql`with ${all("all", sql`, `)},
    budget as materialized (select greatest(${look.each}, ${look.all} / (${all("count", sql` + `)})) as posts),
    ${all("tables", sql`, `)},
    page as materialized (
      select distinct id from (${all("page", sql` union all `)}) pages order by id ${sorted(direction)} limit ${limit}),
    looked as materialized (
      select case when (select count(*) from page) < ${limit}
        then (select ${most}(id) from (${all("looks", sql` union all `)}) looks) end as until)
    select until, array(select id from page where until is null or id ${within} until) as ids from looked`;
}

/** The ids of a page, as far as the newest (or oldest) posts of all within its bounds have them. */
function fromNewest(direction: Direction): SQL {
  const few = sql`select from ${follows} where ${follows.accountId} = ${viewer} limit ${glance.follows}`;
  return sql`
    select ${posts.id} from (
        select * from ${posts}
          where ${posts.id} < ${below} and ${posts.id} > ${above}
            and (select count(*) from (${few}) few) = ${glance.follows}
          order by ${posts.id} ${sorted(direction)} limit ${glance.posts}
      ) as ${posts} ${joinOriginals}
      left join ${follows} on ${follows.accountId} = ${viewer} and ${follows.targetId} = ${posts.accountId}
      where ((${posts.accountId} = ${viewer} or ${follows.accountId} is not null) and (${atHomeOf(viewer)})
          or (${taggedFor(viewer)}))
        and ${shown}
      order by ${posts.id} ${sorted(direction)} limit ${limit}`;
}

const newest = pageOf("home_newest", fromNewest);
const query = (direction: Direction) =>
  prepared((db: Db) =>
    selectPostsOf(db, fromSources(direction))
      .orderBy(sql`${posts.id} ${sorted(direction)}`)
      .prepare(`home_${direction}`),
  );
const queries = { down: query("down"), up: query("up") };

/** A page of home; `until` is the id up to which was looked for it, where that was not as far as the page may go. */
export type HomePage = { rows: PostRow[]; until: string | null };

/**
 * A page of home, newest first. Where much is going on among those whom one follows, a glance at the newest posts of
 * all is enough; otherwise each source is asked.
 */
export async function findHomePage(db: Db, viewer: string, paging: Paging): Promise<HomePage> {
  const glanced = await newest(db, { viewer }, paging);
  if (glanced.length === paging.limit) return { rows: glanced, until: null };
  const { upward, ...bounds } = pageBounds(paging);
  const found = await queries[upward ? "up" : "down"](db).execute({ viewer, ...bounds, limit: paging.limit });
  const rows = found.filter((row): row is typeof row & PostRow => row.post !== null);
  return { rows: upward ? rows.reverse() : rows, until: found[0]?.until ?? null };
}

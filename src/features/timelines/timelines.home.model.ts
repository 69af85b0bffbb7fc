import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import type { Db } from "#core/db";
import type { Paging } from "#core/forms";
import { above, below, limit, viewer } from "#core/parameters";
import { atHomeOf, listedFor, onPublicTimeline, posts, postTags } from "#posts";
import { tagFollows, taggedFor, visibleTo } from "#posts";
import { follows } from "#relations";
import { joinOriginals, sorted } from "./timelines.span.model.ts";
import { farPageOf, lastLookOf, listedOf, looksForPage, pageOf, span } from "./timelines.span.model.ts";
import type { Direction, FarPage, Source } from "./timelines.span.model.ts";

const shown = sql`${visibleTo(viewer)} and ${listedFor(viewer)}`;
/** How many of the newest posts of all are looked through first, for those who follow at least so many accounts. */
const glance = { posts: sql.raw("400"), follows: sql.raw("50") };
/** What is looked at for a page is shared between all sources; of each source at least as many as a page has. */
const looksForEach = sql.raw("40");
const budget = sql`(select posts from budget)`;

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
          select ${as}.*, (${listedOf(of(direction), sql.raw("1"), budget)}) as head from ${all} as ${as}),
        ${heads} as materialized (
          select * from ${first} where head is not null order by head ${sorted(direction)} limit ${limit}),
        ${edge} as materialized (select ${least}(head) as id from ${heads} having count(*) = ${limit})`,
      page: sql`select page.id from ${heads} as ${as} cross join lateral (${listedOf(of(direction, until), limit, budget)}) page`,
      looks: sql`select (${lastLookOf(of(direction), budget)}) as id from ${first} as ${as} where head is null
        union all select (${lastLookOf(of(direction, until), budget)}) from ${heads} as ${as}`,
    };
  });
  const all = (what: keyof (typeof parts)[number], by: SQL) =>
    sql.join(
      parts.map((part) => part[what]),
      by,
    );
  return sql`with ${all("all", sql`, `)},
    budget as materialized (select greatest(${looksForEach}, ${looksForPage} / (${all("count", sql` + `)})) as posts),
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
const sources = farPageOf("home", fromSources);

/**
 * A page of home, newest first. Where much is going on among those whom one follows, a glance at the newest posts of
 * all is enough; otherwise each source is asked.
 */
export async function findHomePage(db: Db, viewer: string, paging: Paging): Promise<FarPage> {
  const glanced = await newest(db, { viewer }, paging);
  return glanced.length === paging.limit ? { rows: glanced, until: null } : sources(db, { viewer }, paging);
}

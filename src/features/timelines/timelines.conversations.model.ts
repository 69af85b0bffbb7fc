import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import { boolean, index, pgTable, primaryKey } from "drizzle-orm/pg-core";
import { prepared } from "#core/db";
import type { Db, Tx } from "#core/db";
import type { Paging } from "#core/forms";
import { bigId } from "#core/ids";
import { pageBounds } from "#core/paging";
import { unnest } from "#core/unnest";
import { parameter, viewer } from "#core/parameters";
import { accounts } from "#accounts";
import type { AccountRow } from "#accounts";
import { joined, listedFor, posts, visibleTo } from "#posts";
import { joinOriginals, span } from "./timelines.span.model.ts";
import type { Direction } from "./timelines.span.model.ts";

/** The direct talks of an account, each with its newest post. */
export const conversations = pgTable(
  "conversations",
  {
    accountId: bigId("account_id").notNull(),
    conversationId: bigId("conversation_id").notNull(),
    lastPostId: bigId("last_post_id").notNull(),
    unread: boolean("unread").notNull().default(true),
    /** Left out of the list until somebody writes again. */
    removed: boolean("removed").notNull().default(false),
  },
  (t) => [
    primaryKey({ columns: [t.accountId, t.conversationId] }),
    index("conversations_of").on(t.accountId, t.lastPostId),
  ],
);

/** A talk on somebody's list. */
export type Talk = { id: string; lastPostId: string; unread: boolean };

const met = (who: SQL) => sql`${visibleTo(who)} and ${listedFor(who)}`;

const select = (db: Db) =>
  db
    .select({ id: conversations.conversationId, lastPostId: conversations.lastPostId, unread: conversations.unread })
    .from(conversations)
    .innerJoin(posts, eq(posts.id, conversations.lastPostId))
    .leftJoin(joined.originals, eq(joined.originals.id, posts.reblogOfId));

const listed = (direction: Direction) =>
  prepared((db: Db) => {
    const { within, order } = span([[conversations.accountId, viewer]], conversations.lastPostId, direction);
    return select(db)
      .where(and(within, sql`not ${conversations.removed}`, met(viewer)))
      .orderBy(order)
      .limit(sql.placeholder("limit"))
      .prepare(`conversations_${direction}`);
  });
const lists = { down: listed("down"), up: listed("up") };

/** A page of an account's talks, the one with the newest post first. */
export async function findTalks(db: Db, viewer: string, paging: Paging): Promise<Talk[]> {
  const { upward, ...bounds } = pageBounds(paging);
  const rows = await lists[upward ? "up" : "down"](db).execute({ viewer, ...bounds, limit: paging.limit });
  return upward ? rows.reverse() : rows;
}

const some = prepared((db: Db) =>
  select(db)
    .where(
      and(
        sql`${conversations.accountId} = ${viewer}`,
        sql`${conversations.conversationId} = any(${parameter("ids", "bigint[]")})`,
        sql`not ${conversations.removed}`,
        met(viewer),
      ),
    )
    .prepare("conversations_by_ids"),
);

/** Those of some talks that are on an account's list. */
export const findTalksByIds = (db: Db, viewer: string, ids: string[]): Promise<Talk[]> =>
  some(db).execute({ viewer, ids });

/** The people of some talks, by the talk: those of its first post, whose circle never grows. */
export async function findPeople(db: Db, talks: string[]): Promise<Map<string, AccountRow[]>> {
  if (talks.length === 0) return new Map();
  const rows = await db
    .select({ talk: posts.id, account: accounts })
    .from(posts)
    .innerJoin(accounts, sql`${accounts.id} = any(array_append(${posts.mentioned}, ${posts.accountId}))`)
    .where(inArray(posts.id, talks))
    .orderBy(asc(accounts.id));
  const byTalk = Map.groupBy(rows, (row) => row.talk);
  return new Map([...byTalk].map(([talk, found]) => [talk, found.map((row) => row.account)]));
}

/** The newest post of a talk that somebody may see and wants to meet. */
export type Newest = { account: string; talk: string; post: string | null; author: string | null };

/** The newest posts of talks, for those who take part; `sources` says who (`account`) and which (`talk`). */
async function newestOf(tx: Tx, sources: SQL): Promise<Newest[]> {
  const account = sql`source.account`;
  const one = (where: SQL, order: SQL) => sql`
    (select ${posts.id}, ${posts.accountId} from ${posts} ${joinOriginals}
      where ${where} and ${posts.visibility} = 'direct' and ${met(account)} order by ${order} limit 1)`;
  // Said twice: the equality, which says that it is not null, leads to the index; the span gives its order.
  const talk = sql`(${posts.conversationId}, ${posts.id})`;
  const { rows } = await tx.execute<Newest>(sql`
    select source.account, source.talk, newest.id as post, newest.account_id as author
      from (${sources}) source left join lateral (
        ${one(
          sql`${posts.conversationId} = source.talk and ${talk} >= (source.talk, 0) and ${talk} <= (source.talk, ${sql.raw("9223372036854775807")})`,
          sql`${posts.conversationId} desc, ${posts.id} desc`,
        )}
        union all ${one(sql`${posts.id} = source.talk`, sql`${posts.id}`)}
        order by id desc limit 1
      ) newest on true`);
  return rows;
}

/** The newest posts of talks for accounts that take part in them, each asked for once, in the order of the asking. */
export async function findNewest(tx: Tx, parts: { account: string; talk: string }[]): Promise<Newest[]> {
  if (parts.length === 0) return [];
  const once = [...new Map(parts.map((part) => [`${part.talk} ${part.account}`, part])).values()];
  const found = await newestOf(
    tx,
    sql`select account, talk from ${unnest("given", once, { account: "bigint", talk: "bigint" })}`,
  );
  const byPart = new Map(found.map((newest) => [`${newest.talk} ${newest.account}`, newest]));
  return once.flatMap(({ account, talk }) => byPart.get(`${talk} ${account}`) ?? []);
}

/** The newest post of each talk of some accounts whose list shows another one. */
export async function findStale(tx: Tx, who: string[]): Promise<Newest[]> {
  if (who.length === 0) return [];
  const theirs = sql`${conversations.accountId} = any(${sql.param(who)}::bigint[])`;
  const rows = await tx.select().from(conversations).where(theirs);
  const shown = new Map(rows.map((row) => [`${row.conversationId} ${row.accountId}`, row.lastPostId]));
  const source = sql`select account_id as account, conversation_id as talk from ${conversations} where ${theirs}`;
  return (await newestOf(tx, source)).filter(
    ({ account, talk, post }) => post !== null && shown.get(`${talk} ${account}`) !== post,
  );
}

/**
 * Says which post of a talk is an account's newest, of many at once: those that are `fresh` bring the talk back, unread
 * unless it is one's own.
 */
export async function setNewest(tx: Tx, all: Newest[], fresh: boolean): Promise<void> {
  const rows = all.flatMap(({ account, talk, post, author }) =>
    post === null ? [] : { account, talk, post, strange: author !== account },
  );
  if (rows.length === 0) return;
  const types = { account: "bigint", talk: "bigint", post: "bigint", strange: "boolean" };
  const own = sql`(select account_id from ${posts} where id = excluded.last_post_id) = excluded.account_id`;
  await tx.execute(sql`
    insert into conversations (account_id, conversation_id, last_post_id, unread)
      select account, talk, post, ${fresh} and strange from ${unnest("newest", rows, types)}
    on conflict (account_id, conversation_id) do update set last_post_id = excluded.last_post_id,
      ${fresh ? sql`unread = excluded.unread, removed = false` : sql`unread = conversations.unread and not ${own}`}`);
}

/** Changes an account's own row of a talk; whether there was anything to change. */
export async function updateTalk(
  tx: Tx,
  accountId: string,
  talk: string,
  to: { unread: false; removed?: true },
): Promise<boolean> {
  const mine = and(
    eq(conversations.accountId, accountId),
    eq(conversations.conversationId, talk),
    eq(conversations.removed, false),
    to.removed ? undefined : eq(conversations.unread, true),
  );
  return (
    (await tx.update(conversations).set(to).where(mine).returning({ id: conversations.conversationId })).length > 0
  );
}

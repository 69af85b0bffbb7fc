import { and, asc, desc, eq, gt, lt, sql } from "drizzle-orm";
import { prepared } from "#core/db";
import type { Db, Reader, Tx } from "#core/db";
import type { Paging } from "#core/forms";
import { pageBounds } from "#core/paging";
import { featuredTags, tagFollows } from "./posts.tags.model.ts";

/** Follows a tag, once. */
export async function followTag(tx: Tx, accountId: string, tag: string): Promise<boolean> {
  return (await tx.insert(tagFollows).values({ accountId, tag }).onConflictDoNothing().returning()).length > 0;
}

/** Follows a tag no more. */
export async function unfollowTag(tx: Tx, accountId: string, tag: string): Promise<boolean> {
  const mine = and(eq(tagFollows.accountId, accountId), eq(tagFollows.tag, tag));
  return (await tx.delete(tagFollows).where(mine).returning()).length > 0;
}

/** Shows a tag on a profile, once; nobody else adds one to that profile until the transaction ends. */
export async function featureTag(tx: Tx, accountId: string, tag: string): Promise<boolean> {
  await tx.execute(sql`select pg_advisory_xact_lock(7302, hashtext(${accountId}))`);
  return (await tx.insert(featuredTags).values({ accountId, tag }).onConflictDoNothing().returning()).length > 0;
}

/** Takes a tag off a profile. */
export async function unfeatureTag(tx: Tx, accountId: string, tag: string): Promise<boolean> {
  const mine = and(eq(featuredTags.accountId, accountId), eq(featuredTags.tag, tag));
  return (await tx.delete(featuredTags).where(mine).returning()).length > 0;
}

/** Which of some tags an account follows and features. */
export async function findTagMarks(
  db: Reader,
  accountId: string,
  tags: string[],
): Promise<{ following: Set<string>; featuring: Set<string> }> {
  const those = sql`${sql.param(tags)}::text[]`;
  const { rows } = await db.execute<{ tag: string; featured: boolean }>(sql`
    select tag, false as featured from ${tagFollows} where account_id = ${accountId} and tag = any(${those})
    union all select tag, true from ${featuredTags} where account_id = ${accountId} and tag = any(${those})`);
  const of = (featured: boolean) => new Set(rows.filter((row) => row.featured === featured).map((row) => row.tag));
  return { following: of(false), featuring: of(true) };
}

const followed = (direction: "down" | "up") =>
  prepared((db: Db) =>
    db
      .select({ id: tagFollows.id, tag: tagFollows.tag })
      .from(tagFollows)
      .where(
        and(
          eq(tagFollows.accountId, sql.placeholder("account")),
          lt(tagFollows.id, sql.placeholder("below")),
          gt(tagFollows.id, sql.placeholder("above")),
        ),
      )
      .orderBy(direction === "down" ? desc(tagFollows.id) : asc(tagFollows.id))
      .limit(sql.placeholder("limit"))
      .prepare(`followed_tags_${direction}`),
  );
const followedTags = { down: followed("down"), up: followed("up") };

/** A page of the tags that an account follows, the last first. */
export async function findFollowedTags(
  db: Db,
  account: string,
  paging: Paging,
): Promise<{ id: string; tag: string }[]> {
  const { upward, ...bounds } = pageBounds(paging);
  const rows = await followedTags[upward ? "up" : "down"](db).execute({ account, ...bounds, limit: paging.limit });
  return upward ? rows.reverse() : rows;
}

/** The post of a row of `post_tags`, if it is open. Looked up one by one (`offset 0`): the planner would rather read all posts. */
const open = sql`
  select id, account_id from posts
    where id = t.post_id and deleted_at is null and visibility in ('public', 'unlisted') offset 0`;

/** Open posts of a tag on one day, counted from 0 for today backwards, and the accounts that wrote them. */
export type TagDay = { tag: string; day: number; uses: number; accounts: number };

/** How much some tags were used in the seven days that end with `now`, in open posts alone. */
export async function countTags(db: Reader, tags: string[], now: Date): Promise<TagDay[]> {
  const today = Math.floor(now.getTime() / dayMs);
  const first = String(BigInt((today - 6) * dayMs) << 16n);
  const { rows } = await db.execute<{ tag: string; day: string; uses: string; accounts: string }>(sql`
    select t.tag, (p.id >> 16) / ${dayMs}::bigint as day, count(*) as uses, count(distinct p.account_id) as accounts
      from post_tags t cross join lateral (${open}) p
      where t.tag = any(${sql.param(tags)}::text[]) and t.post_id >= ${first}::bigint
      group by 1, 2`);
  return rows.map(({ tag, day, uses, accounts }) => ({
    tag,
    day: today - Number(day),
    uses: Number(uses),
    accounts: Number(accounts),
  }));
}

const dayMs = 86_400_000;

/** A tag of a profile, with the open posts of its owner that have it. */
export type Featured = { id: string; tag: string; posts: number; last: Date | null };

/** The tags on an account's profile, the first featured first. */
export async function findFeatured(db: Reader, account: string): Promise<Featured[]> {
  const { rows } = await db.execute<{ id: string; tag: string; posts: string; last: string | null }>(sql`
    select f.id, f.tag, used.posts, used.last >> 16 as last from ${featuredTags} f left join lateral (
      select count(*) as posts, max(p.id) as last from post_tags t cross join lateral (${open}) p
        where t.account_id = f.account_id and t.tag = f.tag
    ) used on true
    where f.account_id = ${account} order by f.id`);
  return rows.map(({ id, tag, posts, last }) => ({
    id,
    tag,
    posts: Number(posts),
    last: last === null ? null : new Date(Number(last)),
  }));
}

/** The tags that an account uses most in open posts, and does not feature yet. */
export async function findUsedTags(db: Reader, account: string, limit: number): Promise<string[]> {
  const { rows } = await db.execute<{ tag: string }>(sql`
    select t.tag from post_tags t cross join lateral (${open}) p
      where t.account_id = ${account}
        and not exists (select from ${featuredTags} f where f.account_id = ${account} and f.tag = t.tag)
      group by t.tag order by count(*) desc, t.tag limit ${limit}`);
  return rows.map((row) => row.tag);
}

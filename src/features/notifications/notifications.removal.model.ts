import { and, asc, eq, sql } from "drizzle-orm";
import type { Reader, Tx } from "#core/db";
import { unnest } from "#core/unnest";
import { posts } from "#posts";
import { blocks } from "#relations";
import { notificationTypes } from "./notifications.contract.ts";
import { notifications } from "./notifications.model.ts";
import type { Told } from "./notifications.tell.model.ts";
import { tellable } from "./notifications.visible.model.ts";

/** Puts one notification that its owner may see out of sight; false when there is none. */
export async function dismissOne(tx: Tx, account: string, id: string): Promise<boolean> {
  const done = await tx
    .update(notifications)
    .set({ dismissed: true })
    .where(
      and(
        eq(notifications.accountId, account),
        eq(notifications.id, id),
        sql`not ${notifications.dismissed}`,
        tellable(tx),
      ),
    )
    .returning({ id: notifications.id });
  return done.length > 0;
}

/** Puts a group out of sight; false when there is nothing of it. */
export async function dismissGroup(tx: Tx, account: string, key: string): Promise<boolean> {
  const done = await tx
    .update(notifications)
    .set({ dismissed: true })
    .where(
      and(eq(notifications.accountId, account), eq(notifications.groupKey, key), sql`not ${notifications.dismissed}`),
    )
    .returning({ id: notifications.id });
  return done.length > 0;
}

/** Puts all notifications of an account out of sight; false when there were none. */
export async function dismissAll(tx: Tx, account: string): Promise<boolean> {
  const { rowCount } = await tx
    .update(notifications)
    .set({ dismissed: true })
    .where(and(eq(notifications.accountId, account), sql`not ${notifications.dismissed}`));
  return (rowCount ?? 0) > 0;
}

const ofTypes = sql`any(${sql.param([...notificationTypes])}::text[])`;

/** An account, and another of which it may have been told something. */
export type Between = { account: string; from: string };

/** Removes what accounts were told of each other, where one blocks the other now; the accounts whose list changed. */
export async function removeBetween(tx: Tx, pairs: Between[]): Promise<string[]> {
  if (pairs.length === 0) return [];
  const both = pairs.flatMap(({ account, from }) => [
    { account, who: from },
    { account: from, who: account },
  ]);
  const { rows } = await tx.execute<{ account: string }>(
    sql`delete from notifications n using ${unnest("pair", both, { account: "bigint", who: "bigint" })}
      where n.account_id = pair.account and n.type = ${ofTypes} and n.from_id = pair.who
        and exists (select from ${blocks} where (account_id = pair.account and target_id = pair.who)
          or (account_id = pair.who and target_id = pair.account))
      returning n.account_id as account`,
  );
  return [...new Set(rows.map(({ account }) => account))];
}

/** Whether an account's list has something from another; `hidden`: with a post for followers only. */
export type Asked = { n: number; account: string; who: string; hidden: boolean };

/** Of these questions those whose answer is yes. */
export async function findTold(db: Reader, asked: Asked[]): Promise<Pick<Asked, "n" | "account">[]> {
  if (asked.length === 0) return [];
  const types = { n: "int", account: "bigint", who: "bigint", hidden: "boolean" };
  const { rows } = await db.execute<Pick<Asked, "n" | "account">>(
    sql`select asked.n, asked.account from ${unnest("asked", asked, types)}
      where exists (select from ${notifications} n where n.account_id = asked.account and n.type = ${ofTypes}
        and n.from_id = asked.who and not n.dismissed and (not asked.hidden or exists (
          select from ${posts} p where p.id = n.post_id and p.account_id = asked.who and p.visibility = 'private')))`,
  );
  return rows;
}

/** All that is told of some posts, the oldest first. */
export async function findOfPosts(db: Reader, ids: string[]): Promise<(Told & { post: string })[]> {
  if (ids.length === 0) return [];
  return db
    .select({ id: notifications.id, account: notifications.accountId, post: notifications.postId })
    .from(notifications)
    .where(and(sql`${notifications.postId} = any(${sql.param(ids)}::bigint[])`, sql`not ${notifications.dismissed}`))
    .orderBy(asc(notifications.id));
}

/** Removes what was told of posts whose delete, `seconds` ago or up to two days before, can no longer be taken back. */
export async function removeOfDeleted(tx: Tx, seconds: number): Promise<void> {
  await tx.execute(
    sql`delete from notifications where post_id in (select id from ${posts}
      where deleted_at < now() - make_interval(secs => ${seconds}) and deleted_at > now() - make_interval(days => 2, secs => ${seconds}))`,
  );
}

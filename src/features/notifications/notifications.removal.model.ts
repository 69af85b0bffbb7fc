import { and, eq, sql } from "drizzle-orm";
import type { Reader, Tx } from "#core/db";
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

/** Removes what two accounts were told of each other, if one blocks the other now; the accounts whose list changed. */
export async function removeBetween(tx: Tx, one: string, other: string): Promise<string[]> {
  const types = sql`${sql.param([...notificationTypes])}::text[]`;
  const { rows } = await tx.execute<{ account: string }>(
    sql`delete from notifications where type = any(${types})
      and ((account_id = ${one} and from_id = ${other}) or (account_id = ${other} and from_id = ${one}))
      and exists (select from ${blocks} where (account_id = ${one} and target_id = ${other}) or (account_id = ${other} and target_id = ${one}))
      returning account_id as account`,
  );
  return [...new Set(rows.map(({ account }) => account))];
}

/** Whether `from` is in the list of an account; `hidden`: with a post for followers only. */
export async function isTold(db: Reader, account: string, from: string, hidden: boolean): Promise<boolean> {
  const { rows } = await db.execute(
    sql`select from ${notifications} n where n.account_id = ${account} and n.from_id = ${from}
      and n.type = any(${sql.param([...notificationTypes])}::text[]) and not n.dismissed
      and (not ${hidden} or exists (select from ${posts} p where p.id = n.post_id and p.account_id = ${from} and p.visibility = 'private'))
      limit 1`,
  );
  return rows.length > 0;
}

/** All that is told of a post. */
export function findOfPost(db: Reader, post: string): Promise<Told[]> {
  return db
    .select({ id: notifications.id, account: notifications.accountId })
    .from(notifications)
    .where(and(eq(notifications.postId, post), sql`not ${notifications.dismissed}`));
}

/** Removes what was told of posts whose delete, `seconds` ago or up to two days before, can no longer be taken back. */
export async function removeOfDeleted(tx: Tx, seconds: number): Promise<void> {
  await tx.execute(
    sql`delete from notifications where post_id in (select id from ${posts}
      where deleted_at < now() - make_interval(secs => ${seconds}) and deleted_at > now() - make_interval(days => 2, secs => ${seconds}))`,
  );
}

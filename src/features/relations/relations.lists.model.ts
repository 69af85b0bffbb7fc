import { and, asc, desc, eq, gt, isNull, lt, or, sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import type { Db } from "#core/db";
import type { Paging } from "#core/forms";
import { pageBounds } from "#core/paging";
import { accounts } from "#accounts";
import type { AccountRow } from "#accounts";
import { blocks, followRequests, follows, mutes } from "./relations.model.ts";

/** An account on a list of relations, and the relation's id, by which the list is sorted. */
export type Listed = { id: string; account: AccountRow };

type Relations = typeof follows | typeof followRequests | typeof blocks | typeof mutes;

/** Nobody whom the viewer mutes or blocks or who blocks them; on one's own list everyone. */
const isMetBy = (viewer: string | null): SQL | undefined =>
  viewer === null
    ? undefined
    : sql`not exists (select from ${blocks} where ${blocks.accountId} = ${viewer} and ${blocks.targetId} = ${accounts.id})
      and not exists (select from ${blocks} where ${blocks.accountId} = ${accounts.id} and ${blocks.targetId} = ${viewer})
      and not exists (select from ${mutes} where ${mutes.accountId} = ${viewer} and ${mutes.targetId} = ${accounts.id}
        and (${mutes.expiresAt} is null or ${mutes.expiresAt} > now()))`;

/** A page of the accounts on one side of a kind of relation, whose other side is `owner`, newest first. */
async function findPage(
  db: Db,
  table: Relations,
  side: "accountId" | "targetId",
  owner: string,
  paging: Paging,
  rest?: SQL,
): Promise<Listed[]> {
  const { below, above, upward } = pageBounds(paging);
  const owned = side === "accountId" ? table.targetId : table.accountId;
  const rows = await db
    .select({ id: table.id, account: accounts })
    .from(table)
    .innerJoin(accounts, eq(accounts.id, table[side]))
    .where(and(eq(owned, owner), lt(table.id, below), gt(table.id, above), rest))
    .orderBy(upward ? asc(table.id) : desc(table.id))
    .limit(paging.limit);
  return upward ? rows.reverse() : rows;
}

/** Who follows an account, as `viewer` sees it; null for nobody, and for whose list it is. */
export const findFollowers = (db: Db, id: string, viewer: string | null, paging: Paging) =>
  findPage(db, follows, "accountId", id, paging, isMetBy(viewer));

/** Whom an account follows, as `viewer` sees it; null for nobody, and for whose list it is. */
export const findFollowing = (db: Db, id: string, viewer: string | null, paging: Paging) =>
  findPage(db, follows, "targetId", id, paging, isMetBy(viewer));

/** Who has asked to follow an account. */
export const findRequests = (db: Db, id: string, paging: Paging) =>
  findPage(db, followRequests, "accountId", id, paging);

/** Whom an account blocks. */
export const findBlocked = (db: Db, id: string, paging: Paging) => findPage(db, blocks, "targetId", id, paging);

/** Whom an account mutes. */
export const findMuted = (db: Db, id: string, paging: Paging) =>
  findPage(db, mutes, "targetId", id, paging, or(isNull(mutes.expiresAt), gt(mutes.expiresAt, sql`now()`)));

/** When the mutes of an account end by themselves, by whom they mute. */
export async function findExpiries(db: Db, id: string, targets: string[]): Promise<Map<string, Date | null>> {
  const rows = await db
    .select({ targetId: mutes.targetId, expiresAt: mutes.expiresAt })
    .from(mutes)
    .where(and(eq(mutes.accountId, id), sql`${mutes.targetId} = any(${sql.param(targets)}::bigint[])`));
  return new Map(rows.map(({ targetId, expiresAt }) => [targetId, expiresAt]));
}

/** Of those whom `viewer` follows, up to `each` who follow each target; none for a target that blocks the viewer. */
export async function findFamiliar(db: Db, viewer: string, targets: string[], each: number) {
  const { rows } = await db.execute<{ target: string; account: string }>(sql`
    select t.id as target, k.account_id as account
    from unnest(${sql.param(targets)}::bigint[]) as t (id)
    cross join lateral (
      select theirs.account_id from follows mine
      join follows theirs on theirs.account_id = mine.target_id and theirs.target_id = t.id
      where mine.account_id = ${viewer} order by theirs.id desc limit ${each}
    ) k
    where not exists (select from blocks where account_id = t.id and target_id = ${viewer})`);
  return rows;
}

/** The ids of those of some accounts that exist, and their rows. */
export async function findAccountRows(db: Db, ids: string[]): Promise<Map<string, AccountRow>> {
  const rows = await db
    .select()
    .from(accounts)
    .where(sql`${accounts.id} = any(${sql.param(ids)}::bigint[])`);
  return new Map(rows.map((row) => [row.id, row]));
}

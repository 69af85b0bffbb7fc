import { and, eq, sql } from "drizzle-orm";
import type { Reader, Tx } from "#core/db";
import { accounts } from "#accounts";
import { accountNotes, blocks, followRequests, follows, mutes } from "./relations.model.ts";
import type { Wants } from "./relations.rules.ts";

/** How `accountId` stands to `targetId`, and how the target stands to them. */
export type Relation = Wants & {
  accountId: string;
  targetId: string;
  following: boolean;
  followedBy: boolean;
  blocking: boolean;
  blockedBy: boolean;
  muting: boolean;
  mutingNotifications: boolean;
  requested: boolean;
  requestedBy: boolean;
  note: string;
};

/** From one account to another. */
type Pair = { accountId: string; targetId: string };

/** Who both stand in a pair, the other way round. */
export const reversed = ({ accountId, targetId }: Pair): Pair => ({ accountId: targetId, targetId: accountId });

/** How accounts stand to others, in the order asked for; a target that does not exist is left out. */
export async function findRelations(db: Reader, pairs: Pair[]): Promise<Relation[]> {
  if (pairs.length === 0) return [];
  const list = (ids: string[]) => sql`${sql.param(ids)}::bigint[]`;
  const { rows } = await db.execute<Relation>(sql`
    select p.a as "accountId", p.t as "targetId",
      f.account_id is not null as following, r.account_id is not null as requested,
      coalesce(f.reblogs, r.reblogs, false) as reblogs, coalesce(f.notify, r.notify, false) as notify,
      coalesce(f.languages, r.languages) as languages,
      exists (select from follows x where x.account_id = p.t and x.target_id = p.a) as "followedBy",
      exists (select from follow_requests x where x.account_id = p.t and x.target_id = p.a) as "requestedBy",
      exists (select from blocks x where x.account_id = p.a and x.target_id = p.t) as blocking,
      exists (select from blocks x where x.account_id = p.t and x.target_id = p.a) as "blockedBy",
      m.account_id is not null as muting, coalesce(m.notifications, false) as "mutingNotifications",
      coalesce(n.comment, '') as note
    from unnest(${list(pairs.map((p) => p.accountId))}, ${list(pairs.map((p) => p.targetId))})
      with ordinality as p (a, t, place)
    join accounts on accounts.id = p.t
    left join follows f on f.account_id = p.a and f.target_id = p.t
    left join follow_requests r on r.account_id = p.a and r.target_id = p.t
    left join mutes m on m.account_id = p.a and m.target_id = p.t and (m.expires_at is null or m.expires_at > now())
    left join account_notes n on n.account_id = p.a and n.target_id = p.t
    order by p.place`);
  return rows;
}

/**
 * Lets one change at a time happen between two accounts, whichever of them makes it, until the transaction ends: what
 * is read of the two after it stays true. Others never wait for it, however many follow one account at once.
 */
export async function lockPair(tx: Tx, { accountId, targetId }: Pair): Promise<void> {
  const key = `relations ${[accountId, targetId].sort().join(" ")}`;
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`);
}

const isPair = (table: typeof follows | typeof followRequests | typeof blocks | typeof mutes, pair: Pair) =>
  and(eq(table.accountId, pair.accountId), eq(table.targetId, pair.targetId));

/** Adds a follow, of a locked account only with its `consent`; says whether there is a new one. */
export async function insertFollow(tx: Tx, pair: Pair, wants: Wants, consent: boolean): Promise<boolean> {
  const { rowCount } = await tx.execute(sql`
    insert into follows (account_id, target_id, reblogs, notify, languages)
    select ${pair.accountId}, id, ${wants.reblogs}, ${wants.notify}, ${sql.param(wants.languages)}::text[] from ${accounts}
    where id = ${pair.targetId} and (${consent} or not locked) on conflict do nothing`);
  return rowCount === 1;
}

export async function updateFollow(tx: Tx, pair: Pair, wants: Wants): Promise<void> {
  const { reblogs, notify, languages } = wants;
  await tx.update(follows).set({ reblogs, notify, languages }).where(isPair(follows, pair));
}

/** Adds a request, or changes what is wanted with it. */
export async function putRequest(tx: Tx, pair: Pair, { reblogs, notify, languages }: Wants): Promise<void> {
  const set = { reblogs, notify, languages };
  const target = [followRequests.accountId, followRequests.targetId];
  await tx
    .insert(followRequests)
    .values({ ...pair, ...set })
    .onConflictDoUpdate({ target, set });
}

/** Removes a follow; says whether there was one. */
export async function removeFollow(tx: Tx, pair: Pair): Promise<boolean> {
  const removed = await tx.delete(follows).where(isPair(follows, pair)).returning({ id: follows.id });
  return removed.length > 0;
}

/** Removes a request, and says what was wanted with it; undefined when there was none. */
export async function takeRequest(tx: Tx, pair: Pair): Promise<Wants | undefined> {
  const [taken] = await tx.delete(followRequests).where(isPair(followRequests, pair)).returning();
  return taken;
}

/** Adds a block; says whether it is new. */
export async function insertBlock(tx: Tx, pair: Pair): Promise<boolean> {
  const added = await tx.insert(blocks).values(pair).onConflictDoNothing().returning({ id: blocks.id });
  return added.length > 0;
}

/** Removes a block; says whether there was one. */
export async function removeBlock(tx: Tx, pair: Pair): Promise<boolean> {
  const removed = await tx.delete(blocks).where(isPair(blocks, pair)).returning({ id: blocks.id });
  return removed.length > 0;
}

/** Mutes from now on for so many seconds, or for ever, whatever was before. */
export async function putMute(tx: Tx, pair: Pair, notifications: boolean, seconds: number | null): Promise<void> {
  const set = {
    notifications,
    expiresAt: seconds === null ? null : sql`now() + make_interval(secs => ${seconds})`,
  };
  await tx
    .insert(mutes)
    .values({ ...pair, ...set })
    .onConflictDoUpdate({ target: [mutes.accountId, mutes.targetId], set });
}

/** Removes a mute; says whether there was one. */
export async function removeMute(tx: Tx, pair: Pair): Promise<boolean> {
  const removed = await tx.delete(mutes).where(isPair(mutes, pair)).returning({ id: mutes.id });
  return removed.length > 0;
}

/** Ends mutes that are over, at most so many; one that is renewed meanwhile stays. */
export async function removeExpiredMutes(tx: Tx, atMost: number): Promise<Pair[]> {
  const { rows } = await tx.execute<Pair>(sql`
    delete from ${mutes} where expires_at <= now() and (account_id, target_id) in (
      select account_id, target_id from ${mutes} where expires_at <= now() order by expires_at limit ${atMost})
    returning account_id as "accountId", target_id as "targetId"`);
  return rows;
}

/** Keeps a note; an empty one is none. */
export async function putNote(tx: Tx, pair: Pair, comment: string): Promise<void> {
  const { accountId, targetId } = accountNotes;
  if (comment === "")
    await tx.delete(accountNotes).where(and(eq(accountId, pair.accountId), eq(targetId, pair.targetId)));
  else
    await tx
      .insert(accountNotes)
      .values({ ...pair, comment })
      .onConflictDoUpdate({ target: [accountId, targetId], set: { comment } });
}

import { and, asc, desc, eq, gt, isNotNull, isNull, lt, sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import type { Reader, Tx } from "#core/db";
import type { Paging } from "#core/forms";
import { pageBounds } from "#core/paging";
import type { Visibility } from "./posts.contract.ts";
import { nextPostId, selectPosts } from "./posts.model.ts";
import type { PostRow } from "./posts.model.ts";
import { posts } from "./posts.tables.model.ts";
import { listedFor, meets, visibleTo } from "./posts.visible.model.ts";

/** Boosts a post. One account boosts it once, however often and simultaneously it asks: `made` only the first time. */
export async function insertBoost(
  tx: Tx,
  row: { accountId: string; reblogOfId: string; visibility: Visibility; appId: string | null },
): Promise<{ id: string; made: boolean }> {
  const id = await nextPostId(tx);
  const mine = and(eq(posts.accountId, row.accountId), eq(posts.reblogOfId, row.reblogOfId), isNull(posts.deletedAt));
  for (;;) {
    const boost = { ...row, id, threadId: id, text: "" };
    const made = await tx.insert(posts).values(boost).onConflictDoNothing().returning({ id: posts.id });
    if (made.length > 0) return { id, made: true };
    // None now means that it was just taken back: ours can be there after all.
    const [there] = await tx.select({ id: posts.id }).from(posts).where(mine);
    if (there) return { id: there.id, made: false };
  }
}

/** Takes an account's boost of a post back; what it was, if there was one. */
export async function removeBoost(
  tx: Tx,
  accountId: string,
  reblogOfId: string,
  at: Date,
): Promise<{ id: string; visibility: Visibility } | undefined> {
  const [gone] = await tx
    .update(posts)
    .set({ deletedAt: at })
    .where(and(eq(posts.accountId, accountId), eq(posts.reblogOfId, reblogOfId), isNull(posts.deletedAt)))
    .returning({ id: posts.id, visibility: posts.visibility });
  return gone;
}

/** The ids of all boosts of a post that were not taken back. */
export async function findBoostIds(tx: Tx, reblogOfId: string): Promise<string[]> {
  const rows = await tx
    .select({ id: posts.id })
    .from(posts)
    .where(and(eq(posts.reblogOfId, reblogOfId), isNull(posts.deletedAt)));
  return rows.map(({ id }) => id);
}

/** Forgets boosts that were taken back so many hours ago that no replay tells of it any more. */
export async function removeOldBoosts(tx: Tx, hours: number): Promise<void> {
  await tx
    .delete(posts)
    .where(and(isNotNull(posts.reblogOfId), sql`${posts.deletedAt} < now() - make_interval(hours => ${hours})`));
}

/** A page of posts, newest first, of those that the viewer may see. */
async function findPage(db: Reader, viewer: string | null, paging: Paging, which: SQL | undefined): Promise<PostRow[]> {
  const { below, above, upward } = pageBounds(paging);
  const rows = await selectPosts(db)
    .where(and(which, visibleTo(viewer), lt(posts.id, below), gt(posts.id, above)))
    .orderBy(upward ? asc(posts.id) : desc(posts.id))
    .limit(paging.limit);
  return upward ? rows.reverse() : rows;
}

/** A page of the boosts of a post, of those by whom the viewer meets. */
export const findBoosts = (db: Reader, postId: string, viewer: string | null, paging: Paging): Promise<PostRow[]> =>
  findPage(db, viewer, paging, and(eq(posts.reblogOfId, postId), meets(viewer, posts.accountId)));

/** A page of the posts that quote a post, of those that the viewer meets in lists. */
export const findQuotes = (db: Reader, postId: string, viewer: string | null, paging: Paging): Promise<PostRow[]> =>
  findPage(db, viewer, paging, and(eq(posts.quoteOfId, postId), eq(posts.quoteRevoked, false), listedFor(viewer)));

import type { Ctx, MemberCtx } from "#core/context";
import type { Tx } from "#core/db";
import { notFound } from "#core/errors";
import { isId } from "#core/ids";
import type { Status } from "./posts.contract.ts";
import { notYours, noWords, tooManyIds } from "./posts.errors.ts";
import { maxIds } from "./posts.limits.ts";
import { findVisiblePost, findVisiblePosts, lockPost, originalOf } from "./posts.model.ts";
import type { PostRow } from "./posts.model.ts";
import { showPost, showPosts } from "./posts.show.service.ts";
import type { PostFields } from "./posts.tables.model.ts";

/** The post with this id; 404 if the viewer may not see it, as if it were not there. */
export async function findPost(ctx: Ctx, id: string): Promise<PostRow> {
  const row = isId(id) ? await findVisiblePost(ctx.db, id, ctx.viewer?.accountId ?? null) : undefined;
  if (!row) throw notFound();
  return row;
}

/** The same, but what a boost boosts instead of the boost: what is done to a boost is meant for that. */
export async function findOriginal(ctx: Ctx, id: string): Promise<PostRow> {
  return originalOf(await findPost(ctx, id));
}

/** The post, locked, if the viewer wrote it: 404 where they may not even see it, 403 where they may only look. */
export async function lockOwnPost(ctx: MemberCtx, tx: Tx, id: string): Promise<PostFields> {
  const post = await lockPost(tx, id);
  if (!post || post.deletedAt) throw notFound();
  const visible = async () => (await findVisiblePosts(tx, [id], ctx.viewer.accountId)).length > 0;
  if (post.accountId !== ctx.viewer.accountId) throw (await visible()) ? notYours() : notFound();
  // Whose boost it is may since have lost sight of what it boosts.
  if (post.reblogOfId !== null && !(await visible())) throw notFound();
  return post;
}

/** The same, but 422 for a boost, which has nothing that could be changed. */
export async function lockOwnWords(ctx: MemberCtx, tx: Tx, id: string): Promise<PostFields> {
  const post = await lockOwnPost(ctx, tx, id);
  if (post.reblogOfId !== null) throw noWords();
  return post;
}

/** The post, if the viewer may see it; 404 otherwise. */
export async function getPost(ctx: Ctx, id: string): Promise<Status> {
  return showPost(ctx, await findPost(ctx, id));
}

/** The posts with these ids in the same order, without those that the viewer may not see. */
export async function listPosts(ctx: Ctx, ids: string[]): Promise<Status[]> {
  if (ids.length > maxIds) throw tooManyIds();
  const asked = [...new Set(ids)].filter(isId);
  const rows = await findVisiblePosts(ctx.db, asked, ctx.viewer?.accountId ?? null);
  const byId = new Map(rows.map((row) => [row.post.id, row]));
  return showPosts(
    ctx,
    asked.flatMap((id) => byId.get(id) ?? []),
  );
}

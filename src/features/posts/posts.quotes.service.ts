import type { Ctx, MemberCtx } from "#core/context";
import { notFound } from "#core/errors";
import { write } from "#core/events";
import type { Paging } from "#core/forms";
import { findOriginal, findPost, getPost, lockOwnWords } from "./posts.access.service.ts";
import { isOpen } from "./posts.audience.view.ts";
import { findQuotes } from "./posts.boosts.model.ts";
import type { InteractionPolicy, Status } from "./posts.contract.ts";
import { count } from "./posts.counters.model.ts";
import { notYours } from "./posts.errors.ts";
import { lockPost, updatePost } from "./posts.model.ts";
import { newPolicies } from "./posts.rules.ts";
import { showPosts } from "./posts.show.service.ts";

/** A page of the posts that quote a post, newest first, as far as the viewer may see them. */
export async function listQuotes(ctx: Ctx, id: string, paging: Paging): Promise<Status[]> {
  const { post } = await findOriginal(ctx, id);
  return showPosts(ctx, await findQuotes(ctx.db, post.id, ctx.viewer?.accountId ?? null, paging));
}

/** Takes the viewer's post out of a post that quotes it, for good; answers the quoting post. */
export async function revokeQuote(ctx: MemberCtx, id: string, quotingId: string): Promise<Status> {
  const { post } = await findPost(ctx, id);
  if (post.accountId !== ctx.viewer.accountId) throw notYours();
  const quoting = await findPost(ctx, quotingId);
  if (quoting.post.quoteOfId !== post.id) throw notFound();
  await write(ctx, async (tx, emit) => {
    const now = await lockPost(tx, quotingId);
    if (!now || now.deletedAt) throw notFound();
    if (now.quoteRevoked) return;
    await updatePost(tx, quotingId, { quoteRevoked: true });
    emit({ type: "post.edited", subject: quotingId, data: { what: "quote" } });
    if (!isOpen(now)) return;
    await count(tx, post.id, "quotes", -1);
    emit({ type: "post.counted", subject: post.id });
  });
  return getPost(ctx, quotingId);
}

/** Changes who may quote the viewer's post and who may reply to it, from now on. */
export async function setPolicy(ctx: MemberCtx, id: string, input: InteractionPolicy): Promise<Status> {
  await write(ctx, async (tx, emit) => {
    const post = await lockOwnWords(ctx, tx, id);
    const policies = newPolicies(post, input);
    if (!policies) return;
    await updatePost(tx, id, policies);
    emit({ type: "post.edited", subject: id, data: { what: "policy" } });
  });
  return getPost(ctx, id);
}

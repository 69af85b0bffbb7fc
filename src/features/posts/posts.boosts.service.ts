import type { Ctx, MemberCtx } from "#core/context";
import type { Tx } from "#core/db";
import { notFound } from "#core/errors";
import { write } from "#core/events";
import type { Emit } from "#core/events";
import type { Paging } from "#core/forms";
import { accountView, defaultsOf, findAccount } from "#accounts";
import { isOpen } from "./posts.audience.view.ts";
import { findOriginal, getPost } from "./posts.access.service.ts";
import { findBoosts, insertBoost, removeBoost } from "./posts.boosts.model.ts";
import type { BoostPost, Status, Visibility } from "./posts.contract.ts";
import { count } from "./posts.counters.model.ts";
import { notForBoosting } from "./posts.errors.ts";
import type { AccountPage } from "./posts.marks.service.ts";
import type { PostFields } from "./posts.tables.model.ts";

/** Boosts a post that everyone may see, or one's own for followers. Doing it again is the same boost. */
export async function boostPost(ctx: MemberCtx, id: string, input: BoostPost): Promise<Status> {
  const { post } = await findOriginal(ctx, id);
  const accountId = ctx.viewer.accountId;
  const own = post.visibility === "private" && post.accountId === accountId;
  if (!isOpen(post) && !own) throw notForBoosting();
  const account = await findAccount(ctx.db, accountId);
  if (!account) throw notFound();
  const usual = defaultsOf(account).privacy;
  const visibility = own ? "private" : (input.visibility ?? usual);
  const boost = await write(ctx, async (tx, emit) => {
    const row = { accountId, reblogOfId: post.id, visibility, appId: ctx.grant?.appId ?? null };
    const { id, made } = await insertBoost(tx, row);
    if (made) {
      emit({ type: "post.created", subject: id });
      await countBoost(ctx, tx, emit, post, visibility, 1);
    }
    return id;
  });
  return getPost(ctx, boost);
}

/** Takes the viewer's boost of a post back, if there is one; answers the post. */
export async function unboostPost(ctx: MemberCtx, id: string): Promise<Status> {
  const { post } = await findOriginal(ctx, id);
  await write(ctx, (tx, emit) => dropBoost(ctx, tx, emit, post));
  return getPost(ctx, post.id);
}

/** Takes the viewer's boost of a post back in a transaction, if there is one. */
export async function dropBoost(
  ctx: MemberCtx,
  tx: Tx,
  emit: Emit,
  post: Pick<PostFields, "id" | "visibility">,
): Promise<void> {
  const gone = await removeBoost(tx, ctx.viewer.accountId, post.id, ctx.clock());
  if (!gone) return;
  emit({ type: "post.deleted", subject: gone.id });
  await countBoost(ctx, tx, emit, post, gone.visibility, -1);
}

/** A number never tells strangers of a boost that is only for followers, unless the post itself is. */
async function countBoost(
  ctx: MemberCtx,
  tx: Tx,
  emit: Emit,
  post: Pick<PostFields, "id" | "visibility">,
  visibility: Visibility,
  by: 1 | -1,
): Promise<void> {
  const data = { account: ctx.viewer.accountId, what: "reblog", on: by === 1 };
  emit({ type: "post.marked", subject: post.id, data });
  if (!isOpen({ visibility }) && isOpen(post)) return;
  await count(tx, post.id, "reblogs", by);
  emit({ type: "post.counted", subject: post.id });
}

/** A page of who boosted a post, the latest first, of those whose boost the viewer may see and whom they meet. */
export async function listBoosters(ctx: Ctx, id: string, paging: Paging): Promise<AccountPage> {
  const { post } = await findOriginal(ctx, id);
  const rows = await findBoosts(ctx.db, post.id, ctx.viewer?.accountId ?? null, paging);
  return {
    places: rows.map((row) => ({ id: row.post.id })),
    accounts: rows.map(({ account }) => accountView(ctx.config, account)),
  };
}

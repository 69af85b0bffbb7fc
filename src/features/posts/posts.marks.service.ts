import type { Ctx, MemberCtx } from "#core/context";
import type { Paging } from "#core/forms";
import { write } from "#core/events";
import { accountView } from "#accounts";
import type { Account } from "#accounts";
import type { z } from "zod";
import { findOriginal, getPost } from "./posts.access.service.ts";
import type { Status } from "./posts.contract.ts";
import { count } from "./posts.counters.model.ts";
import { notForPinning, tooManyPins } from "./posts.errors.ts";
import { maxPins } from "./posts.limits.ts";
import { addMark, findFavouriters, lockPins, removeMark } from "./posts.marks.model.ts";
import type { Mark } from "./posts.marks.model.ts";

/** A page of accounts, and the ids that it is sorted by. */
export type AccountPage = { accounts: z.infer<typeof Account>[]; places: { id: string }[] };

/** Marks a post that the viewer sees, or takes the mark back. Doing it again changes nothing and tells nobody. */
export async function markPost(ctx: MemberCtx, id: string, what: Mark, on: boolean): Promise<Status> {
  const { post } = await findOriginal(ctx, id);
  const account = ctx.viewer.accountId;
  if (what === "pin" && (post.accountId !== account || post.visibility === "direct")) throw notForPinning();
  await write(ctx, async (tx, emit) => {
    const pinned = what === "pin" && on ? await lockPins(tx, account) : 0;
    const changed = await (on ? addMark : removeMark)(tx, what, account, post);
    if (!changed) return;
    if (pinned >= maxPins) throw tooManyPins();
    emit({ type: "post.marked", subject: post.id, data: { account, what, on } });
    if (what !== "favourite") return;
    await count(tx, post.id, "favourites", on ? 1 : -1);
    emit({ type: "post.counted", subject: post.id });
  });
  return getPost(ctx, post.id);
}

/** A page of who favourited a post, the latest first, without those at odds with the viewer. */
export async function listFavouriters(ctx: Ctx, id: string, paging: Paging): Promise<AccountPage> {
  const { post } = await findOriginal(ctx, id);
  const places = await findFavouriters(ctx.db, post.id, ctx.viewer?.accountId ?? null, paging);
  return { places, accounts: places.map(({ account }) => accountView(ctx.config, account)) };
}

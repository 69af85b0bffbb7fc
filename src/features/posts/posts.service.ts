import type { Ctx, MemberCtx } from "#core/context";
import { notFound } from "#core/errors";
import { tagsOf } from "#core/writing.syntax";
import { findMentioned } from "#accounts";
import type { MentionRow } from "#accounts";
import { write } from "#core/events";
import { findOriginal, lockOwnPost, lockOwnWords } from "./posts.access.service.ts";
import { isOpen } from "./posts.audience.view.ts";
import { findBoostIds } from "./posts.boosts.model.ts";
import { dropBoost } from "./posts.boosts.service.ts";
import type { DeletedStatus, EditPost, Status, StatusEdit, StatusSource } from "./posts.contract.ts";
import { notYours } from "./posts.errors.ts";
import { undoSeconds } from "./posts.limits.ts";
import { dropPinTooMany } from "./posts.marks.model.ts";
import { findEdits, insertEdit, lockPost, readPost, updatePost } from "./posts.model.ts";
import { checkWords, newPolicies, refuseUnbuilt } from "./posts.rules.ts";
import { showPost } from "./posts.show.service.ts";
import type { PostFields } from "./posts.tables.model.ts";
import { setTags } from "./posts.tags.model.ts";
import { historyView } from "./posts.view.ts";
import { countWords } from "./posts.words.service.ts";

/** The versions of a post, oldest first; the last is the present one. */
export async function getHistory(ctx: Ctx, id: string): Promise<StatusEdit[]> {
  const row = await findOriginal(ctx, id);
  return historyView(ctx.config, row, await findEdits(ctx.db, row.post.id));
}

/** What the author wrote, for editing it. */
export async function getSource(ctx: MemberCtx, id: string): Promise<StatusSource> {
  const { post } = await findOriginal(ctx, id);
  if (post.accountId !== ctx.viewer.accountId) throw notYours();
  return { id: post.id, text: post.text, spoiler_text: post.spoilerText };
}

/** Changes what a post says and keeps what it said. Saying the same again changes nothing. */
export async function editPost(ctx: MemberCtx, id: string, input: EditPost): Promise<Status> {
  refuseUnbuilt(input);
  const words = checkWords(ctx.config, input);
  const resolved = await findMentioned(ctx.db, ctx.config, words.text);
  const row = await write(ctx, async (tx, emit) => {
    const post = await lockOwnWords(ctx, tx, id);
    const same =
      post.text === words.text && post.spoilerText === words.spoilerText && post.sensitive === words.sensitive;
    const policies = newPolicies(post, input);
    if (policies) await updatePost(tx, id, policies);
    if (same) {
      if (policies) emit({ type: "post.edited", subject: id, data: { what: "policy" } });
      return readPost(tx, id);
    }
    const mentions = mentionsAfter(post, resolved);
    await insertEdit(tx, post);
    await updatePost(tx, id, {
      ...words,
      language: words.language ?? post.language,
      mentions,
      mentioned: isOpen(post) ? mentions.map((m) => m.id) : post.mentioned,
      editedAt: ctx.clock(),
    });
    await setTags(tx, post, tagsOf(words.text));
    emit({ type: "post.edited", subject: id, data: { tags: tagsOf(post.text) } });
    return readPost(tx, id);
  });
  return showPost(ctx, row);
}

/** Deletes a post: when the answer arrives it is gone. Its author can take that back for `undoSeconds`. */
export async function deletePost(ctx: MemberCtx, id: string): Promise<DeletedStatus> {
  const row = await write(ctx, async (tx, emit) => {
    const post = await lockOwnPost(ctx, tx, id);
    const before = await readPost(tx, id);
    if (before.original) {
      await dropBoost(ctx, tx, emit, before.original);
      return before;
    }
    await updatePost(tx, id, { deletedAt: ctx.clock() });
    emit({ type: "post.deleted", subject: id, data: { tags: tagsOf(post.text) } });
    await countWords(ctx, tx, emit, post, -1, false);
    return before;
  });
  return { ...(await showPost(ctx, row)), text: row.post.text };
}

/** Takes a delete back: the same post, with its id, its replies and its history. 404 when it is too late. */
export async function restorePost(ctx: MemberCtx, id: string): Promise<Status> {
  const row = await write(ctx, async (tx, emit) => {
    const post = await lockPost(tx, id);
    // A boost is made anew, not taken back.
    if (!post || post.accountId !== ctx.viewer.accountId || post.reblogOfId !== null) throw notFound();
    if (!post.deletedAt) return readPost(tx, id);
    if (ctx.clock().getTime() - post.deletedAt.getTime() > undoSeconds * 1000) throw notFound();
    await updatePost(tx, id, { deletedAt: null });
    await dropPinTooMany(tx, post.accountId, id);
    emit({ type: "post.restored", subject: id });
    // Boosts went with the post, and come back with it.
    for (const boost of await findBoostIds(tx, id)) emit({ type: "post.restored", subject: boost });
    await countWords(ctx, tx, emit, post, 1, false);
    return readPost(tx, id);
  });
  return showPost(ctx, row);
}

/** Whom a post names after an edit: nobody new where it is not for everyone, and of a direct post always its circle. */
function mentionsAfter(post: PostFields, named: MentionRow[]): MentionRow[] {
  if (isOpen(post)) return named;
  return post.visibility === "direct" ? post.mentions : named.filter((m) => post.mentioned.includes(m.id));
}

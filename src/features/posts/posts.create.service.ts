import type { MemberCtx } from "#core/context";
import type { Tx } from "#core/db";
import { notFound } from "#core/errors";
import { write } from "#core/events";
import { defaultsOf, findAccount, findMentioned } from "#accounts";
import type { MentionRow } from "#accounts";
import { findEdges } from "#relations";
import { findOriginal } from "./posts.access.service.ts";
import { closedBy, mayQuote } from "./posts.audience.view.ts";
import type { CreatePost, Status, Visibility } from "./posts.contract.ts";
import { mayNotQuote, mayNotReply } from "./posts.errors.ts";
import { claimKey } from "./posts.keys.model.ts";
import { findPosts, findRoot, holdPost, insertPost, nextPostId, readPost } from "./posts.model.ts";
import type { PostRow } from "./posts.model.ts";
import { checkWords, defaultVisibility, quotePolicyOf, refuseUnbuilt } from "./posts.rules.ts";
import { showPost } from "./posts.show.service.ts";
import { tagsOf } from "#core/writing.syntax";
import { addTags } from "./posts.tags.model.ts";
import { countWords } from "./posts.words.service.ts";

/** Makes a post. One key of one account makes one post, however often and however simultaneously it is sent. */
export async function createPost(ctx: MemberCtx, input: CreatePost, key: string | undefined): Promise<Status> {
  refuseUnbuilt(input);
  const accountId = ctx.viewer.accountId;
  const [author, parent, quoted] = await Promise.all([
    findAccount(ctx.db, accountId),
    findTarget(ctx, input.in_reply_to_id),
    findTarget(ctx, input.quoted_status_id || input.quote_id),
  ]);
  if (!author) throw notFound();
  const defaults = defaultsOf(author);
  const words = checkWords(ctx.config, {
    ...input,
    language: input.language ?? defaults.language,
    sensitive: input.sensitive ?? (defaults.sensitive || undefined),
  });
  const talk = parent?.post.visibility === "direct" ? parent : null;
  const visibility = talk
    ? "direct"
    : (input.visibility ?? defaultVisibility(defaults.privacy, parent?.post.visibility));
  const mentions = talk ? circleOf(talk, accountId) : await findMentioned(ctx.db, ctx.config, words.text);
  const { made, fresh } = await write(ctx, async (tx, emit) => {
    const id = await nextPostId(tx);
    const made = key === undefined ? id : await claimKey(tx, accountId, key, id);
    if (made !== id) return { made, fresh: false };
    if (parent) await checkReply(ctx, tx, parent.post.id);
    if (quoted) await checkQuote(ctx, tx, quoted.post.id);
    const post = {
      ...words,
      id,
      accountId,
      visibility,
      inReplyToId: parent?.post.id ?? null,
      inReplyToAccountId: parent?.post.accountId ?? null,
      threadId: parent?.post.threadId ?? id,
      quoteOfId: quoted?.post.id ?? null,
      quoteRevoked: false,
      quotePolicy: quotePolicyOf(visibility, input.quote_approval_policy ?? "public"),
      replyPolicy: input.reply_policy ?? "everyone",
      conversationId: conversationOf(visibility, talk, id),
      appId: ctx.grant?.appId ?? null,
      mentions,
      mentioned: talk ? circleIds(talk, accountId) : mentions.map((m) => m.id),
    };
    await insertPost(tx, post);
    await addTags(tx, post, tagsOf(post.text));
    emit({ type: "post.created", subject: id });
    await countWords(ctx, tx, emit, post, 1, true);
    return { made, fresh: true };
  });
  // Not before the commit: until then the author's row is held, and others of their posts wait. Another device may have
  // deleted it since; it was posted all the same.
  const row = (await findPosts(ctx.db, [made])).get(made);
  if (!row || (row.post.deletedAt && !fresh)) throw notFound();
  return showPost(ctx, row);
}

const findTarget = async (ctx: MemberCtx, id: string | null | undefined): Promise<PostRow | null> =>
  id ? findOriginal(ctx, id) : null;

/** A direct reply stays in the talk of what it answers; any other direct post begins one. */
function conversationOf(visibility: Visibility, talk: PostRow | null, id: string): string | null {
  if (visibility !== "direct") return null;
  return talk ? (talk.post.conversationId ?? talk.post.id) : id;
}

/** The others in a talk, who are the same for every post of it: a name in a reply invites nobody. */
const circleIds = ({ post }: PostRow, accountId: string): string[] =>
  [...new Set([post.accountId, ...post.mentioned])].filter((id) => id !== accountId);

function circleOf(talk: PostRow, accountId: string): MentionRow[] {
  const { id, username } = talk.account;
  const known = new Map([{ id, username }, ...talk.post.mentions].map((one) => [one.id, one]));
  return circleIds(talk, accountId).flatMap((one) => known.get(one) ?? []);
}

/** Throws 403 where the author of the post, or of its thread, wants no reply of the viewer. */
async function checkReply(ctx: MemberCtx, tx: Tx, id: string): Promise<void> {
  const { post } = await readPost(tx, id);
  const root = await findRoot(tx, post.threadId);
  const viewer = ctx.viewer.accountId;
  const edges = await findEdges(tx, [post.accountId, ...(root ? [root.accountId] : [])], [viewer]);
  const policy = closedBy(post, root, viewer, edges);
  if (policy) throw mayNotReply(policy);
}

/** Throws 403 where the viewer may not quote the post. Its author cannot change that until the quote is there. */
async function checkQuote(ctx: MemberCtx, tx: Tx, id: string): Promise<void> {
  const post = await holdPost(tx, id);
  if (!post || post.deletedAt) throw notFound();
  const edges = await findEdges(tx, [post.accountId], [ctx.viewer.accountId]);
  if (!mayQuote(post, ctx.viewer.accountId, edges)) throw mayNotQuote();
}

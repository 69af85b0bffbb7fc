import type { MemberCtx } from "#core/context";
import type { Tx } from "#core/db";
import type { Emit } from "#core/events";
import { countPost } from "#accounts";
import { isOpen } from "./posts.audience.view.ts";
import { count } from "./posts.counters.model.ts";
import type { PostFields } from "./posts.tables.model.ts";

type Counted = Pick<PostFields, "visibility" | "accountId" | "inReplyToId" | "quoteOfId" | "quoteRevoked">;

/**
 * Counts a post in or out where everyone sees the number: at its author, at what it answers and at what it quotes. A
 * post that is not for everyone moves none, nor says so. `news`: it was
 * just written.
 */
export async function countWords(
  ctx: MemberCtx,
  tx: Tx,
  emit: Emit,
  post: Counted,
  by: 1 | -1,
  news: boolean,
): Promise<void> {
  if (!isOpen(post)) return;
  await countPost(tx, post.accountId, by, news ? ctx.clock() : null);
  const quoted = post.quoteRevoked ? null : post.quoteOfId;
  if (post.inReplyToId) await count(tx, post.inReplyToId, "replies", by);
  if (quoted) await count(tx, quoted, "quotes", by);
  for (const subject of new Set([post.inReplyToId, quoted])) if (subject) emit({ type: "post.counted", subject });
}

import type { Status } from "../posts.contract.ts";

type Reader = { id: string } | null;

/** Why a reader may not reply to a post: the policy that stops them; null when they may. The server has the last word. */
export function replyBar(post: Status, reader: Reader): Exclude<Status["reply_policy"], "everyone"> | null {
  const { reply_policy: policy, can_reply, account, mentions } = post;
  if (!policy || policy === "everyone" || account.id === reader?.id || can_reply === true) return null;
  if (can_reply === false) return policy;
  // A live event does not know the reader: only what is the same for all can be told from it.
  const mentioned = mentions.some(({ id }) => id === reader?.id);
  return policy === "nobody" || (policy === "mentioned" && !mentioned) ? policy : null;
}

/** Whether a reader may boost a post: what is for everyone, and their own but for letters. */
export function mayBoost({ visibility, account }: Status, reader: Reader): boolean {
  return (
    visibility === "public" || visibility === "unlisted" || (visibility === "private" && account.id === reader?.id)
  );
}

/** Whether a reader may quote a post, as far as is known. */
export function mayQuote({ quote_approval, visibility, account }: Status, reader: Reader): boolean {
  if (quote_approval.current_user !== "unknown") return quote_approval.current_user !== "denied";
  if (visibility === "direct") return false;
  return account.id === reader?.id || (visibility !== "private" && quote_approval.automatic.length > 0);
}

import type { StatusSource } from "../posts.contract.ts";
import type { createDrafts } from "./drafts.store.ts";
import { addressOf } from "./actions.ts";
import type { Post } from "./posts.store.ts";

type Deps = {
  drafts: Pick<ReturnType<typeof createDrafts>, "giveBack">;
  fetchSource: (id: string) => Promise<StatusSource>;
  fetchPost: (id: string) => Promise<Post>;
  deletePost: (id: string) => Promise<boolean>;
};

/** Where a post's words are after it was deleted to be written anew, and whether it is gone. */
export type Redrafted = { path: string; state: { reply?: boolean; back?: boolean }; deleted: Promise<boolean> };

/**
 * Deletes a post to write it anew: its words are safe on the device before it is deleted. They go to where they were
 * written, a reply to its parent where that is still there. Rejects, with nothing done, when they cannot be read.
 */
export async function redraft(post: Post, { drafts, fetchSource, fetchPost, deletePost }: Deps): Promise<Redrafted> {
  const { text, spoiler_text } = await fetchSource(post.id);
  const parent = post.in_reply_to_id ? await fetchPost(post.in_reply_to_id).catch(() => null) : null;
  await drafts.giveBack(parent ? `reply:${parent.id}` : "new", {
    text,
    spoilerText: spoiler_text,
    visibility: post.visibility,
    quote: post.quote?.quoted_status_id ?? null,
    replyPolicy: post.reply_policy,
    language: post.language,
  });
  const deleted = deletePost(post.id);
  if (!parent) return { path: "/compose", state: { back: true }, deleted };
  return { path: addressOf(parent), state: { reply: true }, deleted };
}

import type { ThreadNode } from "./timelines.thread.model.ts";

/**
 * What answers a post, of the posts of its thread: each reply after what it answers, older replies first. Hidden and
 * deleted posts stand here too: they hold their replies in place.
 */
export function arrangeReplies(nodes: ThreadNode[], id: string): string[] {
  const children = Map.groupBy(nodes, (node) => node.parent);
  const replies: string[] = [];
  const stack = (children.get(id) ?? []).toReversed();
  for (let node = stack.pop(); node; node = stack.pop()) {
    replies.push(node.id);
    stack.push(...(children.get(node.id) ?? []).toReversed());
  }
  return replies;
}

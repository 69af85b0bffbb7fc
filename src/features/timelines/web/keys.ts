import type { Post, posts } from "#posts/web";

export type Posts = typeof posts;
/** What the posts tell their lists. */
export type PostNews = Parameters<Parameters<Posts["onEvent"]>[0]>[0];

/**
 * A list of posts, newest first. `account:<id>`: all that somebody writes and boosts; `posts:<id>`: without what they
 * answer others; `tagged:<id>:<key>`: what they wrote with a tag; `tag:<key>`: everyone's public posts with it.
 */
export type TimelineKey = "home" | "public" | `${"tag" | "account" | "posts" | "tagged"}:${string}`;

const parts = (key: string): [kind: string, of: string] => {
  const at = key.indexOf(":");
  return at < 0 ? [key, ""] : [key.slice(0, at), key.slice(at + 1)];
};

/** Where the first page of a list is read. */
export function pathOf(key: TimelineKey, limit: number): string {
  const [kind, name] = parts(key);
  if (kind === "tagged") {
    const [id, tag] = parts(name);
    return `/api/v1/accounts/${encodeURIComponent(id)}/statuses?limit=${limit}&tagged=${encodeURIComponent(tag)}`;
  }
  const of = encodeURIComponent(name);
  if (kind === "home") return `/api/v1/timelines/home?limit=${limit}`;
  if (kind === "public") return `/api/v1/timelines/public?local=true&limit=${limit}`;
  if (kind === "tag") return `/api/v1/timelines/tag/${of}?limit=${limit}`;
  const less = kind === "posts" ? "&exclude_replies=true" : "";
  return `/api/v1/accounts/${of}/statuses?limit=${limit}${less}`;
}

/** The channel on which a list's posts are told of. */
export function channelOf(key: TimelineKey): string {
  const [kind, of] = parts(key);
  if (kind === "tagged") return `account:${of.slice(0, of.indexOf(":"))}`;
  return kind === "posts" ? `account:${of}` : key;
}

/** Whether a post stands for itself, or goes on with what its author wrote: no answer to somebody else. */
export const standsAlone = (post: Pick<Post, "account" | "in_reply_to_id" | "in_reply_to_account_id">): boolean =>
  post.in_reply_to_id === null || post.in_reply_to_account_id === post.account.id;

/**
 * Whether a list is the place for a post. An event says on which channels' lists it is, as only the server can know;
 * of the reader's own new post, which no event has told of yet, its words say so.
 */
export function belongsTo(key: TimelineKey, post: Post, me: string | null, on?: readonly string[]): boolean {
  const [kind, of] = parts(key);
  if (kind === "posts" && !standsAlone(post)) return false;
  if (kind === "tagged" && (post.reblog || !hasTag(post, of.slice(of.indexOf(":") + 1)))) return false;
  if (on) return on.includes(channelOf(key));
  if (post.account.id !== me) return false;
  if (kind === "home") return true;
  if (kind === "account" || kind === "posts" || kind === "tagged") return channelOf(key) === `account:${me}`;
  if (post.visibility !== "public" || post.reblog) return false;
  return kind === "public" ? standsAlone(post) : hasTag(post, of);
}

const hasTag = ({ tags }: Post, tag: string) => tags.some(({ name }) => name === tag);

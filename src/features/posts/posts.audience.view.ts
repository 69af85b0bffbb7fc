import type { Channel } from "#core/live.contract";
import type { Audience, Reach } from "#core/live.delivery";
import type { Edges, Ties } from "#relations";
import type { ReplyPolicy } from "./posts.contract.ts";
import type { PostRow, Root } from "./posts.model.ts";
import type { PostFields } from "./posts.tables.model.ts";

/** What of a post decides who sees it. */
export type Seen = Pick<PostRow, "post" | "original">;

/** Whether everyone may see a post but for those who are at odds with its author; such posts are counted. */
export const isOpen = ({ visibility }: Pick<PostFields, "visibility">): boolean =>
  visibility === "public" || visibility === "unlisted";

const both = ({ post, original }: Seen) => (original ? [post, original] : [post]);

/** The accounts whose relations to a viewer decide whether they see a post, and where. */
export const concerned = (row: Seen): string[] =>
  both(row).flatMap((p) => [p.accountId, ...p.mentioned, ...(p.inReplyToAccountId ? [p.inReplyToAccountId] : [])]);

/** The rule of who may see a post; the model's `visibleTo` says the same as a condition. */
export function maySee(row: Seen, viewer: string, edges: Ties): boolean {
  return both(row).every((p) => {
    if (p.accountId === viewer) return true;
    if (edges.blocks(viewer, p.accountId) || edges.blocks(p.accountId, viewer)) return false;
    if (isOpen(p) || p.mentioned.includes(viewer)) return true;
    return p.visibility === "private" && edges.follows(viewer, p.accountId) !== undefined;
  });
}

/** The rule of lists; the model's `listedFor` says the same as a condition. */
export function mayMeet(row: Seen, viewer: string, edges: Edges): boolean {
  return both(row).every(
    (p) =>
      p.accountId === viewer ||
      (![...p.mentioned, p.accountId].some((id) => edges.mutes(viewer, id)) &&
        !p.mentioned.some((id) => edges.blocks(viewer, id))),
  );
}

/** The rule of home; the model's `atHomeOf` says the same as a condition. `tagged`: the viewer follows one of its tags. */
export function isAtHome({ post }: Seen, viewer: string, edges: Edges, tagged: boolean): boolean {
  if (post.accountId === viewer || (tagged && isOnPublicTimeline(post))) return true;
  const wishes = edges.follows(viewer, post.accountId);
  if (!wishes || (post.reblogOfId !== null && !wishes.reblogs)) return false;
  if (wishes.languages && post.language !== null && !wishes.languages.includes(post.language)) return false;
  const to = post.inReplyToAccountId;
  return to === null || to === post.accountId || to === viewer || edges.follows(viewer, to) !== undefined;
}

/** The model's `onPublicTimeline`, of one row. */
const isOnPublicTimeline = (post: PostFields): boolean =>
  post.reblogOfId === null &&
  post.visibility === "public" &&
  (post.inReplyToId === null || post.inReplyToAccountId === post.accountId);

/** Of some accounts, those for which a rule holds. */
const only = (candidates: Iterable<string>, rule: (viewer: string) => boolean): Audience => ({
  kind: "only",
  accounts: [...new Set(candidates)].filter(rule),
});

/** Who may see a post and be told of it in a list of strangers' posts; of accounts that are online, whose edges are known. */
export function audience(row: Seen, edges: Edges, rule: (viewer: string) => boolean): Audience {
  if (both(row).every(isOpen))
    return { kind: "everyone", except: [...edges.atOdds(concerned(row))].filter((viewer) => !rule(viewer)) };
  const { post } = row;
  return only([post.accountId, ...post.mentioned, ...edges.followersOf(post.accountId)], rule);
}

/** The tags of a post: those it has, and those it had before a change; and who follows one of them. */
export type TagReach = { now: string[]; before: string[]; followers: { accountId: string; tag: string }[] };

/** On which lists a post is told of, and to whom. `markedBy`: those on whose own lists of marks it may be. */
export function reach(row: Seen, edges: Edges, tags: TagReach, markedBy: string[]): Reach[] {
  const { post } = row;
  const seen = (viewer: string) => maySee(row, viewer, edges);
  const met = (viewer: string) => seen(viewer) && mayMeet(row, viewer, edges);
  const follow = (some: string[]) =>
    tags.followers.flatMap(({ accountId, tag }) => (some.includes(tag) ? [accountId] : []));
  const [tagged, untagged] = [follow(tags.now), follow(tags.before)];
  const home = (viewer: string) => met(viewer) && isAtHome(row, viewer, edges, tagged.includes(viewer));
  const openTo = audience(row, edges, met);
  const onTags = (some: string[]) =>
    post.visibility === "public" && post.reblogOfId === null ? some.map((tag) => `tag:${tag}`) : [];
  const lists: Channel[] = post.reblogOfId === null ? [`thread:${post.threadId}`] : [];
  if (isOnPublicTimeline(post)) lists.push("public");
  const all: Reach[] = [
    { channels: [`account:${post.accountId}`, `post:${post.id}`], audience: audience(row, edges, seen) },
    { channels: [...lists, ...onTags(tags.now)], audience: openTo },
    { channels: ["home"], audience: only([post.accountId, ...edges.followersOf(post.accountId), ...tagged], home) },
    { channels: onTags(tags.before), audience: openTo, past: true },
    { channels: ["home"], audience: only(untagged, (viewer) => met(viewer) && !home(viewer)), past: true },
    { channels: ["marks"], audience: only(markedBy, met) },
  ];
  return all.filter(
    ({ channels, audience: { kind, ...to } }) =>
      channels.length > 0 && (kind === "everyone" || ("accounts" in to && to.accounts.length > 0)),
  );
}

/** Who may reply to a post is its author's choice; the author always may. */
function mayAnswer({ accountId, mentioned, replyPolicy }: Root, viewer: string, edges: Ties): boolean {
  if (accountId === viewer || replyPolicy === "everyone") return true;
  if (replyPolicy === "nobody") return false;
  return mentioned.includes(viewer) || (replyPolicy === "followers" && edges.follows(viewer, accountId) !== undefined);
}

/**
 * The policy that keeps a viewer from replying to a post that they see: its own, or that of the thread's first post;
 * null when they may reply.
 */
export function closedBy(
  post: Root,
  root: Root | undefined,
  viewer: string,
  edges: Ties,
): Exclude<ReplyPolicy, "everyone"> | null {
  const closed = [post, ...(root ? [root] : [])].find((one) => !mayAnswer(one, viewer, edges));
  return closed === undefined || closed.replyPolicy === "everyone" ? null : closed.replyPolicy;
}

/** Whether a viewer may quote a post that they see: their own, unless it is direct; others' as their authors allow. */
export function mayQuote(post: PostFields, viewer: string, edges: Ties): boolean {
  if (post.visibility === "direct") return false;
  if (post.accountId === viewer) return true;
  const { quotePolicy } = post;
  const allowed =
    quotePolicy === "public" || (quotePolicy === "followers" && edges.follows(viewer, post.accountId) !== undefined);
  return isOpen(post) && allowed;
}

/** What a viewer may do with a post that they see; `root` is the thread's first post, where that restricts replies. */
export const rightsOf = (post: PostFields, root: Root | undefined, viewer: string, edges: Ties) => ({
  can_reply: closedBy(post, root, viewer, edges) === null,
  can_quote: mayQuote(post, viewer, edges),
});

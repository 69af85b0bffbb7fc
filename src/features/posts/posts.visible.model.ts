import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import { alias } from "drizzle-orm/pg-core";
import { blocks, follows, mutes } from "#relations";
import { onPublicTimeline, posts } from "./posts.tables.model.ts";
import { postTags, tagFollows } from "./posts.tags.model.ts";

const originals = alias(posts, "originals");
/** The posts that boosts are of, beside the boosts themselves in one query; inside an object, so that no migration takes them for a table. */
export const joined = { originals };

type Posts = typeof posts | typeof originals;
/** An account's id, a placeholder for one, or null for nobody. */
export type Who = SQL | string | null;

const id = (viewer: Who) => sql`${viewer}::bigint`;

const blocking = (one: SQL | AnyPgColumn, other: SQL | AnyPgColumn) =>
  sql`exists (select from ${blocks} where ${blocks.accountId} = ${one} and ${blocks.targetId} = ${other})`;

const following = (viewer: Who, account: Posts["accountId"]) =>
  sql`exists (select from ${follows} where ${follows.accountId} = ${id(viewer)} and ${follows.targetId} = ${account})`;

/**
 * The rule of who may see a post, as a condition: not deleted; one's own, or open to all, written to the viewer, or for
 * followers of whom the viewer is one, while neither blocks the other. A boost: if one may see it and what it boosts,
 * which `selectPosts` joins. The view's `audience` says the same of one row for the live channel.
 */
export function visibleTo(viewer: Who): SQL {
  return sql`(${visibleOne(viewer, posts)}) and (${posts.reblogOfId} is null or (${visibleOne(viewer, originals)}))`;
}

/** The same of posts that are no boosts, for queries that join no originals. */
export const wordsVisibleTo = (viewer: Who): SQL => sql`${posts.reblogOfId} is null and ${visibleOne(viewer, posts)}`;

/** The same for a row of one table alone: what boosts say is not asked. */
function visibleOne(viewer: Who, p: Posts): SQL {
  return sql`${p.deletedAt} is null and (${p.accountId} = ${id(viewer)} or (
    (${p.visibility} in ('public', 'unlisted') or ${id(viewer)} = any(${p.mentioned}) or (${p.visibility} = 'private' and ${following(viewer, p.accountId)}))
    and not ${blocking(p.accountId, id(viewer))} and not ${blocking(id(viewer), p.accountId)}))`;
}

/**
 * The rule of lists, beside `visibleTo`: nobody meets there whom they mute or block, neither as an author nor as one
 * who is mentioned or boosted. Profiles and the page of a post itself do not ask it.
 */
export function listedFor(viewer: Who): SQL {
  return sql`(${listedOne(viewer, posts)}) and (${posts.reblogOfId} is null or (${listedOne(viewer, originals)}))`;
}

function listedOne(viewer: Who, p: Posts): SQL {
  const met = sql`array_append(${p.mentioned}, ${p.accountId})`;
  return sql`${id(viewer)} is null or ${p.accountId} = ${id(viewer)} or (
    not exists (select from ${mutes} where ${mutes.accountId} = ${id(viewer)} and ${mutes.targetId} = any(${met}) and (${mutes.expiresAt} is null or ${mutes.expiresAt} > now()))
    and not exists (select from ${blocks} where ${blocks.accountId} = ${id(viewer)} and ${blocks.targetId} = any(${p.mentioned})))`;
}

/** Whether the viewer meets an account in lists of people: neither blocks the other, and it is not muted. */
export function meets(viewer: Who, account: AnyPgColumn): SQL {
  return sql`(${id(viewer)} is null or (not ${blocking(account, id(viewer))} and not ${blocking(id(viewer), account)}
    and not exists (select from ${mutes} where ${mutes.accountId} = ${id(viewer)} and ${mutes.targetId} = ${account} and (${mutes.expiresAt} is null or ${mutes.expiresAt} > now()))))`;
}

/**
 * The rule of home, beside `visibleTo` and `listedFor`, for posts of an account that the viewer follows or is: boosts
 * unless hidden, languages as wished, replies only to people whom one follows too. `f` is the row of `follows`; none
 * for one's own posts.
 */
export function atHomeOf(viewer: Who): SQL {
  return sql`${posts.accountId} = ${id(viewer)} or (
    (${posts.reblogOfId} is null or ${follows.reblogs})
    and (${follows.languages} is null or ${posts.language} is null or ${posts.language} = any(${follows.languages}))
    and (${posts.inReplyToAccountId} is null or ${posts.inReplyToAccountId} in (${posts.accountId}, ${id(viewer)})
      or exists (select from ${follows} others where others.account_id = ${id(viewer)} and others.target_id = ${posts.inReplyToAccountId})))`;
}

/** Whether a post is on the public timeline and has a tag that the viewer follows. */
export function taggedFor(viewer: Who): SQL {
  return sql`${onPublicTimeline(posts)} and exists (select from ${postTags} join ${tagFollows} on ${tagFollows.tag} = ${postTags.tag} where ${postTags.postId} = ${posts.id} and ${tagFollows.accountId} = ${id(viewer)})`;
}

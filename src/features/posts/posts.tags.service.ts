import type { Ctx, MemberCtx } from "#core/context";
import type { Tx } from "#core/db";
import { notFound } from "#core/errors";
import { write } from "#core/events";
import type { Paging } from "#core/forms";
import { findAccount } from "#accounts";
import { findEdges } from "#relations";
import { noTag, tooManyTags } from "./posts.errors.ts";
import { maxFeaturedTags } from "./posts.limits.ts";
import { parse, tagKey } from "#core/writing.syntax";
import type { FeaturedTag, TagPage } from "./posts.tags.contract.ts";
import {
  countTags,
  featureTag,
  findFeatured,
  findFollowedTags,
  findTagMarks,
  findUsedTags,
  followTag,
  unfeatureTag,
  unfollowTag,
} from "./posts.tagged.model.ts";
import { featuredView, tagPageView } from "./posts.tags.view.ts";

/** A tag, used or not, and what it is to the viewer; 404 for what no post could have as a tag. */
export async function getTag(ctx: Ctx, name: string): Promise<TagPage> {
  return (await showTags(ctx, [keyOf(name, notFound)]))[0]!;
}

/** What can be done with a tag, and undone. */
const doings = { follow: followTag, unfollow: unfollowTag, feature: feature, unfeature: unfeatureTag };

/** Does that with a tag, once however often it is asked; answers the tag. */
export async function changeTag(ctx: MemberCtx, name: string, doing: keyof typeof doings): Promise<TagPage> {
  const tag = keyOf(name, notFound);
  await change(ctx, tag, doings[doing]);
  return getTag(ctx, tag);
}

/** A page of the tags that one follows, the last first, and the places that it begins and ends with. */
export async function listFollowedTags(
  ctx: MemberCtx,
  query: Paging,
): Promise<{ tags: TagPage[]; places: { id: string }[] }> {
  const rows = await findFollowedTags(ctx.db, ctx.viewer.accountId, query);
  const tags = await showTags(
    ctx,
    rows.map((row) => row.tag),
  );
  return { tags, places: rows };
}

/** The tags on an account's profile; 404 for nobody's id, and none across a block. */
export async function listFeaturedTags(ctx: Ctx, account: string): Promise<FeaturedTag[]> {
  if (!(await findAccount(ctx.db, account))) throw notFound();
  const viewer = ctx.viewer?.accountId;
  if (viewer !== undefined && viewer !== account) {
    const edges = await findEdges(ctx.db, [account], [viewer]);
    if (edges.blocks(viewer, account) || edges.blocks(account, viewer)) return [];
  }
  return (await findFeatured(ctx.db, account)).map((row) => featuredView(ctx.config, row));
}

/** Shows a tag on one's profile; 422 for what is no tag, or where there are as many as fit. */
export async function addFeaturedTag(ctx: MemberCtx, name: string): Promise<FeaturedTag> {
  const tag = keyOf(name, noTag);
  await change(ctx, tag, feature);
  const added = (await findFeatured(ctx.db, ctx.viewer.accountId)).find((row) => row.tag === tag);
  if (!added) throw notFound();
  return featuredView(ctx.config, added);
}

/** Takes a tag off one's profile; 404 for one that is not there. */
export async function removeFeaturedTag(ctx: MemberCtx, id: string): Promise<Record<string, never>> {
  const mine = await findFeatured(ctx.db, ctx.viewer.accountId);
  const tag = mine.find((row) => row.id === id)?.tag;
  if (tag === undefined) throw notFound();
  await change(ctx, tag, unfeatureTag);
  return {};
}

/** The tags that one uses most and does not feature yet. */
export async function suggestFeaturedTags(ctx: MemberCtx): Promise<TagPage[]> {
  return showTags(ctx, await findUsedTags(ctx.db, ctx.viewer.accountId, maxFeaturedTags));
}

async function change(
  ctx: MemberCtx,
  tag: string,
  work: (tx: Tx, accountId: string, tag: string) => Promise<boolean>,
): Promise<void> {
  const { accountId } = ctx.viewer;
  await write(ctx, async (tx, emit) => {
    if (await work(tx, accountId, tag)) emit({ type: "tag.changed", subject: accountId, data: { tag } });
  });
}

async function feature(tx: Tx, accountId: string, tag: string): Promise<boolean> {
  const added = await featureTag(tx, accountId, tag);
  if (added && (await findFeatured(tx, accountId)).length > maxFeaturedTags) throw tooManyTags(maxFeaturedTags);
  return added;
}

/** The key of a tag by its name, with or without its mark; whatever is no tag is `otherwise`. */
function keyOf(name: string, otherwise: () => Error): string {
  const [token, ...more] = parse(`#${name.replace(/^[#＃]/u, "")}`);
  if (token?.type !== "tag" || more.length > 0) throw otherwise();
  return tagKey(token.tag);
}

async function showTags(ctx: Ctx, tags: string[]): Promise<TagPage[]> {
  if (tags.length === 0) return [];
  const now = ctx.clock();
  const [counted, marks] = await Promise.all([
    countTags(ctx.db, tags, now),
    ctx.viewer ? findTagMarks(ctx.db, ctx.viewer.accountId, tags) : null,
  ]);
  return tags.map((tag) => ({
    ...tagPageView(ctx.config, tag, counted, now),
    ...(marks ? { following: marks.following.has(tag), featuring: marks.featuring.has(tag) } : {}),
  }));
}

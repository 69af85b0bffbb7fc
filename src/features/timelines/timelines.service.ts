import type { Ctx, MemberCtx } from "#core/context";
import type { Paging } from "#core/forms";
import { tagKey } from "#core/writing.syntax";
import { notFound } from "#core/errors";
import { findAccount } from "#accounts";
import { findVisiblePost, showPosts } from "#posts";
import type { Status } from "#posts";
import type { AccountQuery, Context, PublicQuery, TagQuery } from "./timelines.contract.ts";
import { findHomePage } from "./timelines.home.model.ts";
import { findBookmarks, findFavourites, findPins } from "./timelines.marks.model.ts";
import type { Mark } from "./timelines.marks.model.ts";
import { findAccountPage, findPostsInOrder, findPublicPage, findTagPage } from "./timelines.model.ts";
import { findAbove, findLater } from "./timelines.thread.model.ts";
import { arrangeReplies } from "./timelines.thread.ts";

const viewerId = (ctx: Ctx) => ctx.viewer?.accountId ?? null;

/** Posts, and the places on their list that its pages begin and end with; `until`, where it was not looked further. */
export type Listed = { posts: Status[]; places: { id: string }[]; until?: string | null };

/** A page of home, newest first: one's own, what those whom one follows write and boost, and followed tags. */
export async function listHome(ctx: MemberCtx, query: Paging): Promise<Listed> {
  const { rows, until } = await findHomePage(ctx.db, ctx.viewer.accountId, query);
  const posts = await showPosts(ctx, rows);
  return { posts, places: posts, until };
}

/** A page of everyone's public posts, newest first. All posts are of this instance and have no media yet. */
export async function listPublic(ctx: Ctx, query: PublicQuery): Promise<Status[]> {
  if (query.remote || query.only_media) return [];
  return showPosts(ctx, await findPublicPage(ctx.db, viewerId(ctx), query));
}

/** A page of the public posts with a tag, newest first. */
export async function listTag(ctx: Ctx, hashtag: string, query: TagQuery): Promise<Status[]> {
  if (query.remote || query.only_media) return [];
  const [any, all, none] = [[hashtag, ...query.any], query.all, query.none].map((tags) => [
    ...new Set(tags.map((tag) => tagKey(tag.replace(/^[#＃]/u, "")))),
  ]);
  return showPosts(ctx, await findTagPage(ctx.db, viewerId(ctx), { any: any!, all: all!, none: none! }, query));
}

/** A page of what an account has written and boosted, or has pinned; 404 for nobody's id. */
export async function listAccount(ctx: Ctx, id: string, query: AccountQuery): Promise<Listed> {
  if (!(await findAccount(ctx.db, id))) throw notFound();
  if (query.only_media) return { posts: [], places: [] };
  if (query.pinned) return listMarks(ctx, await findPins(ctx.db, viewerId(ctx), id, query), "profile");
  const filter = {
    replies: !query.exclude_replies,
    boosts: !query.exclude_reblogs,
    tag: query.tagged === undefined ? null : tagKey(query.tagged),
  };
  const { rows, until } = await findAccountPage(ctx.db, viewerId(ctx), id, filter, query);
  const posts = await showPosts(ctx, rows);
  return { posts, places: posts, until };
}

/** A page of one's own favourites, the last made first. */
export async function listFavourites(ctx: MemberCtx, query: Paging): Promise<Listed> {
  const { accountId } = ctx.viewer;
  return listMarks(ctx, await findFavourites(ctx.db, accountId, accountId, query), "list");
}

/** A page of one's own bookmarks, the last made first. */
export async function listBookmarks(ctx: MemberCtx, query: Paging): Promise<Listed> {
  const { accountId } = ctx.viewer;
  return listMarks(ctx, await findBookmarks(ctx.db, accountId, accountId, query), "list");
}

async function listMarks(ctx: Ctx, marks: Mark[], of: "list" | "profile"): Promise<Listed> {
  const ids = marks.map(({ postId }) => postId);
  return { posts: await showPosts(ctx, await findPostsInOrder(ctx.db, viewerId(ctx), ids, of)), places: marks };
}

/** The thread around a post, of which the viewer sees what they may and whom they want to meet; 404 for a hidden post. */
export async function getContext(ctx: Ctx, id: string): Promise<Context> {
  const row = await findVisiblePost(ctx.db, id, viewerId(ctx));
  if (!row) throw notFound();
  const post = row.original ?? row.post;
  const [above, later] = await Promise.all([findAbove(ctx.db, post.id), findLater(ctx.db, post.threadId, post.id)]);
  const ids = [...above, ...arrangeReplies(later, post.id)];
  const shown = await showPosts(ctx, await findPostsInOrder(ctx.db, viewerId(ctx), ids, "list"));
  const before = new Set(above);
  return {
    ancestors: shown.filter(({ id }) => before.has(id)),
    descendants: shown.filter(({ id }) => !before.has(id)),
  };
}

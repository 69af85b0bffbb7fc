import type { FastifyReply, FastifyRequest } from "fastify";
import { Paging } from "#core/forms";
import type { Http } from "#core/http";
import { route } from "#core/http.route";
import { linkPage } from "#core/paging";
import { AccountId } from "#accounts";
import { PostId } from "#posts";
import type { Status } from "#posts";
import { AccountQuery, Context, Page, PublicQuery, TagName, TagQuery } from "./timelines.contract.ts";
import {
  getContext,
  listAccount,
  listBookmarks,
  listFavourites,
  listHome,
  listPublic,
  listTag,
} from "./timelines.service.ts";
import type { Listed } from "./timelines.service.ts";

type Asked = { request: FastifyRequest; reply: FastifyReply; query: Paging };

/** Sends a page with its Link. */
async function page({ request, reply, query }: Asked, found: Promise<Listed | Status[]>): Promise<Status[]> {
  const list = await found;
  const { posts, places, until }: Listed = Array.isArray(list) ? { posts: list, places: list } : list;
  linkPage(request, reply, places, query, until);
  return posts;
}

/** The routes of timelines and threads. */
export function timelineRoutes(http: Http): void {
  const read = { method: "GET", access: "anyone", scope: "read:statuses", limit: "read" } as const;
  const own = { method: "GET", access: "member", limit: "read", query: Paging, answer: [200, Page] } as const;
  route(
    http,
    {
      ...own,
      path: "/api/v1/timelines/home",
      scope: "read:statuses",
      about: "What those whom one follows write and boost, newest first.",
    },
    (call) => page(call, listHome(call.ctx, call.query)),
  );
  route(
    http,
    {
      ...read,
      cached: true,
      path: "/api/v1/timelines/public",
      about: "Everyone's public posts, newest first.",
      query: PublicQuery,
      answer: [200, Page],
    },
    (call) => page(call, listPublic(call.ctx, call.query)),
  );
  route(
    http,
    {
      ...read,
      path: "/api/v1/timelines/tag/:hashtag",
      about: "Public posts with a tag, newest first.",
      params: TagName,
      query: TagQuery,
      answer: [200, Page],
    },
    (call) => page(call, listTag(call.ctx, call.params.hashtag, call.query)),
  );
  route(
    http,
    {
      ...read,
      path: "/api/v1/accounts/:id/statuses",
      about: "What an account has written, newest first.",
      params: AccountId,
      query: AccountQuery,
      answer: [200, Page],
    },
    (call) => page(call, listAccount(call.ctx, call.params.id, call.query)),
  );
  route(
    http,
    { ...own, path: "/api/v1/favourites", scope: "read:favourites", about: "One's own favourites, the last first." },
    (call) => page(call, listFavourites(call.ctx, call.query)),
  );
  route(
    http,
    { ...own, path: "/api/v1/bookmarks", scope: "read:bookmarks", about: "One's own bookmarks, the last first." },
    (call) => page(call, listBookmarks(call.ctx, call.query)),
  );
  route(
    http,
    {
      ...read,
      cached: true,
      path: "/api/v1/statuses/:id/context",
      about: "What a post answers, and what answers it.",
      params: PostId,
      answer: [200, Context],
    },
    ({ ctx, params }) => getContext(ctx, params.id),
  );
}

import { z } from "zod";
import { Paging } from "#core/forms";
import type { Http } from "#core/http";
import { route } from "#core/http.route";
import { linkPage } from "#core/paging";
import { Account } from "#accounts";
import { listBoosters, boostPost, unboostPost } from "./posts.boosts.service.ts";
import { BoostPost, PostId, Status } from "./posts.contract.ts";
import { listFavouriters, markPost } from "./posts.marks.service.ts";

const verbs = [
  ["favourite", "favourite", true, "write:favourites", "Favourite a post."],
  ["unfavourite", "favourite", false, "write:favourites", "Take a favourite back."],
  ["bookmark", "bookmark", true, "write:bookmarks", "Keep a post for later; nobody else is told."],
  ["unbookmark", "bookmark", false, "write:bookmarks", "Take a bookmark back."],
  ["pin", "pin", true, "write:accounts", "Pin an own post to one's profile."],
  ["unpin", "pin", false, "write:accounts", "Unpin an own post."],
  ["mute", "mute", true, "write:mutes", "Be told no more of a post's thread."],
  ["unmute", "mute", false, "write:mutes", "Be told of a post's thread again."],
] as const;

/** The routes by which a post becomes something to somebody. */
export function markRoutes(http: Http): void {
  const path = "/api/v1/statuses/:id";
  const act = { method: "POST", access: "member", limit: "write", params: PostId, answer: [200, Status] } as const;
  for (const [verb, what, on, scope, about] of verbs)
    route(http, { ...act, path: `${path}/${verb}`, scope, about }, ({ ctx, params }) =>
      markPost(ctx, params.id, what, on),
    );
  route(
    http,
    {
      ...act,
      path: `${path}/reblog`,
      scope: "write:statuses",
      about: "Boost a post; answers the boost.",
      body: BoostPost,
    },
    ({ ctx, params, body }) => boostPost(ctx, params.id, body),
  );
  route(
    http,
    { ...act, path: `${path}/unreblog`, scope: "write:statuses", about: "Take a boost back." },
    ({ ctx, params }) => unboostPost(ctx, params.id),
  );
  const lists = [
    ["favourited_by", "Who favourited a post, the latest first.", listFavouriters],
    ["reblogged_by", "Who boosted a post, the latest first.", listBoosters],
  ] as const;
  for (const [name, about, list] of lists)
    route(
      http,
      {
        method: "GET",
        path: `${path}/${name}`,
        about,
        access: "anyone",
        scope: "read:statuses",
        limit: "read",
        params: PostId,
        query: Paging,
        answer: [200, z.array(Account)],
      },
      async ({ ctx, params, query, request, reply }) => {
        const { accounts, places } = await list(ctx, params.id, query);
        linkPage(request, reply, places, query);
        return accounts;
      },
    );
}

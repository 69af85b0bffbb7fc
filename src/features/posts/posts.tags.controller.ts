import { z } from "zod";
import type { Http } from "#core/http";
import { route } from "#core/http.route";
import { linkPage } from "#core/paging";
import { AccountId } from "#accounts";
import { FeatureTag, FeaturedTag, FeaturedTagId, FollowedTagsQuery, TagName, TagPage } from "./posts.tags.contract.ts";
import {
  addFeaturedTag,
  changeTag,
  getTag,
  listFeaturedTags,
  listFollowedTags,
  removeFeaturedTag,
  suggestFeaturedTags,
} from "./posts.tags.service.ts";

/** The routes of tags: what they are, who follows them, and whose profile shows them. */
export function tagRoutes(http: Http): void {
  const read = { method: "GET", limit: "read" } as const;
  const own = { ...read, access: "member" } as const;
  const path = "/api/v1/tags/:name";
  route(
    http,
    {
      ...read,
      path,
      about: "A tag and its last seven days.",
      access: "anyone",
      scope: "read",
      params: TagName,
      answer: [200, TagPage],
    },
    ({ ctx, params }) => getTag(ctx, params.name),
  );
  const doings = {
    follow: ["write:follows", "See a tag's public posts at home."],
    unfollow: ["write:follows", "See a tag's posts at home no more."],
    feature: ["write:accounts", "Show a tag on one's profile."],
    unfeature: ["write:accounts", "Take a tag off one's profile."],
  } as const;
  for (const doing of ["follow", "unfollow", "feature", "unfeature"] as const) {
    const [scope, about] = doings[doing];
    const change = { method: "POST", access: "member", limit: "write", params: TagName } as const;
    route(http, { ...change, path: `${path}/${doing}`, about, scope, answer: [200, TagPage] }, ({ ctx, params }) =>
      changeTag(ctx, params.name, doing),
    );
  }
  route(
    http,
    {
      ...own,
      path: "/api/v1/followed_tags",
      about: "The tags that one follows, the last first.",
      scope: "read:follows",
      query: FollowedTagsQuery,
      answer: [200, z.array(TagPage)],
    },
    async ({ ctx, query, request, reply }) => {
      const { tags, places } = await listFollowedTags(ctx, query);
      linkPage(request, reply, places, query);
      return tags;
    },
  );
  route(
    http,
    {
      ...own,
      path: "/api/v1/featured_tags",
      about: "The tags on one's own profile.",
      scope: "read:accounts",
      answer: [200, z.array(FeaturedTag)],
    },
    ({ ctx }) => listFeaturedTags(ctx, ctx.viewer.accountId),
  );
  route(
    http,
    {
      ...own,
      path: "/api/v1/featured_tags/suggestions",
      about: "The tags that one uses most and does not show yet.",
      scope: "read:accounts",
      answer: [200, z.array(TagPage)],
    },
    ({ ctx }) => suggestFeaturedTags(ctx),
  );
  route(
    http,
    {
      method: "POST",
      path: "/api/v1/featured_tags",
      about: "Show a tag on one's profile.",
      access: "member",
      scope: "write:accounts",
      limit: "write",
      body: FeatureTag,
      answer: [200, FeaturedTag],
    },
    ({ ctx, body }) => addFeaturedTag(ctx, body.name),
  );
  route(
    http,
    {
      method: "DELETE",
      path: "/api/v1/featured_tags/:id",
      about: "Take a tag off one's profile.",
      access: "member",
      scope: "write:accounts",
      limit: "write",
      params: FeaturedTagId,
      answer: [200, z.object({})],
    },
    ({ ctx, params }) => removeFeaturedTag(ctx, params.id),
  );
  route(
    http,
    {
      ...read,
      path: "/api/v1/accounts/:id/featured_tags",
      about: "The tags on a profile.",
      access: "anyone",
      scope: "read:accounts",
      params: AccountId,
      answer: [200, z.array(FeaturedTag)],
    },
    ({ ctx, params }) => listFeaturedTags(ctx, params.id),
  );
}

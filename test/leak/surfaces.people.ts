import { elsewhere, quiet, removing, thereAndBack } from "./rows.ts";
import type { Surface } from "./rows.ts";

/** The routes of accounts and of how they stand to each other. */
export const peopleSurfaces: Record<string, Surface> = {
  "GET /api/v1/accounts/:id": quiet(({ author }) => `/api/v1/accounts/${author.id}`),
  "GET /api/v1/accounts/lookup": quiet(() => "/api/v1/accounts/lookup?acct=author"),
  "GET /api/v1/accounts/verify_credentials": quiet(() => "/api/v1/accounts/verify_credentials"),
  "PATCH /api/v1/accounts/update_credentials": elsewhere("PATCH", "/api/v1/accounts/update_credentials", {}),
  "GET /api/v1/preferences": quiet(() => "/api/v1/preferences"),
  "GET /api/v1/accounts/relationships": quiet(({ author }) => `/api/v1/accounts/relationships?id=${author.id}`),
  "GET /api/v1/accounts/familiar_followers": quiet(
    ({ author }) => `/api/v1/accounts/familiar_followers?id=${author.id}`,
  ),
  "GET /api/v1/accounts/:id/followers": quiet(({ author }) => `/api/v1/accounts/${author.id}/followers`),
  "GET /api/v1/accounts/:id/following": quiet(({ author }) => `/api/v1/accounts/${author.id}/following`),
  "POST /api/v1/accounts/:id/follow": thereAndBack("follow", "unfollow"),
  "POST /api/v1/accounts/:id/unfollow": thereAndBack("unfollow", "unfollow"),
  "POST /api/v1/accounts/:id/remove_from_followers": thereAndBack("remove_from_followers", "unfollow"),
  "POST /api/v1/accounts/:id/block": thereAndBack("block", "unblock"),
  "POST /api/v1/accounts/:id/unblock": thereAndBack("unblock", "unblock"),
  "POST /api/v1/accounts/:id/mute": thereAndBack("mute", "unmute"),
  "POST /api/v1/accounts/:id/unmute": thereAndBack("unmute", "unmute"),
  "POST /api/v1/accounts/:id/note": thereAndBack("note", "note"),
  "GET /api/v1/follow_requests": quiet(() => "/api/v1/follow_requests"),
  "POST /api/v1/follow_requests/:id/authorize": elsewhere("POST", "/api/v1/follow_requests/1/authorize"),
  "POST /api/v1/follow_requests/:id/reject": elsewhere("POST", "/api/v1/follow_requests/1/reject"),
  "GET /api/v1/blocks": quiet(() => "/api/v1/blocks"),
  "GET /api/v1/mutes": quiet(() => "/api/v1/mutes"),
  "GET /api/v1/suggestions": quiet(() => "/api/v1/suggestions"),
  "GET /api/v2/suggestions": quiet(() => "/api/v2/suggestions"),
  "DELETE /api/v1/suggestions/:id": removing("/api/v1/suggestions/1"),
};

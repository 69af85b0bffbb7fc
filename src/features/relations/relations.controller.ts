import { z } from "zod";
import type { Http } from "#core/http";
import { route } from "#core/http.route";
import { AccountId } from "#accounts";
import { FollowInput, IdsQuery, MuteInput, NoteInput, Relationship } from "./relations.contract.ts";
import { listRelationships } from "./relations.lists.service.ts";
import {
  acceptRequest,
  blockAccount,
  followAccount,
  muteAccount,
  noteAccount,
  rejectRequest,
  removeFollower,
  unblockAccount,
  unfollowAccount,
  unmuteAccount,
} from "./relations.service.ts";

const path = (verb: string) => `/api/v1/accounts/:id/${verb}` as const;
const verb = {
  method: "POST",
  access: "member",
  limit: "write",
  params: AccountId,
  answer: [200, Relationship],
} as const;
const follows = { ...verb, scope: "write:follows" } as const;
const blocks = { ...verb, scope: "write:blocks" } as const;
const mutes = { ...verb, scope: "write:mutes" } as const;

/** The routes that change how one stands to an account. */
export function relationRoutes(http: Http): void {
  route(
    http,
    {
      method: "GET",
      path: "/api/v1/accounts/relationships",
      about: "How you stand to some accounts.",
      access: "member",
      scope: "read:follows",
      limit: "read",
      query: IdsQuery,
      answer: [200, z.array(Relationship)],
    },
    ({ ctx, query }) => listRelationships(ctx, query.id),
  );
  followRoutes(http);
  route(http, { ...blocks, path: path("block"), about: "Block an account." }, ({ ctx, params }) =>
    blockAccount(ctx, params.id),
  );
  route(http, { ...blocks, path: path("unblock"), about: "Unblock an account." }, ({ ctx, params }) =>
    unblockAccount(ctx, params.id),
  );
  route(
    http,
    { ...mutes, path: path("mute"), about: "Mute an account, for some seconds or for ever.", body: MuteInput },
    ({ ctx, params, body }) => muteAccount(ctx, params.id, body),
  );
  route(http, { ...mutes, path: path("unmute"), about: "Unmute an account." }, ({ ctx, params }) =>
    unmuteAccount(ctx, params.id),
  );
  route(
    http,
    {
      ...verb,
      scope: "write:accounts",
      path: path("note"),
      about: "Write a private note about an account.",
      body: NoteInput,
    },
    ({ ctx, params, body }) => noteAccount(ctx, params.id, body.comment ?? ""),
  );
}

function followRoutes(http: Http): void {
  route(
    http,
    {
      ...follows,
      path: path("follow"),
      about: "Follow an account, or ask to when it is locked; once more, change what you want of it.",
      body: FollowInput,
    },
    ({ ctx, params, body }) => followAccount(ctx, params.id, body),
  );
  route(
    http,
    { ...follows, path: path("unfollow"), about: "Unfollow an account, or withdraw your request." },
    ({ ctx, params }) => unfollowAccount(ctx, params.id),
  );
  route(
    http,
    { ...follows, path: path("remove_from_followers"), about: "Make an account follow you no longer." },
    ({ ctx, params }) => removeFollower(ctx, params.id),
  );
  route(
    http,
    {
      ...follows,
      path: "/api/v1/follow_requests/:id/authorize",
      about: "Let an account follow you that has asked to.",
    },
    ({ ctx, params }) => acceptRequest(ctx, params.id),
  );
  route(
    http,
    { ...follows, path: "/api/v1/follow_requests/:id/reject", about: "Refuse an account's request to follow you." },
    ({ ctx, params }) => rejectRequest(ctx, params.id),
  );
}

import { z } from "zod";
import type { Http } from "#core/http";
import { route } from "#core/http.route";
import { linkPage } from "#core/paging";
import { AccountId } from "#accounts";
import {
  Accounts,
  AccountsQuery,
  FamiliarFollowers,
  IdsQuery,
  MutedAccount,
  Suggestion,
  SuggestionsQuery,
} from "./relations.contract.ts";
import {
  listBlocked,
  listFamiliar,
  listFollowers,
  listFollowing,
  listMuted,
  listRequests,
} from "./relations.lists.service.ts";
import { dismissSuggestion, listSuggestions } from "./relations.suggestions.service.ts";

const list = { method: "GET", limit: "read", query: AccountsQuery } as const;
const circle = {
  ...list,
  access: "anyone",
  scope: "read:accounts",
  params: AccountId,
  answer: [200, Accounts],
} as const;
const own = { ...list, access: "member" } as const;

/** The routes that list accounts by how one stands to them. */
export function relationListRoutes(http: Http): void {
  route(
    http,
    { ...circle, path: "/api/v1/accounts/:id/followers", about: "Who follows an account, newest first." },
    async ({ ctx, params, query, request, reply }) => {
      const page = await listFollowers(ctx, params.id, query);
      linkPage(request, reply, page.places, query);
      return page.accounts;
    },
  );
  route(
    http,
    { ...circle, path: "/api/v1/accounts/:id/following", about: "Whom an account follows, newest first." },
    async ({ ctx, params, query, request, reply }) => {
      const page = await listFollowing(ctx, params.id, query);
      linkPage(request, reply, page.places, query);
      return page.accounts;
    },
  );
  route(
    http,
    {
      ...own,
      path: "/api/v1/follow_requests",
      about: "Who has asked to follow you.",
      scope: "read:follows",
      answer: [200, Accounts],
    },
    async ({ ctx, query, request, reply }) => {
      const page = await listRequests(ctx, query);
      linkPage(request, reply, page.places, query);
      return page.accounts;
    },
  );
  route(
    http,
    { ...own, path: "/api/v1/blocks", about: "Whom you block.", scope: "read:blocks", answer: [200, Accounts] },
    async ({ ctx, query, request, reply }) => {
      const page = await listBlocked(ctx, query);
      linkPage(request, reply, page.places, query);
      return page.accounts;
    },
  );
  route(
    http,
    {
      ...own,
      path: "/api/v1/mutes",
      about: "Whom you mute, and until when.",
      scope: "read:mutes",
      answer: [200, z.array(MutedAccount)],
    },
    async ({ ctx, query, request, reply }) => {
      const page = await listMuted(ctx, query);
      linkPage(request, reply, page.places, query);
      return page.accounts;
    },
  );
  suggestionRoutes(http);
}

function suggestionRoutes(http: Http): void {
  const suggestions = { method: "GET", access: "member", scope: "read:accounts", limit: "read" } as const;
  route(
    http,
    {
      ...suggestions,
      path: "/api/v1/accounts/familiar_followers",
      about: "Who of those you follow follows some accounts.",
      scope: "read:follows",
      query: IdsQuery,
      answer: [200, z.array(FamiliarFollowers)],
    },
    ({ ctx, query }) => listFamiliar(ctx, query.id),
  );
  route(
    http,
    {
      ...suggestions,
      path: "/api/v2/suggestions",
      about: "Whom you might follow, and why.",
      query: SuggestionsQuery,
      answer: [200, z.array(Suggestion)],
    },
    ({ ctx, query }) => listSuggestions(ctx, query.limit),
  );
  route(
    http,
    {
      ...suggestions,
      path: "/api/v1/suggestions",
      about: "Whom you might follow.",
      query: SuggestionsQuery,
      answer: [200, Accounts],
    },
    async ({ ctx, query }) => (await listSuggestions(ctx, query.limit)).map(({ account }) => account),
  );
  route(
    http,
    {
      method: "DELETE",
      path: "/api/v1/suggestions/:id",
      about: "Do not suggest an account again.",
      access: "member",
      scope: "write:accounts",
      limit: "write",
      params: AccountId,
      answer: [200, z.object({})],
    },
    async ({ ctx, params }) => {
      await dismissSuggestion(ctx, params.id);
      return {};
    },
  );
}

import type { Http } from "#core/http";
import { route } from "#core/http.route";
import { linkPage } from "#core/paging";
import { AccountSearchQuery, Found, Search, SearchQuery, SearchV1 } from "./search.contract.ts";
import { searchAccounts, searchAll } from "./search.service.ts";

/** The routes of search. Anyone may look for accounts and tags, only members for posts. */
export function searchRoutes(http: Http): void {
  const look = { method: "GET", access: "anyone", scope: "read:search", limit: "search", query: SearchQuery } as const;
  route(
    http,
    {
      ...look,
      path: "/api/v2/search",
      about: "Accounts, posts and tags; posts newest first, and only for members.",
      answer: [200, Search],
    },
    async ({ ctx, query, request, reply }) => {
      const found = await searchAll(ctx, query);
      if (query.type === "statuses") linkPage(request, reply, found.statuses, query);
      return found;
    },
  );
  route(
    http,
    { ...look, path: "/api/v1/search", about: "The same, with tags as plain names.", answer: [200, SearchV1] },
    async ({ ctx, query }) => {
      const found = await searchAll(ctx, query);
      return { ...found, hashtags: found.hashtags.map(({ name }) => name) };
    },
  );
  route(
    http,
    {
      method: "GET",
      path: "/api/v1/accounts/search",
      about: "Accounts by the beginning of a name, for completing it.",
      access: "anyone",
      scope: "read:accounts",
      limit: "read",
      query: AccountSearchQuery,
      answer: [200, Found],
    },
    ({ ctx, query }) => searchAccounts(ctx, query),
  );
}

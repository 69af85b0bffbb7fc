import { z } from "zod";
import { Paging } from "#core/forms";
import type { Http } from "#core/http";
import { route } from "#core/http.route";
import { linkPage } from "#core/paging";
import { InteractionPolicy, PostId, QuoteIds, Status } from "./posts.contract.ts";
import { listQuotes, revokeQuote, setPolicy } from "./posts.quotes.service.ts";

/** The routes of quotes, and of who may quote and reply. */
export function quoteRoutes(http: Http): void {
  const path = "/api/v1/statuses/:id";
  const change = { access: "member", scope: "write:statuses", limit: "write", answer: [200, Status] } as const;
  route(
    http,
    {
      method: "GET",
      path: `${path}/quotes`,
      about: "The posts that quote a post, newest first.",
      access: "anyone",
      scope: "read:statuses",
      limit: "read",
      params: PostId,
      query: Paging,
      answer: [200, z.array(Status)],
    },
    async ({ ctx, params, query, request, reply }) => {
      const page = await listQuotes(ctx, params.id, query);
      linkPage(request, reply, page, query);
      return page;
    },
  );
  route(
    http,
    {
      ...change,
      method: "POST",
      path: `${path}/quotes/:quoting_id/revoke`,
      about: "Take an own post out of a post that quotes it.",
      params: QuoteIds,
    },
    ({ ctx, params }) => revokeQuote(ctx, params.id, params.quoting_id),
  );
  route(
    http,
    {
      ...change,
      method: "PUT",
      path: `${path}/interaction_policy`,
      about: "Say who may quote an own post, and who may reply to it.",
      params: PostId,
      body: InteractionPolicy,
    },
    ({ ctx, params, body }) => setPolicy(ctx, params.id, body),
  );
}

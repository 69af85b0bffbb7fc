import { z } from "zod";
import { Paging } from "#core/forms";
import type { Http } from "#core/http";
import { route } from "#core/http.route";
import { linkPage } from "#core/paging";
import { Conversation, ConversationId } from "./timelines.conversations.contract.ts";
import { listConversations, readConversation, removeConversation } from "./timelines.conversations.service.ts";

/** The routes of direct talks. */
export function conversationRoutes(http: Http): void {
  const path = "/api/v1/conversations";
  const change = { access: "member", scope: "write:conversations", limit: "write", params: ConversationId } as const;
  route(
    http,
    {
      method: "GET",
      path,
      about: "One's direct talks, the one with the newest post first.",
      access: "member",
      scope: "read:statuses",
      limit: "read",
      query: Paging,
      answer: [200, z.array(Conversation)],
    },
    async ({ ctx, query, request, reply }) => {
      const { talks, places } = await listConversations(ctx, query);
      linkPage(request, reply, places, query);
      return talks;
    },
  );
  route(
    http,
    { ...change, method: "POST", path: `${path}/:id/read`, about: "Mark a talk as read.", answer: [200, Conversation] },
    ({ ctx, params }) => readConversation(ctx, params.id),
  );
  route(
    http,
    {
      ...change,
      method: "DELETE",
      path: `${path}/:id`,
      about: "Take a talk off one's own list until somebody writes again.",
      answer: [200, z.object({})],
    },
    ({ ctx, params }) => removeConversation(ctx, params.id),
  );
}

import { z } from "zod";
import type { Http } from "#core/http";
import { route } from "#core/http.route";
import { getPost, listPosts } from "./posts.access.service.ts";
import {
  CreatePost,
  DeletedStatus,
  EditPost,
  PostId,
  PostIds,
  Status,
  StatusEdit,
  StatusSource,
} from "./posts.contract.ts";
import { createPost } from "./posts.create.service.ts";
import { markRoutes } from "./posts.marks.controller.ts";
import { quoteRoutes } from "./posts.quotes.controller.ts";
import { checkKey } from "./posts.rules.ts";
import { deletePost, editPost, getHistory, getSource, restorePost } from "./posts.service.ts";

/** The routes of posts. */
export function postRoutes(http: Http): void {
  const path = "/api/v1/statuses/:id";
  const read = { method: "GET", access: "anyone", scope: "read:statuses", limit: "read", params: PostId } as const;
  const change = { access: "member", scope: "write:statuses", limit: "write", params: PostId } as const;
  route(
    http,
    {
      method: "POST",
      path: "/api/v1/statuses",
      about: "Make a post; the header Idempotency-Key makes retries harmless.",
      access: "member",
      scope: "write:statuses",
      limit: "write",
      body: CreatePost,
      answer: [200, Status],
    },
    ({ ctx, body, request }) => createPost(ctx, body, checkKey(request.headers["idempotency-key"])),
  );
  route(
    http,
    {
      method: "GET",
      path: "/api/v1/statuses",
      about: "Some posts by their ids, in the same order; at most 40.",
      access: "anyone",
      scope: "read:statuses",
      limit: "read",
      query: PostIds,
      answer: [200, z.array(Status)],
    },
    ({ ctx, query }) => listPosts(ctx, query.id),
  );
  route(http, { ...read, cached: true, path, about: "One post.", answer: [200, Status] }, ({ ctx, params }) =>
    getPost(ctx, params.id),
  );
  route(
    http,
    { ...read, path: `${path}/history`, about: "What a post said, oldest first.", answer: [200, z.array(StatusEdit)] },
    ({ ctx, params }) => getHistory(ctx, params.id),
  );
  route(
    http,
    {
      ...read,
      access: "member",
      path: `${path}/source`,
      about: "What the author wrote.",
      answer: [200, StatusSource],
    },
    ({ ctx, params }) => getSource(ctx, params.id),
  );
  route(
    http,
    { ...change, method: "PUT", path, about: "Edit a post.", body: EditPost, answer: [200, Status] },
    ({ ctx, params, body }) => editPost(ctx, params.id, body),
  );
  route(
    http,
    { ...change, method: "DELETE", path, about: "Delete a post.", answer: [200, DeletedStatus] },
    ({ ctx, params }) => deletePost(ctx, params.id),
  );
  route(
    http,
    { ...change, method: "POST", path: `${path}/restore`, about: "Take a delete back.", answer: [200, Status] },
    ({ ctx, params }) => restorePost(ctx, params.id),
  );
  markRoutes(http);
  quoteRoutes(http);
}

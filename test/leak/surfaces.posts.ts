import type { PostBody } from "#test/app";
import {
  elsewhere,
  isAuthor,
  isNobody,
  marked,
  marking,
  mayBoost,
  owning,
  pinning,
  quiet,
  readContexts,
  readPages,
  reading,
  status,
} from "./rows.ts";
import type { Surface } from "./rows.ts";

/** The routes of posts and of lists of posts; a part after a comma is one more look at the same route. */
export const postSurfaces: Record<string, Surface> = {
  "GET /api/v1/statuses/:id": reading("", "now"),
  "GET /api/v1/statuses/:id/history": reading("/history", "all"),
  "GET /api/v1/statuses/:id/source": owning("GET", "/source"),
  "GET /api/v1/statuses/:id/context": reading("/context", "nothing"),
  "GET /api/v1/statuses/:id/context, below": {
    kind: "list",
    read: (viewer, { root }) => readContexts(viewer, [root.id], "descendants"),
    belongs: () => true,
  },
  "GET /api/v1/statuses/:id/context, above": {
    kind: "list",
    read: (viewer, { targets }) =>
      readContexts(
        viewer,
        targets.map((t) => t.leaf),
        "ancestors",
      ),
    belongs: () => true,
  },
  "GET /api/v1/timelines/public": {
    kind: "list",
    read: (viewer, scene) => readPages(viewer, scene, "/api/v1/timelines/public?limit=3"),
    belongs: ({ visibility }) => visibility === "public",
  },
  "GET /api/v1/timelines/home": {
    kind: "list",
    read: (viewer, scene) => readPages(viewer, scene, "/api/v1/timelines/home?limit=3"),
    belongs: ({ boost }, viewer, scene) =>
      isAuthor(viewer, scene) || viewer.now === "follower" || (viewer.fan === true && boost !== null),
  },
  "GET /api/v1/timelines/tag/:hashtag": {
    kind: "list",
    read: (viewer, scene) => readPages(viewer, scene, "/api/v1/timelines/tag/Leak?limit=3"),
    belongs: ({ visibility }) => visibility === "public",
  },
  "GET /api/v1/favourites": marked("/api/v1/favourites?limit=3"),
  "GET /api/v1/bookmarks": marked("/api/v1/bookmarks?limit=3"),
  "GET /api/v1/conversations": {
    kind: "list",
    read: async ({ who, account }, { targets }) => {
      const answer = await who.get<{ id: string }[]>("/api/v1/conversations?limit=40");
      const ids = account === null ? [] : answer.body.map((talk) => talk.id);
      // A talk whose first post is gone goes on with the rest.
      return { answers: [answer], ids: ids.filter((id) => targets.find((t) => t.id === id)?.fate !== "deleted") };
    },
    wordless: true,
    // Each direct post of the scene begins a talk, and its leaf is the newest there; who mutes its author does not meet it.
    belongs: ({ visibility, circle, author }, { account }) =>
      visibility === "direct" && account !== null && [...circle, author].includes(account),
  },
  "POST /api/v1/conversations/:id/read": elsewhere("POST", "/api/v1/conversations/1/read"),
  "DELETE /api/v1/conversations/:id": elsewhere("DELETE", "/api/v1/conversations/1"),
  "GET /api/v1/markers": quiet(() => "/api/v1/markers?timeline[]=home"),
  "POST /api/v1/markers": elsewhere("POST", "/api/v1/markers", { home: { last_read_id: "1" } }),
  "GET /api/v1/tags/:name": quiet(() => "/api/v1/tags/leak"),
  "POST /api/v1/tags/:name/follow": elsewhere("POST", "/api/v1/tags/unheard/follow"),
  "POST /api/v1/tags/:name/unfollow": elsewhere("POST", "/api/v1/tags/unheard/unfollow"),
  "POST /api/v1/tags/:name/feature": elsewhere("POST", "/api/v1/tags/unheard/feature"),
  "POST /api/v1/tags/:name/unfeature": elsewhere("POST", "/api/v1/tags/unheard/unfeature"),
  "GET /api/v1/followed_tags": quiet(() => "/api/v1/followed_tags"),
  "GET /api/v1/featured_tags": quiet(() => "/api/v1/featured_tags"),
  "POST /api/v1/featured_tags": elsewhere("POST", "/api/v1/featured_tags", { name: "unheard" }),
  "DELETE /api/v1/featured_tags/:id": elsewhere("DELETE", "/api/v1/featured_tags/1"),
  "GET /api/v1/featured_tags/suggestions": quiet(() => "/api/v1/featured_tags/suggestions"),
  "GET /api/v1/accounts/:id/featured_tags": quiet(({ author }) => `/api/v1/accounts/${author.id}/featured_tags`),
  "GET /api/v1/accounts/:id/statuses, boosts": {
    kind: "list",
    read: (viewer, scene) => readPages(viewer, scene, `/api/v1/accounts/${scene.booster.id}/statuses?limit=3`),
    belongs: ({ boost }) => boost !== null,
    asks: "seen",
  },
  "GET /api/v1/accounts/:id/statuses": {
    kind: "list",
    read: (viewer, scene) => readPages(viewer, scene, `/api/v1/accounts/${scene.author.id}/statuses?limit=3`),
    belongs: () => true,
    asks: "seen",
  },
  "POST /api/v1/statuses": {
    kind: "one",
    send: ({ who }, { id }) =>
      who.send("POST", "/api/v1/statuses", { body: { status: "an answer", visibility: "direct", in_reply_to_id: id } }),
    seen: (viewer) => (isNobody(viewer) ? 401 : 200),
    shows: "nothing",
  },
  "PUT /api/v1/statuses/:id": owning("PUT", ""),
  "DELETE /api/v1/statuses/:id": owning("DELETE", "", {
    undo: ({ who }, { id }) => who.send("POST", status(id, "/restore")),
  }),
  "POST /api/v1/statuses/:id/restore": owning("POST", "/restore", {
    seen: (viewer, scene) => (isNobody(viewer) ? 401 : isAuthor(viewer, scene) ? 200 : 404),
  }),
  "GET /api/v1/statuses": {
    kind: "list",
    read: async ({ who }, { targets }) => {
      const ids = targets.map(({ id }) => `id[]=${id}`).join("&");
      const answer = await who.get<PostBody[]>(`/api/v1/statuses?${ids}`);
      return { answers: [answer], ids: answer.body.map((p) => p.id) };
    },
    belongs: () => true,
    asks: "seen",
  },
  "GET /api/v1/statuses/:id/favourited_by": reading("/favourited_by", "nothing"),
  "GET /api/v1/statuses/:id/reblogged_by": reading("/reblogged_by", "nothing"),
  "GET /api/v1/statuses/:id/quotes": reading("/quotes", "nothing"),
  "GET /api/v1/statuses/:id/quotes, of one post": {
    kind: "list",
    read: (viewer, scene) => readPages(viewer, scene, `${status(scene.quoted.id)}/quotes?limit=3`),
    belongs: () => true,
  },
  "POST /api/v1/statuses/:id/favourite": marking("favourite", "unfavourite"),
  "POST /api/v1/statuses/:id/unfavourite": marking("unfavourite"),
  "POST /api/v1/statuses/:id/bookmark": marking("bookmark", "unbookmark"),
  "POST /api/v1/statuses/:id/unbookmark": marking("unbookmark"),
  "POST /api/v1/statuses/:id/mute": marking("mute", "unmute"),
  "POST /api/v1/statuses/:id/unmute": marking("unmute"),
  "POST /api/v1/statuses/:id/pin": pinning("pin", "unpin"),
  "POST /api/v1/statuses/:id/unpin": pinning("unpin"),
  "POST /api/v1/statuses/:id/reblog": marking("reblog", "unreblog", mayBoost),
  "POST /api/v1/statuses/:id/unreblog": marking("unreblog"),
  "PUT /api/v1/statuses/:id/interaction_policy": owning("PUT", "/interaction_policy"),
  "POST /api/v1/statuses/:id/quotes/:quoting_id/revoke": {
    kind: "one",
    send: ({ who }, { id }) => who.send("POST", status(id, "/quotes/1/revoke")),
    seen: (viewer, scene) => (isNobody(viewer) ? 401 : isAuthor(viewer, scene) ? 404 : 403),
    shows: "nothing",
  },
  "POST /api/v1/statuses/:id/quotes/:quoting_id/revoke, of a hidden quote": {
    kind: "one",
    send: async ({ who }, { id }) => {
      const { body } = await who.send<PostBody>("POST", "/api/v1/statuses", { body: { status: "mine" } });
      return who.send("POST", status(body?.id ?? "1", `/quotes/${id}/revoke`));
    },
    seen: (viewer) => (isNobody(viewer) ? 401 : 404),
    shows: "nothing",
  },
  "POST /api/v1/statuses, quoting": {
    kind: "one",
    send: ({ who }, { id }) =>
      who.send("POST", "/api/v1/statuses", { body: { status: "see", visibility: "direct", quoted_status_id: id } }),
    seen: (viewer, scene, target) => (isNobody(viewer) ? 401 : mayBoost(viewer, scene, target) === 200 ? 200 : 403),
    shows: "now",
    quotes: true,
  },
};

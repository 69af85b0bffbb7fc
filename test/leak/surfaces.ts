import { quiet } from "./rows.ts";
import type { Surface } from "./rows.ts";
import type { Target } from "./scene.ts";
import { doorSurfaces } from "./surfaces.doors.ts";
import { peopleSurfaces } from "./surfaces.people.ts";
import { postSurfaces } from "./surfaces.posts.ts";
import { searchSurfaces } from "./surfaces.search.ts";
import { toldSurfaces } from "./surfaces.told.ts";

/** Every route there is, by method and path. */
export const surfaces: Record<string, Surface> = {
  ...postSurfaces,
  ...peopleSurfaces,
  ...toldSurfaces,
  ...searchSurfaces,
  ...doorSurfaces,
  ...Object.fromEntries(
    [
      ...["health", "user", "user/notification", "public", "public/local", "public/remote"],
      ...["hashtag", "hashtag/local", "direct", "list"],
    ].map((name) => [`GET /api/v1/streaming/${name}`, quiet(() => `/api/v1/streaming/${name}`)]),
  ),
};

/** Lists with nothing on them, and what tells of the place as a whole. */
for (const path of [
  ...["custom_emojis", "announcements", "lists", "filters", "scheduled_statuses", "domain_blocks", "endorsements"].map(
    (name) => `/api/v1/${name}`,
  ),
  ...["peers", "rules", "domain_blocks"].map((name) => `/api/v1/instance/${name}`),
  ...["tags", "statuses", "links"].map((name) => `/api/v1/trends/${name}`),
  ...[
    "/api/v2/filters",
    "/.well-known/nodeinfo",
    "/.well-known/host-meta",
    "/nodeinfo/2.0",
    "/nodeinfo/2.1",
    "/api/openapi.json",
    "/api/docs",
  ],
])
  surfaces[`GET ${path}`] = quiet(() => path);
surfaces["GET /.well-known/webfinger"] = quiet(
  ({ app }) => `/.well-known/webfinger?resource=acct:author@${new URL(app.server.app.config.publicUrl).host}`,
);

/** Every type of live event, and which targets it has been told of. */
export const eventRows: Record<string, (target: Target) => boolean> = {
  "post.created": () => true,
  "post.edited": ({ fate }) => fate === "edited",
  "post.deleted": ({ fate }) => fate === "restored" || fate === "deleted",
  "post.restored": ({ fate }) => fate === "restored",
  "post.counted": () => true,
  "post.marked": () => true,
  "account.changed": () => false,
  "relation.changed": () => false,
  "suggestion.dismissed": () => false,
  "conversation.changed": () => false,
  "conversation.removed": () => false,
  "marker.changed": () => false,
  "tag.changed": () => false,
  "notification.added": () => false,
  "notification.removed": () => false,
  "session.started": () => false,
  "session.ended": () => false,
  "passkey.added": () => false,
  "passkey.renamed": () => false,
  "passkey.used": () => false,
  "passkey.removed": () => false,
};

import { elsewhere, isNobody, notified, quiet } from "./rows.ts";
import type { Surface } from "./rows.ts";

/** The routes of notifications. */
export const toldSurfaces: Record<string, Surface> = {
  "GET /api/v1/notifications": notified("/api/v1/notifications?limit=3"),
  "GET /api/v2/notifications": notified("/api/v2/notifications?limit=3"),
  "GET /api/v1/notifications/unread_count": quiet(() => "/api/v1/notifications/unread_count"),
  "GET /api/v2/notifications/unread_count": quiet(() => "/api/v2/notifications/unread_count"),
  "GET /api/v1/notifications/:id": {
    kind: "one",
    send: ({ who }, { id }) => who.get(`/api/v1/notifications/${id}`),
    seen: (viewer) => (isNobody(viewer) ? 401 : 404),
    shows: "nothing",
  },
  "POST /api/v1/notifications/:id/dismiss": {
    kind: "one",
    send: ({ who }, { id }) => who.send("POST", `/api/v1/notifications/${id}/dismiss`),
    seen: (viewer) => (isNobody(viewer) ? 401 : 404),
    shows: "nothing",
  },
  "POST /api/v1/notifications/dismiss": {
    kind: "one",
    send: ({ who }, { id }) => who.send("POST", "/api/v1/notifications/dismiss", { body: { id } }),
    seen: (viewer) => (isNobody(viewer) ? 401 : 404),
    shows: "nothing",
  },
  "POST /api/v1/notifications/clear": elsewhere("POST", "/api/v1/notifications/clear"),
  "GET /api/v2/notifications/:group_key": {
    kind: "one",
    send: ({ who }, { id }) => who.get(`/api/v2/notifications/ungrouped-${id}`),
    seen: (viewer) => (isNobody(viewer) ? 401 : 404),
    shows: "nothing",
  },
  "GET /api/v2/notifications/:group_key/accounts": {
    kind: "one",
    send: ({ who }, { id }) => who.get(`/api/v2/notifications/ungrouped-${id}/accounts`),
    seen: (viewer) => (isNobody(viewer) ? 401 : 404),
    shows: "nothing",
  },
  "POST /api/v2/notifications/:group_key/dismiss": {
    kind: "one",
    send: ({ who }, { id }) => who.send("POST", `/api/v2/notifications/favourite-${id}-1/dismiss`),
    seen: (viewer) => (isNobody(viewer) ? 401 : 404),
    shows: "nothing",
  },
  "GET /api/v1/notifications/requests": quiet(() => "/api/v1/notifications/requests"),
  "GET /api/v1/notifications/policy": quiet(() => "/api/v1/notifications/policy"),
  "GET /api/v2/notifications/policy": quiet(() => "/api/v2/notifications/policy"),
  "PATCH /api/v1/notifications/policy": elsewhere("PATCH", "/api/v1/notifications/policy", {}),
  "PATCH /api/v2/notifications/policy": elsewhere("PATCH", "/api/v2/notifications/policy", {}),
};

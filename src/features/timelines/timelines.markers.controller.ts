import type { Http } from "#core/http";
import { route } from "#core/http.route";
import { Markers, MarkersQuery, SetMarkers } from "./timelines.markers.contract.ts";
import { getMarkers, setMarkers } from "./timelines.markers.service.ts";

/** The routes of reading places. */
export function markerRoutes(http: Http): void {
  const own = { path: "/api/v1/markers", access: "member", answer: [200, Markers] } as const;
  route(
    http,
    {
      ...own,
      method: "GET",
      about: "How far one has read home and notifications.",
      scope: "read:statuses",
      limit: "read",
      query: MarkersQuery,
    },
    ({ ctx, query }) => getMarkers(ctx, query.timeline),
  );
  route(
    http,
    {
      ...own,
      method: "POST",
      about: "Note how far one has read.",
      scope: "write:statuses",
      limit: "write",
      body: SetMarkers,
    },
    ({ ctx, body }) => setMarkers(ctx, body),
  );
}

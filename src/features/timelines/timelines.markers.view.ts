import type { Markers } from "./timelines.markers.contract.ts";
import type { MarkerRow } from "./timelines.markers.model.ts";

/** Markers by the names of their lists. */
export const markersView = (rows: MarkerRow[]): Markers =>
  Object.fromEntries(
    rows.map(({ timeline, lastReadId, version, updatedAt }) => [
      timeline,
      { last_read_id: lastReadId, version, updated_at: updatedAt.toISOString() },
    ]),
  );

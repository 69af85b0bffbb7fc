import type { MemberCtx } from "#core/context";
import { write } from "#core/events";
import type { MarkerName, Markers, SetMarkers } from "./timelines.markers.contract.ts";
import { findMarkers, setMarker } from "./timelines.markers.model.ts";
import { markersView } from "./timelines.markers.view.ts";

/** How far one has read the lists asked for. */
export async function getMarkers(ctx: MemberCtx, names: MarkerName[]): Promise<Markers> {
  return markersView(await findMarkers(ctx.db, ctx.viewer.accountId, names));
}

/** Notes how far one has read, also backwards if so asked, and tells one's other screens; answers what was noted. */
export async function setMarkers(ctx: MemberCtx, input: SetMarkers): Promise<Markers> {
  const { accountId } = ctx.viewer;
  // In one order, so that two screens that set both never wait for each other.
  const set = Object.entries(input).sort(([a], [b]) => (a < b ? -1 : 1));
  const rows = await write(ctx, async (tx, emit) => {
    for (const [timeline, place] of set) {
      if (!place) continue;
      await setMarker(tx, accountId, timeline, place.last_read_id);
      emit({ type: "marker.changed", subject: accountId, data: { timeline } });
    }
    return findMarkers(
      tx,
      accountId,
      set.map(([timeline]) => timeline),
    );
  });
  return markersView(rows);
}

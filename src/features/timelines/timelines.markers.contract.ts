import { z } from "zod";
import { words } from "#core/forms";
import { isId } from "#core/ids";

const names = ["home", "notifications"] as const;
const Name = z.enum(names);
export type MarkerName = z.infer<typeof Name>;

/** How far a list was read; the version counts how often that was noted. */
export const Marker = z
  .object({ last_read_id: z.string(), version: z.number(), updated_at: z.string() })
  .meta({ id: "Marker" });

/** The markers of some lists; a list that was never marked is left out. */
export const Markers = z.object({ home: Marker.optional(), notifications: Marker.optional() }).meta({ id: "Markers" });
export type Markers = z.infer<typeof Markers>;

/** Which markers are asked for; names of other lists are ignored. */
export const MarkersQuery = z.object({
  timeline: words(20, 40)
    .default([])
    .transform((asked) => names.filter((name) => asked.includes(name))),
});

const Place = z.object({
  last_read_id: z.union([z.string().max(40), z.number().transform(String)]).refine((id) => id === "0" || isId(id)),
});

export const SetMarkers = z.object({ home: Place.optional(), notifications: Place.optional() });
export type SetMarkers = z.output<typeof SetMarkers>;

/** The live events of markers: the marker that was set, told to its owner alone. */
export const MarkerEvents = { "marker.changed": Markers } as const;

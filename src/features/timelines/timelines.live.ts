import type { Audience, Deliver, Deliveries } from "#core/live.delivery";
import { findConversations } from "./timelines.conversations.service.ts";
import { findMarkers } from "./timelines.markers.model.ts";
import { markersView } from "./timelines.markers.view.ts";

const only = (account: string): { channels: ["me"]; audience: Audience }[] => [
  { channels: ["me"], audience: { kind: "only", accounts: [account] } },
];

/** A talk as one of its people sees it now, told to them alone; or that it is gone from their list. */
const deliverTalks: Deliver = async (app, _db, batch, online) => {
  const byAccount = Map.groupBy(batch, (event) => event.data["account"] as string);
  const found = new Map(
    await Promise.all(
      [...byAccount]
        .filter(([account]) => online.includes(account))
        .map(async ([account, events]) => {
          const ids = [...new Set(events.map((event) => event.subject))];
          const talks = await findConversations(app, account, ids);
          return [account, new Map(talks.map((talk) => [talk.id, talk]))] as const;
        }),
    ),
  );
  return batch.map(({ type, subject, data }) => {
    const account = data["account"] as string;
    const talk = found.get(account)?.get(subject);
    if (!found.has(account) || (type === "conversation.removed") === (talk !== undefined)) return null;
    return { data: talk ?? { id: subject }, to: only(account) };
  });
};

/** How far somebody has read a list now, told to them alone. */
const deliverMarkers: Deliver = (_app, db, batch) =>
  Promise.all(
    batch.map(async ({ subject, data }) => ({
      data: markersView(await findMarkers(db, subject, [data["timeline"] as string])),
      to: only(subject),
    })),
  );

/** Makes talks and reading places live. */
export function timelineEvents(deliveries: Deliveries): void {
  deliveries.claim(["conversation.changed", "conversation.removed"], deliverTalks);
  deliveries.claim(["marker.changed"], deliverMarkers);
}

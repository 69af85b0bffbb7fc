import type { Live } from "#core/live";
import type { GoneReason } from "#core/live.contract";
import type { Deliver, Deliveries } from "#core/live.delivery";
import type { LogEvent } from "#core/events";

/** Closes the sockets of a session that ended, on whichever node they are, and says why. */
export function endSessions({ type, subject, data }: LogEvent, live: Live): void {
  if (type === "session.ended") live.endSession(subject, data["reason"] as GoneReason);
}

/** Only that something changed, and only for its owner: the list itself is read with the session that asks. */
const deliverChanges: Deliver = async (_app, _db, batch) =>
  batch.map(({ subject, data }) => ({
    data: { id: subject },
    to: [{ channels: ["sessions"], audience: { kind: "only", accounts: [data["account"] as string] } }],
  }));

/** Makes the list of sessions live. */
export function sessionEvents(deliveries: Deliveries): void {
  deliveries.claim(["session.started", "session.ended"], deliverChanges);
  deliveries.channel("sessions");
}

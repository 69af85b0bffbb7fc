import { networkOf } from "#core/limits";
import type { NewEvent } from "#core/events";
import type { GoneReason } from "#core/live.contract";
import type { Origin } from "./sessions.devices.ts";
import type { SessionRow } from "./sessions.model.ts";

/** How long a session lasts when nobody uses it. */
const sessionMs = 30 * 24 * 3600 * 1000;

/** What is kept of where a session is used. */
export const placeOf = ({ ip, device }: Origin): Pick<SessionRow, "device" | "network"> => ({
  device: device.slice(0, 300),
  network: networkOf(ip),
});

/** The times of a session that begins or is renewed at this moment. */
export const lifetimeFrom = (now: Date): Pick<SessionRow, "renewedAt" | "usedAt" | "expiresAt"> => ({
  renewedAt: now,
  usedAt: now,
  expiresAt: new Date(now.getTime() + sessionMs),
});

/** The event that ends a session's sockets on every node and tells its pages why. */
export const sessionEnded = (account: string, sessionId: string, reason: GoneReason): NewEvent => ({
  type: "session.ended",
  subject: sessionId,
  data: { account, reason },
});

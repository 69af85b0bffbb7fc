import type { LogEvent } from "#core/events";
import type { Live } from "#core/live";

/** Closes the sockets of a token that ended, on whichever node they are. */
export function endTokens(event: LogEvent, live: Live): void {
  if (event.type === "oauth.revoked") live.endSession(`token:${event.subject}`, "signed-out");
}

import type { IncomingHttpHeaders } from "node:http";

/** Streams that one account may hold open on a node. */
export const maxStreams = 40;

/** Milliseconds between signs of life. */
export const pingMs = 20_000;

/** The token of a request for a stream: in the header, as the WebSocket's protocol, or in the address, where browsers can put nothing else. */
export function tokenOf(headers: IncomingHttpHeaders, query: string | undefined): string | undefined {
  const { authorization } = headers;
  const protocol = headers["sec-websocket-protocol"]?.split(",")[0]?.trim();
  return authorization?.replace(/^Bearer\s+/i, "") ?? (protocol || undefined) ?? query;
}

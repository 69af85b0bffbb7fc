import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { FastifyRequest } from "fastify";
import type { Config } from "./config.ts";

/** The cookie that a guest's token is bound to. */
export const guestCookie = "xm_guest";

/** The token of a session, or of a guest: an HMAC, so its check costs the same whatever a caller sends. */
export function csrfTokenFor(secret: Uint8Array, bearer: string): string {
  return createHmac("sha256", secret).update(`csrf:${bearer}`).digest("base64url");
}

/** Whether the header X-CSRF-Token is the one of the request's session, or of its guest. */
export function csrfMatches(request: FastifyRequest): boolean {
  const { viewer, secret } = request.ctx;
  const guest = request.cookies[guestCookie];
  const bearer = viewer ? `session:${viewer.sessionId}` : guest && `guest:${guest}`;
  const sent = request.headers["x-csrf-token"];
  if (!bearer || typeof sent !== "string") return false;
  const expected = Buffer.from(csrfTokenFor(secret, bearer));
  const given = Buffer.from(sent);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** Whether a browser says that the request comes from a page of this site; programs that are no browser say nothing. */
export function fromOurPage(
  config: Pick<Config, "publicUrl" | "clientOrigins">,
  headers: IncomingHttpHeaders,
): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return false;
  const { origin } = headers;
  if (origin === undefined) return true;
  if (origin === new URL(config.publicUrl).origin || config.clientOrigins.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === headers.host;
}

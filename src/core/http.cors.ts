import type { FastifyInstance } from "fastify";

/** What apps on other sites may call. The web's own session is not among it. */
const open = /^\/(api|oauth|\.well-known|nodeinfo)\//;

const exposed =
  "Link, Retry-After, RateLimit, RateLimit-Policy, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-Cursor";

/**
 * Lets web apps of any origin call the API and read every answer, errors too. It never allows credentials, so
 * no browser lets another site read what a cookie opens: apps send their token.
 */
export function openToApps(http: FastifyInstance): void {
  http.addHook("onRequest", async (request, reply) => {
    if (!open.test(request.url)) return;
    reply.headers({ "access-control-allow-origin": "*", "access-control-expose-headers": exposed });
    if (request.method !== "OPTIONS" || !request.headers["access-control-request-method"]) return;
    return reply
      .code(204)
      .headers({
        "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE",
        "access-control-allow-headers": "Authorization, Content-Type, Idempotency-Key",
        "access-control-max-age": "86400",
      })
      .send();
  });
}

import fastifyHelmet from "@fastify/helmet";
import type { FastifyInstance } from "fastify";
import type { Config } from "./config.ts";

/** What the pages may do, by the names of CSP's directives; `live` is where the live channel is, when not at home. */
export const contentPolicy = (live: string | null) => ({
  "default-src": ["'none'"],
  "base-uri": ["'none'"],
  "connect-src": ["'self'", ...(live ? [live, live.replace(/^http/, "ws")] : [])],
  "font-src": ["'self'"],
  "form-action": ["'self'"],
  "frame-ancestors": ["'none'"],
  "img-src": ["'self'", "data:", "https:"],
  "manifest-src": ["'self'"],
  "script-src": ["'self'"],
  "style-src": ["'self'"],
  "worker-src": ["'self'"],
  "require-trusted-types-for": ["'script'"],
  "trusted-types": ["inert-html"],
});

/** What no page of ours asks a device for. */
export const deviceFeatures = "camera display-capture geolocation hid microphone midi payment serial usb".split(" ");

/** As much of it as an answer needs that is only an error: what no route and no hook has seen. */
export const bareHeaders = ({ publicUrl }: Pick<Config, "publicUrl">): Record<string, string> => ({
  "content-security-policy": "default-src 'none';frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  ...(publicUrl.startsWith("https:") ? { "strict-transport-security": "max-age=31536000; includeSubDomains" } : {}),
});

/** The headers that tell browsers to be careful, on every answer whatever its status. */
export async function setHeaders(http: FastifyInstance, config: Config): Promise<void> {
  const https = config.publicUrl.startsWith("https:");
  // Where the page's own address is not its origin's (behind a proxy), older Safaris do not count sockets as 'self'.
  const live = config.socketUrl ?? new URL(config.publicUrl).origin;
  const directives = { ...contentPolicy(live), ...(https ? { "upgrade-insecure-requests": [] } : {}) };
  await http.register(fastifyHelmet, {
    contentSecurityPolicy: { useDefaults: false, directives },
    strictTransportSecurity: https ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: "same-origin" },
    xFrameOptions: { action: "deny" },
    crossOriginEmbedderPolicy: false,
    crossOriginOpenerPolicy: { policy: "same-origin" },
    crossOriginResourcePolicy: { policy: "same-origin" },
  });
  const permissions = deviceFeatures.map((name) => `${name}=()`).join(", ");
  http.addHook("onRequest", async (_request, reply) => void reply.header("permissions-policy", permissions));
}

import { z } from "zod";
import type { Http } from "#core/http";
import { route } from "#core/http.route";
import { describeApi } from "#core/openapi";
import { renderDocs } from "./instance.docs.html.ts";
import { version } from "./instance.view.ts";

type Shown = Parameters<typeof renderDocs>[0];

/** The routes that describe all routes, to programs and to people. */
export function docsRoutes(http: Http): void {
  const read = { method: "GET", access: "unasked", scope: "none", limit: "read" } as const;
  // Routes are only added before the server listens, so the description never changes.
  let made: Record<string, unknown> | undefined;
  const describe = () => (made ??= describeApi(http.contracts, version));
  route(
    http,
    {
      ...read,
      path: "/api/openapi.json",
      about: "This API as an OpenAPI document.",
      answer: [200, z.record(z.string(), z.unknown())],
    },
    async () => describe(),
  );
  route(
    http,
    {
      ...read,
      path: "/api/docs",
      about: "This API as a page to read.",
      answer: [200, z.string()],
      type: "text/html; charset=utf-8",
    },
    async ({ ctx, reply }) => {
      reply.header("vary", "Accept-Language");
      return renderDocs(describe() as Shown, ctx.config.title, ctx.lang);
    },
  );
}

import type { Http } from "#core/http";
import { route } from "#core/http.route";
import { Health, InstanceV1, InstanceV2, Ready } from "./instance.contract.ts";
import { checkReady, getInstance, getOldInstance } from "./instance.service.ts";

/** The routes that tell what this instance is and how it is doing. */
export function instanceRoutes(http: Http): void {
  const read = { method: "GET", access: "anyone", scope: "none", limit: "read" } as const;
  route(
    http,
    { ...read, path: "/api/v2/instance", about: "What this instance is and allows.", answer: [200, InstanceV2] },
    ({ ctx }) => getInstance(ctx),
  );
  route(
    http,
    { ...read, path: "/api/v1/instance", about: "The same for older clients.", answer: [200, InstanceV1] },
    ({ ctx }) => getOldInstance(ctx),
  );
  const health = { method: "GET", access: "anyone", scope: "none", limit: "none", answer: [200, Health] } as const;
  route(http, { ...health, path: "/health/live", about: "The process runs." }, async () => ({ status: "ok" as const }));
  route(http, { ...health, path: "/health/ready", about: "Requests can be served.", answer: [200, Ready] }, ({ ctx }) =>
    checkReady(ctx),
  );
}

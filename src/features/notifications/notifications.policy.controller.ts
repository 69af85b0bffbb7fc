import type { Http } from "#core/http";
import { route } from "#core/http.route";
import { ChangeFilters, ChangePolicy, FilterPolicy, NoRequests, NotificationPolicy } from "./notifications.contract.ts";
import { checkFilters, checkPolicy } from "./notifications.rules.ts";
import { filterPolicyView, policyView } from "./notifications.view.ts";

/** The routes of who may notify one: everyone, and so nobody waits. */
export function policyRoutes(http: Http): void {
  const read = { method: "GET", access: "member", scope: "read:notifications", limit: "read" } as const;
  const change = { method: "PATCH", access: "member", scope: "write:notifications", limit: "write" } as const;
  const [v1, v2] = ["/api/v1/notifications/policy", "/api/v2/notifications/policy"];
  const about = "Who may notify one; here that is everyone.";
  const changing = "Say that everyone may notify one, which is all that can be said here.";
  route(http, { ...read, path: v2, about, answer: [200, NotificationPolicy] }, async () => policyView());
  route(
    http,
    { ...change, path: v2, about: changing, body: ChangePolicy, answer: [200, NotificationPolicy] },
    async ({ body }) => {
      checkPolicy(body);
      return policyView();
    },
  );
  route(http, { ...read, path: v1, about, answer: [200, FilterPolicy] }, async () => filterPolicyView());
  route(
    http,
    { ...change, path: v1, about: changing, body: ChangeFilters, answer: [200, FilterPolicy] },
    async ({ body }) => {
      checkFilters(body);
      return filterPolicyView();
    },
  );
  route(
    http,
    {
      ...read,
      path: "/api/v1/notifications/requests",
      about: "Who waits to be heard: nobody.",
      answer: [200, NoRequests],
    },
    async () => [],
  );
}

import { z } from "zod";
import type { Http } from "#core/http";
import { route } from "#core/http.route";
import type { RouteContract } from "#core/http.route";
import { Account, CustomEmoji } from "#accounts";
import { Status } from "#posts";
import { Nothing } from "./instance.discovery.contract.ts";

type Empty = Pick<RouteContract, "path" | "about" | "access" | "scope"> & { of?: z.ZodType };

const anyone = { access: "anyone", scope: "none" } as const;
const member = (scope: RouteContract["scope"]) => ({ access: "member", scope }) as const;

/** The lists that clients ask for at log-in and that are truly empty in this version. */
const empty: Empty[] = [
  { ...anyone, path: "/api/v1/custom_emojis", about: "The instance's own emoji.", of: z.array(CustomEmoji) },
  { ...anyone, path: "/api/v1/instance/peers", about: "Servers known to this one.", of: z.array(z.string()) },
  { ...anyone, path: "/api/v1/instance/rules", about: "The rules of this place." },
  { ...anyone, path: "/api/v1/instance/domain_blocks", about: "Servers that this one shuts out." },
  { ...anyone, path: "/api/v1/trends/tags", about: "Tags that many use these days." },
  { ...anyone, path: "/api/v1/trends/statuses", about: "Posts that many share these days.", of: z.array(Status) },
  { ...anyone, path: "/api/v1/trends/links", about: "Links that many share these days." },
  { ...member("read"), path: "/api/v1/announcements", about: "What the instance's admins announce." },
  { ...member("read:lists"), path: "/api/v1/lists", about: "One's lists of accounts." },
  { ...member("read:filters"), path: "/api/v2/filters", about: "What one does not want to read about." },
  { ...member("read:filters"), path: "/api/v1/filters", about: "The same for older clients." },
  { ...member("read:statuses"), path: "/api/v1/scheduled_statuses", about: "One's posts that wait for their time." },
  {
    ...member("read:blocks"),
    path: "/api/v1/domain_blocks",
    about: "Servers that one has blocked.",
    of: z.array(z.string()),
  },
  {
    ...member("read:accounts"),
    path: "/api/v1/endorsements",
    about: "Accounts on one's profile.",
    of: z.array(Account),
  },
];

/** The routes of lists that have nothing on them yet. */
export function emptyRoutes(http: Http): void {
  for (const { of = Nothing, ...contract } of empty)
    route(http, { ...contract, method: "GET", limit: "read", answer: [200, of] }, async () => []);
}

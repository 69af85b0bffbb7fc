import type { PostBody } from "#test/app";
import { indexed } from "#test/indexed";
import { quiet } from "./rows.ts";
import type { List, Surface } from "./rows.ts";

/** Looks for a name that every target says. Only members find posts. */
const searching = (path: string): List => ({
  kind: "list",
  read: async ({ who }, { app }) => {
    await indexed(app);
    const answer = await who.get<{ statuses: PostBody[] }>(`${path}?type=statuses&limit=40&q=%40named`);
    return { answers: [answer], ids: answer.body.statuses.map((p) => p.id) };
  },
  belongs: (_target, { account }) => account !== null,
});

/** The routes of search. */
export const searchSurfaces: Record<string, Surface> = {
  "GET /api/v2/search": searching("/api/v2/search"),
  "GET /api/v1/search": searching("/api/v1/search"),
  "GET /api/v1/accounts/search": quiet(() => "/api/v1/accounts/search?q=na"),
};

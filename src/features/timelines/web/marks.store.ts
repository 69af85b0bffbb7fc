import type { LiveEvent } from "#core/live.contract";
import type { Change } from "./pages.store.ts";
import { createPostPages, type PostPagesDeps } from "./postPages.store.ts";

/** The lists of what the reader has marked, the last mark first. */
export type MarkKey = "favourites" | "bookmarks";

const pageSize = 20;
const fieldOf = { favourites: "favourited", bookmarks: "bookmarked" } as const;

/** What the reader has marked; kept by the marks they set anywhere, and by what happens to the posts. */
export const createMarks = (key: MarkKey, deps: PostPagesDeps) => ({
  key,
  ...createPostPages(deps, {
    path: `/api/v1/${key}?limit=${pageSize}`,
    channels: ["me", "marks"],
    pageSize,
    change: (event, ids) => changeOf(key, event, ids),
  }),
});

function changeOf(key: MarkKey, { type, data, on }: LiveEvent, ids: string[]): Change {
  if (type === "relation.changed") return "refetch";
  const { id } = data as { id: string };
  if (type === "post.marked") {
    const marked = (data as Record<string, unknown>)[fieldOf[key]] === true;
    if (marked) return ids[0] === id ? null : "refetch";
    return { gone: id };
  }
  if (type === "post.deleted") return { gone: id };
  if (type === "post.restored") return on?.includes("marks") ? "refetch" : null;
  // Whoever mutes somebody does not meet them as they are named, either.
  if (type === "post.edited" && on) return on.includes("marks") === ids.includes(id) ? null : "refetch";
  return null;
}

import type { LiveEvent } from "#core/live.contract";
import type { Status } from "#posts";
import type { Change } from "./pages.store.ts";
import { createPostPages, type PostPages, type PostPagesDeps } from "./postPages.store.ts";

const pageSize = 20;

/** The posts that quote a post, newest first; kept by its counter and by what happens to them. */
export function createQuotes(id: string, deps: PostPagesDeps): PostPages {
  let counted: number | undefined;

  function change({ type, data }: LiveEvent, ids: string[]): Change {
    if (type === "relation.changed") return "refetch";
    const post = data as Partial<Status>;
    if (type === "post.counted" && post.id === id) {
      const same = post.quotes_count === counted;
      counted = post.quotes_count;
      return same ? null : "refetch";
    }
    if (type === "post.deleted" && post.id !== undefined) return { gone: post.id };
    const quotes = post.quote?.quoted_status_id === id;
    // Its author took themselves out of it.
    if (type === "post.edited" && post.id !== undefined && ids.includes(post.id) && !quotes) return { gone: post.id };
    return type === "post.restored" && quotes ? "refetch" : null;
  }

  const path = `/api/v1/statuses/${encodeURIComponent(id)}/quotes?limit=${pageSize}`;
  return createPostPages(deps, { path, channels: [`post:${id}`, "me"], pageSize, change });
}

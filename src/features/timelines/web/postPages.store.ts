import type { Status } from "#posts";
import type { Watching } from "#posts/web";
import type { Api } from "#web/api";
import type { Live } from "#web/live";
import type { Posts } from "./keys.ts";
import { createPages, type PagesDeps } from "./pages.store.ts";

export type PostPagesDeps = { api: Api; live: Live; posts: Posts; watch?: Watching; calmMs?: number };

/** A list of posts that only the server can sort: its pages. */
export function createPostPages(
  { api, live, posts, watch, calmMs }: PostPagesDeps,
  list: Pick<PagesDeps<Status[]>, "path" | "channels" | "pageSize" | "change">,
) {
  const take: PagesDeps<Status[]>["take"] = (answer, at) => posts.take(answer, at);
  const pages = createPages<Status[]>({ api, live, posts, watch, ...list, shown: (ids) => ids, take, calmMs });
  // What is gone by an answer, not by an event.
  const stopNews = posts.onEvent(({ type, data, cursor }) => {
    if (type === "post.deleted" && cursor === undefined) pages.drop(data.id);
  });
  return {
    ...pages,
    close() {
      stopNews();
      pages.close();
    },
  };
}

export type PostPages = ReturnType<typeof createPostPages>;

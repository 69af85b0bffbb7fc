import type { Status } from "#posts";
import type { Watching } from "#posts/web";
import type { Api } from "#web/api";
import type { Live } from "#web/live";
import type { Posts } from "./keys.ts";
import { createPages, type PagesDeps } from "./pages.store.ts";

export type PostPagesDeps = { api: Api; live: Live; posts: Posts; watch?: Watching; calmMs?: number };

/** A list of posts that only the server can sort: its pages, with every post that is shown watched and kept known. */
export function createPostPages(
  { api, live, posts, watch, calmMs }: PostPagesDeps,
  list: Pick<PagesDeps<Status[]>, "path" | "channels" | "pageSize" | "change">,
) {
  const pages = createPages<Status[]>({ api, live, ...list, take: (answer, at) => posts.take(answer, at), calmMs });
  const stopNeed = posts.need(() => pages.store.getState().ids);
  // What is gone by an answer, not by an event.
  const stopNews = posts.onEvent(({ type, data }) => {
    if (type === "post.deleted") pages.drop(data.id);
  });
  return {
    ...pages,
    open() {
      const close = pages.open();
      const watching = watch?.();
      watching?.show(pages.store.getState().ids);
      const stop = pages.store.subscribe(({ ids }) => watching?.show(ids));
      return () => {
        stop();
        watching?.end();
        close();
      };
    },
    close() {
      stopNeed();
      stopNews();
      pages.close();
    },
  };
}

export type PostPages = ReturnType<typeof createPostPages>;

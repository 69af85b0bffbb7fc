import { isDeepStrictEqual } from "node:util";
import type { Post } from "#posts/web";
import { openBrowser, shownIds } from "#test/law/browser";
import type { Browser, Screens } from "#test/law/browser";

/** What all screens of a page show: ids in order by screen, and each post by its id. */
export type Photo = { screens: Record<string, unknown>; posts: Record<string, unknown> };

const pageSize = 20;

/** Takes it; what depends on the viewer, or is not shown on a post, stays out. */
export function photo(browser: Browser): Photo {
  const { timelines, pages, threads, posts, unread } = browser;
  const lists = [...timelines, ...pages].map(({ key, store }) => [key, store.getState().ids]);
  const rows = pages.map(({ key, store, row }) => [
    `rows of ${key}`,
    Object.fromEntries(store.getState().ids.map((id) => [id, bare(row(id))])),
  ]);
  const around = threads.map(({ id, store }) => {
    const { ancestors, descendants, state } = store.getState();
    return [`thread:${id}`, { ancestors, descendants, state, there: posts.get(id) !== undefined }];
  });
  const ids = shownIds(browser).flatMap((id) => [id, posts.get(id)?.reblog?.id ?? id]);
  const all = [...new Set(ids)].map((id) => [id, plain(posts.get(id))]);
  return {
    screens: Object.fromEntries([...lists, ...rows, ...around, ["unread", unread.store.getState()]]),
    posts: Object.fromEntries(all),
  };
}

/** A row of a talk or of a notification, without the posts and the people in it: they are compared on their own. */
const bare = (row: object | null | undefined) =>
  row && without(row, ["last_status", "accounts", "page_min_id", "page_max_id", "latest_page_notification_at"]);

/** What no screen shows of a post by itself, or of its author beside it. */
const unseen = {
  post: ["can_reply", "quote_approval"],
  account: ["statuses_count", "last_status_at", "followers_count", "following_count"],
};
/** An event, which is the same for all, says nothing of what a post is to its reader: then it is nothing to them. */
const unmarked = { favourited: false, reblogged: false, bookmarked: false, muted: false, pinned: false };

const without = (it: object, names: string[]) =>
  Object.fromEntries(Object.entries(it).filter(([name]) => !names.includes(name)));

/** A boost is shown as who boosts, and as what it boosts, which is a post of its own. */
const plain = (post: Post | undefined): unknown =>
  post && {
    ...(post.reblog ? { id: post.id, reblog: post.reblog.id } : { ...unmarked, ...without(post, unseen.post) }),
    account: without(post.account, unseen.account),
  };

/**
 * What a page that is opened now shows of the same screens, scrolled as far down as `heard` is; and what `heard` shows,
 * cut to what must be there: a list may have been read further than it shows, but never less than a page.
 */
export async function reloaded(heard: Browser, url: string, screens: Screens): Promise<[Photo, Photo]> {
  const fresh = openBrowser({ member: heard.member, url, line: null, screens });
  try {
    await until(() => fresh.busy(0).length === 0, "the fresh page never finished loading");
    const lists = [...heard.timelines, ...heard.pages];
    for (const [i, list] of [...fresh.timelines, ...fresh.pages].entries()) {
      const { ids, end } = lists[i]!.store.getState();
      const shown = () => list.store.getState();
      while (!shown().end && (end || shown().ids.length < ids.length)) await list.loadMore();
      if (!end && ids.length >= pageSize) list.store.setState({ ids: shown().ids.slice(0, ids.length) });
    }
    const photos: [Photo, Photo] = [photo(heard), photo(fresh)];
    // The page of a post that was not there to see, ever, does not know what to listen to.
    for (const { id, found } of heard.threads)
      if (!found) for (const { screens } of photos) delete screens[`thread:${id}`];
    return photos;
  } finally {
    await fresh.close();
  }
}

/** What differs between two photos, screen by screen and field by field. */
export function differences(heard: Photo, loaded: Photo): string[] {
  const told: string[] = [];
  const compare = (name: string, a: unknown, b: unknown) => {
    if (isDeepStrictEqual(a, b)) return;
    if (isRecord(a) && isRecord(b)) {
      for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) compare(`${name} ${key}`, a[key], b[key]);
    } else told.push(`${name}: heard ${JSON.stringify(a)}, loaded ${JSON.stringify(b)}`);
  };
  for (const name of Object.keys(heard.screens)) compare(name, heard.screens[name], loaded.screens[name]);
  for (const id of Object.keys(heard.posts)) if (id in loaded.posts) compare(id, heard.posts[id], loaded.posts[id]);
  return told;
}

const isRecord = (it: unknown): it is Record<string, unknown> =>
  typeof it === "object" && it !== null && !Array.isArray(it);

/** Waits until `done` holds, and still holds a moment later. */
export async function until(done: () => boolean, otherwise: string | (() => string), ms = 30_000): Promise<void> {
  const late = Date.now() + ms;
  for (let held = 0; held < 3; held = done() ? held + 1 : 0) {
    if (Date.now() > late) throw new Error(typeof otherwise === "string" ? otherwise : otherwise());
    await new Promise((next) => setTimeout(next, 10));
  }
}

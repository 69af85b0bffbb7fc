import type { PostEvent, Status } from "#posts";

/** A post of which only the fields that matter here are there. */
export const post = (id: string, change: Partial<Status> = {}) =>
  ({
    id,
    content: "<p>one</p>",
    created_at: "2026-01-01",
    edited_at: null,
    replies_count: 0,
    reblogs_count: 0,
    favourites_count: 0,
    quotes_count: 0,
    ...change,
  }) as Status;
/** The same after an edit in a minute of the first hour. */
export const edited = (id: string, content: string, minute: number, change: Partial<Status> = {}) =>
  post(id, { content, edited_at: `2026-01-01T00:0${minute}`, ...change });
/** An event at a place in the log. */
export const at = (cursor: number, event: PostEvent) => ({ ...event, cursor });
/** That a post now has so many replies. */
export const counted = (id: string, replies_count: number): PostEvent => ({
  type: "post.counted",
  data: { id, replies_count, reblogs_count: 0, favourites_count: 0, quotes_count: 0 },
});

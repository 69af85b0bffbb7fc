import { z } from "zod";
import { Paging, truth, words } from "#core/forms";
import { Status } from "#posts";

const flag = truth.optional().catch(undefined);

export const PublicQuery = Paging.extend({ local: flag, remote: flag, only_media: flag });
export type PublicQuery = z.output<typeof PublicQuery>;

export const AccountQuery = Paging.extend({
  pinned: flag,
  only_media: flag,
  exclude_replies: flag,
  exclude_reblogs: flag,
  tagged: z.string().max(200).optional().catch(undefined),
});
export type AccountQuery = z.output<typeof AccountQuery>;

/** Several tags, however a client spells a list; what is no list of words is none, and more than a few are too many. */
const some = words(100, 200)
  .catch([])
  .default([])
  .transform((list) => list.slice(0, 8));

export const TagQuery = PublicQuery.extend({ any: some, all: some, none: some });
export type TagQuery = z.output<typeof TagQuery>;

export const TagName = z.object({ hashtag: z.string().min(1).max(200) });

/** A page of posts, newest first. */
export const Page = z.array(Status);

/** What comes before a post, root first, and all that answers it, each reply below what it answers. */
export const Context = z.object({ ancestors: z.array(Status), descendants: z.array(Status) }).meta({ id: "Context" });
export type Context = z.infer<typeof Context>;

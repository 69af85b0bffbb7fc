import { z } from "zod";
import { truth } from "#core/forms";
import { Account } from "#accounts";
import { Status } from "#posts";

const whole = (most: number, otherwise: number, least = 0) =>
  z.coerce
    .number()
    .catch(otherwise)
    .transform((n) => Math.min(most, Math.max(least, Math.trunc(n) || otherwise)));
const flag = truth.optional().catch(undefined);
const id = z
  .string()
  .regex(/^\d{1,19}$/)
  .optional();

export const searchTypes = ["accounts", "hashtags", "statuses"] as const;

/** What is looked for. `offset` counts within one type and is ignored without one; posts also page by `max_id`. */
export const SearchQuery = z.object({
  q: z.string().max(1000),
  type: z.enum(searchTypes).optional(),
  resolve: flag,
  limit: whole(40, 20, 1),
  offset: whole(5000, 0),
  account_id: id,
  following: flag,
  exclude_unreviewed: flag,
  max_id: id.catch(undefined),
  since_id: id.catch(undefined),
  min_id: id.catch(undefined),
});
export type SearchQuery = z.output<typeof SearchQuery>;

export const AccountSearchQuery = z.object({
  q: z.string().max(1000),
  limit: whole(80, 40, 1),
  offset: whole(5000, 0),
  resolve: flag,
  following: flag,
});
export type AccountSearchQuery = z.output<typeof AccountSearchQuery>;

/** Mastodon's Tag entity: how often and by how many it was used on each of the last seven days, where everyone may see it. */
export const FoundTag = z
  .object({
    name: z.string(),
    url: z.string(),
    history: z.array(z.object({ day: z.string(), uses: z.string(), accounts: z.string() })),
  })
  .meta({ id: "FoundTag" });
export type FoundTag = z.infer<typeof FoundTag>;

export const Search = z
  .object({ accounts: z.array(Account), statuses: z.array(Status), hashtags: z.array(FoundTag) })
  .meta({ id: "Search" });
export type Search = z.infer<typeof Search>;

/** The answer of the first version, in which a hashtag is only its name. */
export const SearchV1 = Search.extend({ hashtags: z.array(z.string()) }).meta({ id: "SearchV1" });
export const Found = z.array(Account);

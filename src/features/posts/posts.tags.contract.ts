import { z } from "zod";
import { Paging } from "#core/forms";

/** What happened with a tag on one day: open posts, and by how many accounts; the day as seconds since 1970. */
const Day = z.object({ day: z.string(), uses: z.string(), accounts: z.string() });

/** A tag with its last seven days, today first, and what it is to the viewer; absent for nobody. */
export const TagPage = z
  .object({
    name: z.string(),
    url: z.string(),
    history: z.array(Day),
    following: z.boolean().optional(),
    featuring: z.boolean().optional(),
  })
  .meta({ id: "TagPage" });
export type TagPage = z.infer<typeof TagPage>;

/** A tag on somebody's profile. */
export const FeaturedTag = z
  .object({
    id: z.string(),
    name: z.string(),
    url: z.string(),
    statuses_count: z.string(),
    last_status_at: z.string().nullable(),
  })
  .meta({ id: "FeaturedTag" });
export type FeaturedTag = z.infer<typeof FeaturedTag>;

export const TagName = z.object({ name: z.string().min(1).max(200) });

export const FollowedTagsQuery = Paging;

export const FeatureTag = z.object({ name: z.string().max(200) });

export const FeaturedTagId = z.object({ id: z.string() });

/** The live events of tags: what a tag is to somebody now, told to them alone. */
export const TagEvents = {
  "tag.changed": z.object({ name: z.string(), url: z.string(), following: z.boolean(), featuring: z.boolean() }),
} as const;

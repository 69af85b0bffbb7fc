import { z } from "zod";
import { truth, words } from "#core/forms";
import { Account, CustomEmoji } from "#accounts";

/** Who may see a post: everyone; everyone but not on public timelines; followers; the mentioned. */
export const visibilities = ["public", "unlisted", "private", "direct"] as const;
export const Visibility = z.enum(visibilities);
export type Visibility = z.infer<typeof Visibility>;

/** Who may answer a post, beside its author: everyone who sees it, their followers and the mentioned, only these, nobody. */
export const replyPolicies = ["everyone", "followers", "mentioned", "nobody"] as const;
export const ReplyPolicy = z.enum(replyPolicies);
export type ReplyPolicy = z.infer<typeof ReplyPolicy>;

/** Who may quote a post, beside its author. */
export const quotePolicies = ["public", "followers", "nobody"] as const;
export const QuotePolicy = z.enum(quotePolicies);
export type QuotePolicy = z.infer<typeof QuotePolicy>;

export const Mention = z
  .object({ id: z.string(), username: z.string(), acct: z.string(), url: z.string() })
  .meta({ id: "Mention" });
export const Tag = z.object({ name: z.string(), url: z.string() }).meta({ id: "Tag" });

/** Whether the viewer may quote a post, and who may at all. */
export const QuoteApproval = z
  .object({
    automatic: z.array(z.string()),
    manual: z.array(z.string()),
    current_user: z.enum(["automatic", "manual", "denied", "unknown"]),
  })
  .meta({ id: "QuoteApproval" });

/** Why a quoted post is shown or not; `unauthorized` where the viewer may not see it. */
export const QuoteState = z.enum([
  "accepted",
  "revoked",
  "deleted",
  "unauthorized",
  "blocked_account",
  "muted_account",
]);
export type QuoteState = z.infer<typeof QuoteState>;

/**
 * Mastodon's Status entity. The last group of fields depends on the viewer and is absent from live events,
 * which are the same for all; what is not built yet is empty, never absent.
 */
export const Status = z
  .object({
    id: z.string(),
    uri: z.string(),
    url: z.string(),
    created_at: z.string(),
    edited_at: z.string().nullable(),
    account: Account,
    content: z.string(),
    visibility: Visibility,
    sensitive: z.boolean(),
    spoiler_text: z.string(),
    media_attachments: z.array(z.unknown()),
    mentions: z.array(Mention),
    tags: z.array(Tag),
    emojis: z.array(CustomEmoji),
    reblogs_count: z.number(),
    favourites_count: z.number(),
    replies_count: z.number(),
    quotes_count: z.number(),
    /** What a boost boosts. */
    get reblog(): z.ZodNullable<typeof Status> {
      return Status.nullable();
    },
    quote: z
      .object({
        state: QuoteState,
        /** Null where the viewer may not see it, in live events, and in a quote inside a quote. */
        get quoted_status(): z.ZodNullable<typeof Status> {
          return Status.nullable();
        },
        quoted_status_id: z.string().nullable(),
      })
      .nullable(),
    in_reply_to_id: z.string().nullable(),
    in_reply_to_account_id: z.string().nullable(),
    application: z.object({ name: z.string(), website: z.string().nullable() }).nullable(),
    poll: z.null(),
    card: z.null(),
    language: z.string().nullable(),
    filtered: z.array(z.unknown()),
    quote_approval: QuoteApproval,
    /** Ours: the id of the thread's first post, which names the channel `thread:<id>`. */
    thread_id: z.string(),
    /** Ours: who may answer. */
    reply_policy: ReplyPolicy,
    /** Ours: whether the viewer may answer. */
    can_reply: z.boolean().optional(),
    favourited: z.boolean().optional(),
    reblogged: z.boolean().optional(),
    bookmarked: z.boolean().optional(),
    muted: z.boolean().optional(),
    pinned: z.boolean().optional(),
  })
  .meta({ id: "Status" });
export type Status = z.infer<typeof Status>;

/** The answer to a delete: the post as it was, with the text as it was written, to write it anew. */
export const DeletedStatus = Status.extend({ text: z.string() }).meta({ id: "DeletedStatus" });
export type DeletedStatus = z.infer<typeof DeletedStatus>;

const policies = {
  quote_approval_policy: QuotePolicy.nullish(),
  /** Ours: who may reply. */
  reply_policy: ReplyPolicy.nullish(),
};

/** What posts cannot have yet: refused where it is asked for, never left out silently. */
const unbuilt = {
  media_ids: z.unknown().optional(),
  poll: z.unknown().optional(),
  scheduled_at: z.unknown().optional(),
};

export const CreatePost = z.object({
  status: z.string().max(100_000).optional(),
  in_reply_to_id: z.string().max(40).nullish(),
  sensitive: truth.optional(),
  spoiler_text: z.string().max(100_000).nullish(),
  visibility: Visibility.nullish(),
  language: z.string().max(35).nullish(),
  quoted_status_id: z.string().max(40).nullish(),
  /** What some clients call `quoted_status_id`. */
  quote_id: z.string().max(40).nullish(),
  ...policies,
  ...unbuilt,
});
export type CreatePost = z.infer<typeof CreatePost>;

export const EditPost = z.object({
  status: z.string().max(100_000).optional(),
  sensitive: truth.optional(),
  spoiler_text: z.string().max(100_000).nullish(),
  language: z.string().max(35).nullish(),
  ...policies,
  ...unbuilt,
});
export type EditPost = z.infer<typeof EditPost>;

/** One version of a post, oldest first in a history; the last is the present one. */
export const StatusEdit = z
  .object({
    content: z.string(),
    spoiler_text: z.string(),
    sensitive: z.boolean(),
    created_at: z.string(),
    account: Account,
    media_attachments: z.array(z.unknown()),
    emojis: z.array(CustomEmoji),
    poll: z.null(),
  })
  .meta({ id: "StatusEdit" });
export type StatusEdit = z.infer<typeof StatusEdit>;

export const StatusSource = z
  .object({ id: z.string(), text: z.string(), spoiler_text: z.string() })
  .meta({ id: "StatusSource" });
export type StatusSource = z.infer<typeof StatusSource>;

export const PostId = z.object({ id: z.string() });

/** One id or a list of them. */
export const PostIds = z.object({
  id: words(1000, 40)
    .optional()
    .transform((ids) => ids ?? []),
});

/** Who is shown a boost. */
export const BoostPost = z.object({ visibility: z.enum(["public", "unlisted", "private"]).nullish() });
export type BoostPost = z.infer<typeof BoostPost>;

/** Who may quote a post and who may reply to it; what is left out stays as it is. */
export const InteractionPolicy = z.object(policies);
export type InteractionPolicy = z.infer<typeof InteractionPolicy>;

/** A post and one that quotes it. */
export const QuoteIds = z.object({ id: z.string(), quoting_id: z.string() });

/** What a post is to one viewer. */
export const Marks = z.object({
  id: z.string(),
  favourited: z.boolean(),
  reblogged: z.boolean(),
  bookmarked: z.boolean(),
  muted: z.boolean(),
  pinned: z.boolean(),
});
export type Marks = z.infer<typeof Marks>;

/**
 * The live events of posts and their data. `created`, `edited` and `restored` carry the post as it is now,
 * `deleted` its id, `counted` only its counters; `marked` tells one viewer what a post is to them now.
 * A later state never arrives before an earlier one.
 */
export const PostEvents = {
  "post.created": Status,
  "post.edited": Status,
  "post.restored": Status,
  "post.deleted": z.object({ id: z.string() }),
  "post.counted": z.object({
    id: z.string(),
    replies_count: z.number(),
    reblogs_count: z.number(),
    favourites_count: z.number(),
    quotes_count: z.number(),
  }),
  "post.marked": Marks,
} as const;
export type PostEvent = {
  [T in keyof typeof PostEvents]: { type: T; data: z.infer<(typeof PostEvents)[T]> };
}[keyof typeof PostEvents];

import { z } from "zod";

const Configuration = z.object({
  accounts: z.object({ max_featured_tags: z.number(), max_pinned_statuses: z.number() }),
  statuses: z.object({
    max_characters: z.number(),
    max_media_attachments: z.number(),
    characters_reserved_per_url: z.number(),
  }),
  media_attachments: z.object({
    supported_mime_types: z.array(z.string()),
    description_limit: z.number(),
    image_size_limit: z.number(),
    image_matrix_limit: z.number(),
    video_size_limit: z.number(),
    video_frame_rate_limit: z.number(),
    video_matrix_limit: z.number(),
  }),
  polls: z.object({
    max_options: z.number(),
    max_characters_per_option: z.number(),
    min_expiration: z.number(),
    max_expiration: z.number(),
  }),
});

/** Mastodon's Instance entity, second version. What is not built yet has a limit of 0. */
export const InstanceV2 = z
  .object({
    domain: z.string(),
    title: z.string(),
    version: z.string(),
    source_url: z.string(),
    description: z.string(),
    usage: z.object({ users: z.object({ active_month: z.number() }) }),
    thumbnail: z.object({ url: z.string() }),
    icon: z.array(z.object({ src: z.string(), size: z.string() })),
    languages: z.array(z.string()),
    configuration: Configuration.extend({
      urls: z.object({ streaming: z.string() }),
      vapid: z.object({ public_key: z.string() }),
      translation: z.object({ enabled: z.boolean() }),
    }),
    registrations: z.object({
      enabled: z.boolean(),
      approval_required: z.boolean(),
      message: z.string().nullable(),
      url: z.string().nullable(),
    }),
    api_versions: z.object({ mastodon: z.number() }),
    contact: z.object({ email: z.string(), account: z.null() }),
    rules: z.array(z.unknown()),
  })
  .meta({ id: "InstanceV2" });
export type InstanceV2 = z.infer<typeof InstanceV2>;

/** Mastodon's Instance entity, first version. */
export const InstanceV1 = z
  .object({
    uri: z.string(),
    title: z.string(),
    short_description: z.string(),
    description: z.string(),
    email: z.string(),
    version: z.string(),
    urls: z.object({ streaming_api: z.string() }),
    stats: z.object({ user_count: z.number(), status_count: z.number(), domain_count: z.number() }),
    thumbnail: z.string(),
    languages: z.array(z.string()),
    registrations: z.boolean(),
    approval_required: z.boolean(),
    invites_enabled: z.boolean(),
    configuration: Configuration,
    contact_account: z.null(),
    rules: z.array(z.unknown()),
  })
  .meta({ id: "InstanceV1" });
export type InstanceV1 = z.infer<typeof InstanceV1>;

/** How a process is doing. */
export const Health = z.object({ status: z.literal("ok") });

/**
 * Whether requests can be served. Without its Redis, where it has one, a process goes on and counts for itself. `nodes`
 * says how many processes are up, while Redis can tell.
 */
export const Ready = Health.extend({ redis: z.enum(["ok", "away"]).optional(), nodes: z.number().optional() });
export type Ready = z.infer<typeof Ready>;

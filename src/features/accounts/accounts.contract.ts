import { z } from "zod";
import { truth } from "#core/forms";

export const CustomEmoji = z
  .object({
    shortcode: z.string(),
    url: z.string(),
    static_url: z.string(),
    visible_in_picker: z.boolean(),
  })
  .meta({ id: "CustomEmoji" });

export const Field = z
  .object({ name: z.string(), value: z.string(), verified_at: z.string().nullable() })
  .meta({ id: "Field" });

/** Mastodon's Account entity. Counts are exact; URLs are absolute. */
export const Account = z
  .object({
    id: z.string(),
    username: z.string(),
    acct: z.string(),
    display_name: z.string(),
    locked: z.boolean(),
    bot: z.boolean(),
    discoverable: z.boolean(),
    indexable: z.boolean(),
    group: z.boolean(),
    created_at: z.string(),
    last_status_at: z.string().nullable(),
    note: z.string(),
    url: z.string(),
    uri: z.string(),
    avatar: z.string(),
    avatar_static: z.string(),
    header: z.string(),
    header_static: z.string(),
    followers_count: z.number(),
    following_count: z.number(),
    statuses_count: z.number(),
    emojis: z.array(CustomEmoji),
    fields: z.array(Field),
    roles: z.array(z.object({ id: z.string(), name: z.string(), color: z.string() })),
  })
  .meta({ id: "Account" });
export type Account = z.infer<typeof Account>;

/** One's own account, with the defaults of the composer. */
export const CredentialAccount = Account.extend({
  source: z.object({
    privacy: z.enum(["public", "unlisted", "private"]),
    sensitive: z.boolean(),
    language: z.string().nullable(),
    note: z.string(),
    fields: z.array(Field),
    follow_requests_count: z.number(),
  }),
}).meta({ id: "CredentialAccount" });
export type CredentialAccount = z.infer<typeof CredentialAccount>;

/** Who may see a new post unless it says otherwise; a post to the mentioned alone is always a choice. */
const DefaultPrivacy = z.enum(["public", "unlisted", "private"]);

/** What a new post of an account is, unless it says otherwise. */
export type AccountDefaults = {
  privacy?: z.infer<typeof DefaultPrivacy>;
  sensitive?: boolean;
  language?: string | null;
};

const FieldLine = z.object({ name: z.string().max(5000).nullish(), value: z.string().max(5000).nullish() });

/** A picture: its address, or "" for none. Clients may send a file, which is refused in words of its own. */
const Picture = z.union([z.string().max(5000), z.instanceof(Blob)]);

/** What a member may change of their account; what is not mentioned stays as it is. */
export const UpdateCredentials = z.object({
  display_name: z.string().max(5000).nullish(),
  note: z.string().max(20_000).nullish(),
  avatar: Picture.nullish(),
  header: Picture.nullish(),
  locked: truth.nullish(),
  bot: truth.nullish(),
  discoverable: truth.nullish(),
  fields_attributes: z.union([z.array(FieldLine).max(100), z.record(z.string().max(100), FieldLine)]).nullish(),
  source: z
    .object({
      privacy: DefaultPrivacy.nullish(),
      sensitive: truth.nullish(),
      language: z.string().max(35).nullish(),
    })
    .nullish(),
});
export type UpdateCredentials = z.output<typeof UpdateCredentials>;

/** What a client starts with; the part about reading is the same for everyone. */
export const Preferences = z
  .object({
    "posting:default:visibility": DefaultPrivacy,
    "posting:default:sensitive": z.boolean(),
    "posting:default:language": z.string().nullable(),
    "reading:expand:media": z.enum(["default", "show_all", "hide_all"]),
    "reading:expand:spoilers": z.boolean(),
  })
  .meta({ id: "Preferences" });
export type Preferences = z.infer<typeof Preferences>;

export const AccountId = z.object({ id: z.string() });
export const LookupQuery = z.object({ acct: z.string().max(100) });

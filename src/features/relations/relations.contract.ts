import { z } from "zod";
import { Paging, clamped, truth } from "#core/forms";
import { Account } from "#accounts";
import { relationLimits } from "./relations.limits.ts";

/** Mastodon's Relationship: how the viewer stands to the account `id`, and the account to the viewer. */
export const Relationship = z
  .object({
    id: z.string(),
    following: z.boolean(),
    showing_reblogs: z.boolean(),
    notifying: z.boolean(),
    languages: z.array(z.string()).nullable(),
    followed_by: z.boolean(),
    blocking: z.boolean(),
    blocked_by: z.boolean(),
    muting: z.boolean(),
    muting_notifications: z.boolean(),
    requested: z.boolean(),
    requested_by: z.boolean(),
    domain_blocking: z.boolean(),
    endorsed: z.boolean(),
    note: z.string(),
  })
  .meta({ id: "Relationship" });
export type Relationship = z.infer<typeof Relationship>;

/** A muted account, and when the mute ends by itself. */
export const MutedAccount = Account.extend({ mute_expires_at: z.string().nullable() }).meta({ id: "MutedAccount" });
export type MutedAccount = z.infer<typeof MutedAccount>;

/** Somebody to follow, and why. */
export const Suggestion = z
  .object({ source: z.string(), sources: z.array(z.string()), account: Account })
  .meta({ id: "Suggestion" });
export type Suggestion = z.infer<typeof Suggestion>;

/** Of those whom one follows, who follows the account `id`. */
export const FamiliarFollowers = z
  .object({ id: z.string(), accounts: z.array(Account) })
  .meta({ id: "FamiliarFollowers" });
export type FamiliarFollowers = z.infer<typeof FamiliarFollowers>;

const one = z.string().max(35);

/** What is not said stays as it is; no language at all means every language. */
export const FollowInput = z.object({
  reblogs: truth.nullish(),
  notify: truth.nullish(),
  languages: z.union([z.array(one).max(relationLimits.languages), one.transform((code) => [code])]).nullish(),
});
export type FollowInput = z.output<typeof FollowInput>;

/** A mute of `duration` seconds, 0 for ever, that also silences notifications unless `notifications` is false. */
export const MuteInput = z.object({
  notifications: truth.nullish(),
  duration: z.coerce.number().int().min(0).max(relationLimits.muteSeconds).nullish(),
});
export type MuteInput = z.output<typeof MuteInput>;

export const NoteInput = z.object({ comment: z.string().max(20_000).nullish() });

const id = z.string().max(40);

/** Accounts by id: `id[]=1&id[]=2` or `id=1&id=2`. */
export const IdsQuery = z.object({
  id: z.union([z.array(id).max(relationLimits.ids), id.transform((only) => [only])]).default([]),
});

const limit = clamped(1, 80, 40);

/** Pages of accounts; `max_id` and its kin are places in the list, not ids of accounts. */
export const AccountsQuery = Paging.extend({ limit });
export const SuggestionsQuery = z.object({ limit });
export const Accounts = z.array(Account);

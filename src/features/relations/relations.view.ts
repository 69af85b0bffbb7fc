import type { Config } from "#core/config";
import { accountView } from "#accounts";
import type { AccountRow } from "#accounts";
import type { MutedAccount, Relationship, Suggestion } from "./relations.contract.ts";
import type { Relation } from "./relations.pairs.model.ts";

type Site = Pick<Config, "publicUrl">;

/** A relation as Mastodon's clients know it. */
export const relationshipView = (relation: Relation): Relationship => ({
  id: relation.targetId,
  following: relation.following,
  showing_reblogs: relation.reblogs,
  notifying: relation.notify,
  languages: relation.languages,
  followed_by: relation.followedBy,
  blocking: relation.blocking,
  blocked_by: relation.blockedBy,
  muting: relation.muting,
  muting_notifications: relation.mutingNotifications,
  requested: relation.requested,
  requested_by: relation.requestedBy,
  domain_blocking: false,
  endorsed: false,
  note: relation.note,
});

/** A muted account. */
export const mutedView = (site: Site, account: AccountRow, expiresAt: Date | null): MutedAccount => ({
  ...accountView(site, account),
  mute_expires_at: expiresAt?.toISOString() ?? null,
});

/** Why somebody is suggested, in the words of now and of older clients. */
const olderNames = { friends_of_friends: "past_interactions", most_followed: "global" } as const;
export type Reason = keyof typeof olderNames;

/** A suggestion with its reasons, the best first. */
export const suggestionView = (site: Site, account: AccountRow, reasons: Reason[]): Suggestion => ({
  source: olderNames[reasons[0]!],
  sources: reasons,
  account: accountView(site, account),
});

import type { Config } from "#core/config";
import { once } from "#core/rows";
import { renderHtml, renderLine } from "#core/writing.html";
import { tagKey } from "#core/writing.syntax";
import type { Account, CredentialAccount, Preferences } from "./accounts.contract.ts";
import type { AccountRow, MentionRow } from "./accounts.model.ts";

type Site = Pick<Config, "publicUrl">;

/** The page of an account, for people. */
export const accountUrl = ({ publicUrl }: Site, username: string): string =>
  `${publicUrl}/@${encodeURIComponent(username)}`;

/** The page of a tag, for people. */
export const tagUrl = (site: Site, tag: string): string => `${site.publicUrl}/tags/${encodeURIComponent(tagKey(tag))}`;

/** Somebody who is named in a text. */
export const mentionView = (site: Site, { id, username }: MentionRow) => ({
  id,
  username,
  acct: username,
  url: accountUrl(site, username),
});

/** What the names and tags of a text lead to. */
export const resolvedFor = (site: Site, mentions: MentionRow[]) => ({
  mentions: mentions.map((one) => mentionView(site, one)),
  tagUrl: (tag: string) => tagUrl(site, tag),
});

/** An account as Mastodon's clients know it; what is not built yet is empty, never absent. Made once of each row. */
export const accountView = (site: Site, row: AccountRow): Account => viewOnce(row, site);

const viewOnce = once((row: AccountRow, site: Site): Account => {
  const url = accountUrl(site, row.username);
  const avatar = row.avatarUrl ?? `${site.publicUrl}/avatars/default.svg`;
  const header = row.headerUrl ?? `${site.publicUrl}/headers/default.svg`;
  const resolved = resolvedFor(site, row.mentions);
  return {
    id: row.id,
    username: row.username,
    acct: row.username,
    display_name: row.displayName,
    locked: row.locked,
    bot: row.bot,
    discoverable: row.discoverable,
    indexable: false,
    group: false,
    created_at: row.createdAt.toISOString(),
    last_status_at: row.lastStatusAt?.toISOString().slice(0, 10) ?? null,
    note: renderHtml(row.note, resolved),
    url,
    uri: url,
    avatar,
    avatar_static: avatar,
    header,
    header_static: header,
    followers_count: row.followersCount,
    following_count: row.followingCount,
    statuses_count: row.statusesCount,
    emojis: [],
    fields: row.fields.map(({ name, value }) => ({ name, value: renderLine(value, resolved), verified_at: null })),
    roles: [],
  };
});

/** What a new post of an account is, unless it says otherwise. */
export const defaultsOf = ({ defaults }: Pick<AccountRow, "defaults">) => ({
  privacy: defaults.privacy ?? "public",
  sensitive: defaults.sensitive ?? false,
  language: defaults.language ?? null,
});

/** What a member's clients start with. */
export function preferencesView(row: AccountRow): Preferences {
  const { privacy, sensitive, language } = defaultsOf(row);
  return {
    "posting:default:visibility": privacy,
    "posting:default:sensitive": sensitive,
    "posting:default:language": language,
    "reading:expand:media": "default",
    "reading:expand:spoilers": false,
  };
}

/** One's own account, which so many `requests` to follow wait for. */
export function credentialView(site: Site, row: AccountRow, requests: number): CredentialAccount {
  return {
    ...accountView(site, row),
    source: {
      ...defaultsOf(row),
      note: row.note,
      fields: row.fields.map(({ name, value }) => ({ name, value, verified_at: null })),
      follow_requests_count: requests,
    },
  };
}

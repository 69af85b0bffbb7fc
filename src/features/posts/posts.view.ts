import type { Config } from "#core/config";
import { accountUrl, accountView, mentionView, resolvedFor, tagUrl } from "#accounts";
import type { AccountRow, MentionRow } from "#accounts";
import { once } from "#core/rows";
import { renderHtml } from "#core/writing.html";
import { tagsOf } from "#core/writing.syntax";
import type { Marks, QuoteState, Status, StatusEdit } from "./posts.contract.ts";
import { originalOf } from "./posts.model.ts";
import type { PostRow } from "./posts.model.ts";
import type { PostFields, PostVersion } from "./posts.tables.model.ts";

type Site = Pick<Config, "publicUrl">;
type Post = PostFields;

/** The page of a post, for people. */
const postUrl = (site: Site, post: Post, account: AccountRow) => `${accountUrl(site, account.username)}/${post.id}`;

/** The safe HTML of a text. */
function content(site: Site, text: string, mentions: MentionRow[]): string {
  return renderHtml(text, resolvedFor(site, mentions));
}

/** A tag by its key, as Mastodon's Tag. */
export const tagView = (site: Site, key: string) => ({ name: key, url: tagUrl(site, key) });

/** The counters of a post, the same for every viewer. */
export const countsView = ({ post, counts }: Pick<PostRow, "post" | "counts">) => ({
  id: post.id,
  replies_count: counts?.[0] ?? 0,
  reblogs_count: counts?.[1] ?? 0,
  favourites_count: counts?.[2] ?? 0,
  quotes_count: counts?.[3] ?? 0,
});

/** A post as everyone who may see it sees it; of a boost, with what it boosts. */
export function postView(site: Site, row: PostRow): Status {
  const status = plainView(site, row);
  if (!row.original) return status;
  const boosted = plainView(site, originalOf(row));
  return { ...boosted, ...identity(status), reblog: boosted };
}

/** What is a boost's own; the rest of it says what it boosts, for clients that do not look further. */
const identity = ({ id, uri, url, created_at, account, visibility, application, thread_id }: Status) => ({
  ...{ id, uri, url, created_at, account, visibility, application, thread_id },
  quote: null,
  in_reply_to_id: null,
  in_reply_to_account_id: null,
  reblogs_count: 0,
  favourites_count: 0,
  replies_count: 0,
  quotes_count: 0,
});

const plainView = (site: Site, row: PostRow): Status => ({
  ...countsView(row),
  ...saying(row.post, row.account, row.app, site),
});

/** What a post says to everyone until it changes, or its author does. */
const saying = once((post: Post, account: AccountRow, app: PostRow["app"], site: Site) => {
  const url = postUrl(site, post, account);
  return {
    uri: url,
    url,
    created_at: post.createdAt.toISOString(),
    edited_at: post.editedAt?.toISOString() ?? null,
    account: accountView(site, account),
    content: content(site, post.text, post.mentions),
    visibility: post.visibility,
    sensitive: post.sensitive,
    spoiler_text: post.spoilerText,
    media_attachments: [],
    mentions: post.mentions.map((m) => mentionView(site, m)),
    tags: tagsOf(post.text).map((key) => tagView(site, key)),
    emojis: [],
    reblog: null,
    quote:
      post.quoteOfId === null
        ? null
        : {
            state: post.quoteRevoked ? "revoked" : "accepted",
            quoted_status: null,
            quoted_status_id: post.quoteRevoked ? null : post.quoteOfId,
          },
    in_reply_to_id: post.inReplyToId,
    in_reply_to_account_id: post.inReplyToAccountId,
    application: app ? { name: app.name, website: app.website } : null,
    poll: null,
    card: null,
    language: post.language,
    filtered: [],
    quote_approval: {
      automatic: post.quotePolicy === "nobody" ? [] : [post.quotePolicy],
      manual: [],
      current_user: "unknown",
    },
    thread_id: post.threadId,
    reply_policy: post.replyPolicy,
  } satisfies Partial<Status>;
});

/** What a post is to one viewer. */
export const marksView = (marks: ReadonlySet<string> | undefined): Omit<Marks, "id"> => ({
  favourited: marks?.has("favourited") ?? false,
  reblogged: marks?.has("reblogged") ?? false,
  bookmarked: marks?.has("bookmarked") ?? false,
  muted: marks?.has("muted") ?? false,
  pinned: marks?.has("pinned") ?? false,
});

/** The marks of a post, and what the viewer may do with it. */
export type Standing = Omit<Marks, "id"> & { can_reply: boolean; can_quote: boolean };

/** Why the quoted post is shown or not, and the post where it is. */
export type Quoted = { state: QuoteState; status: Status | null };

/** A post with what it is to one viewer, and with what it quotes as that viewer sees it. */
export function withStanding(status: Status, standing: Standing | null, quoted: Quoted | null): Status {
  const { can_quote, ...rest } = standing ?? { can_quote: null };
  return {
    ...status,
    ...rest,
    ...(can_quote !== null && {
      quote_approval: { ...status.quote_approval, current_user: can_quote ? "automatic" : "denied" },
    }),
    ...(status.quote && quoted && { quote: { ...status.quote, state: quoted.state, quoted_status: quoted.status } }),
  };
}

/** The versions of a post, oldest first, the present one last. */
export function historyView(site: Site, { post, account }: PostRow, edits: PostVersion[]): StatusEdit[] {
  const author = accountView(site, account);
  const present = { ...post, createdAt: post.editedAt ?? post.createdAt };
  return [...edits, present].map((version) => ({
    content: content(site, version.text, version.mentions),
    spoiler_text: version.spoilerText,
    sensitive: version.sensitive,
    created_at: version.createdAt.toISOString(),
    account: author,
    media_attachments: [],
    emojis: [],
    poll: null,
  }));
}

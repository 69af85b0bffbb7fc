import type { Cursor } from "#core/live.contract";
import type { PostEvent, Status } from "../posts.contract.ts";

/**
 * A post as a screen shows it: the server's word, with what this browser is doing to it. `waiting`: the marks that the
 * reader has set and the server has not confirmed.
 */
export type Post = Status & {
  local?: "sending" | "failed" | "editing" | "deleting";
  failure?: string;
  waiting?: MarkName[];
};

/** What a reader can make of a post, and may take back. */
export type MarkName = "favourited" | "reblogged" | "bookmarked" | "pinned" | "muted";

/** A mark as the reader wants it; `count`: its counter, which stands still until the server has answered. */
export type Wish = { on: boolean; count: number };

/** What this browser does to a post before the server has answered. */
export type Doing = { local: "editing" | "deleting" | "failed"; failure?: string; words?: Partial<Status> };

/**
 * What is known of one post. `at`, `countedAt` and `markedAt`: the post, its counters, and what it is to the viewer
 * are at least as new as these cursors. `byUs`: gone because this browser deleted it, and the event that says so has yet to come.
 */
export type Kept = {
  status?: Status;
  at: Cursor;
  countedAt: Cursor;
  markedAt?: Cursor;
  gone?: boolean;
  byUs?: boolean;
  doing?: Doing;
  wishes?: Partial<Record<MarkName, Wish>>;
};

/** An author as of a cursor. */
export type Author = { account: Status["account"]; at: Cursor };

/** Applies a live event to what is known of its post; the same event twice, or an old one, changes nothing. */
export function applyPostEvent(kept: Kept | undefined, event: PostEvent & { cursor: Cursor }): Kept | undefined {
  const { cursor } = event;
  if (event.type === "post.counted") {
    if (!kept?.status || cursor <= kept.countedAt) return kept;
    return { ...kept, countedAt: cursor, status: { ...kept.status, ...event.data } };
  }
  if (event.type === "post.marked") {
    if (!kept?.status || cursor <= (kept.markedAt ?? 0)) return kept;
    return { ...kept, markedAt: cursor, status: { ...kept.status, ...event.data } };
  }
  if (kept && cursor <= kept.at) return kept;
  if (event.type === "post.deleted")
    return { status: kept?.status, at: cursor, countedAt: kept?.countedAt ?? 0, gone: true };
  if (event.type === "post.restored") return merge({ ...kept, gone: false, byUs: false }, event.data, cursor, true);
  return kept?.gone ? kept : merge(kept, event.data, cursor, true);
}

/** Takes in a post read from the server when the log had reached `at`, unless something newer is known. */
export function mergeAnswer(kept: Kept | undefined, status: Status, at: Cursor): Kept {
  if (kept?.gone) return kept.byUs || at < kept.at ? kept : { status, at, countedAt: at };
  return merge(kept, status, at, at >= (kept?.at ?? 0));
}

/** Joins two states of a post: words by their version, then by cursor; counters by cursor; what only a viewer sees from either. */
function merge(kept: Partial<Kept> | undefined, status: Status, at: Cursor, later: boolean): Kept {
  const known = kept?.status;
  const countedAt = kept?.countedAt ?? 0;
  // An event, the same for all, says nothing of marks: those heard of before it count.
  if (!known) return { status, at, countedAt: at, markedAt: status.favourited === undefined ? 0 : at };
  const words = version(status) > version(known) || (later && version(status) === version(known)) ? status : known;
  const counts = counters(at >= countedAt ? status : known);
  const markedAt = kept.markedAt ?? 0;
  const marked = status.favourited !== undefined;
  const [older, newer] = marked && at >= markedAt ? [known, status] : [status, known];
  return {
    ...kept,
    at: Math.max(at, kept.at ?? 0),
    countedAt: Math.max(at, countedAt),
    markedAt: marked ? Math.max(at, markedAt) : markedAt,
    status: {
      ...words,
      ...counts,
      ...viewerFields(older),
      ...viewerFields(newer),
      ...(!marked && words === status && { quote: seenQuote(known.quote, status.quote) }),
    },
  };
}

/** The quote of a live event, which is the same for all, as it was shown to this viewer before. */
function seenQuote(known: Status["quote"] | undefined, told: Status["quote"]): Status["quote"] {
  return told?.state === "accepted" && known?.quoted_status_id === told.quoted_status_id ? (known ?? null) : told;
}

/** What a screen shows of a post, with its author as last heard of; nothing while it is unknown and once it is gone. */
export function shown(kept: Kept | undefined, author?: Author): Post | undefined {
  if (!kept?.status || kept.gone) return undefined;
  const { doing, wishes } = kept;
  const newer = author && author.at > kept.at ? { account: author.account } : undefined;
  const status = wishes || newer ? { ...kept.status, ...newer, ...(wishes && wished(wishes)) } : kept.status;
  return doing ? { ...status, ...doing.words, local: doing.local, failure: doing.failure } : status;
}

const counterOf = { favourited: "favourites_count", reblogged: "reblogs_count" } as const;

/** Whether a post is marked by its reader in any way, as far as that is known. */
export const isMarked = (status: Status): boolean =>
  [status.favourited, status.reblogged, status.bookmarked, status.pinned, status.muted].includes(true);

/** The number beside a mark, where it has one. */
export function markCount(status: Status, what: MarkName): number {
  return what === "favourited" || what === "reblogged" ? status[counterOf[what]] : 0;
}

function wished(wishes: NonNullable<Kept["wishes"]>): Partial<Post> {
  const all = Object.entries(wishes) as [MarkName, Wish][];
  const changed = all.flatMap(([what, { on, count }]): [string, unknown][] => [
    [what, on],
    ...(what === "favourited" || what === "reblogged" ? [[counterOf[what], count] as [string, number]] : []),
  ]);
  return { ...Object.fromEntries(changed), waiting: all.map(([what]) => what) };
}

/** The posts inside a post that are posts of their own: what it boosts and what it quotes. */
export function innerPosts(status: Status): Status[] {
  const { reblog, quote } = status;
  return [reblog, quote?.quoted_status].flatMap((inner) => (inner ? [inner, ...innerPosts(inner)] : []));
}

/** The ids of what a post boosts and quotes, known or not. */
export function innerIds(status: Pick<Status, "reblog" | "quote">): string[] {
  const { reblog, quote } = status;
  if (reblog) return [reblog.id, ...innerIds(reblog)];
  return quote?.quoted_status_id ? [quote.quoted_status_id] : [];
}

/** Text as harmless HTML, for the moment until the server's rendering arrives. */
export function asHtml(text: string): string {
  const safe = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const paragraphs = safe.trim().split(/\n{2,}/);
  return paragraphs.map((lines) => `<p>${lines.replaceAll("\n", "<br>")}</p>`).join("");
}

const version = (status: Status) => status.edited_at ?? "";

function viewerFields({ favourited, reblogged, bookmarked, muted, pinned, can_reply }: Status): Partial<Status> {
  const all = Object.entries({ favourited, reblogged, bookmarked, muted, pinned, can_reply });
  return Object.fromEntries(all.filter(([, value]) => value !== undefined));
}

function counters({ replies_count, reblogs_count, favourites_count, quotes_count }: Status): Partial<Status> {
  return { replies_count, reblogs_count, favourites_count, quotes_count };
}

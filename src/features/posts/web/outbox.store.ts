import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { type Api, ApiError, api, isPassing } from "#web/api";
import { live } from "#web/live";
import { onWake, pause, viewer } from "#web/store";
import { type Vault, vault } from "#web/vault";
import type { CreatePost, ReplyPolicy, Status, Visibility } from "../posts.contract.ts";
import { type createDrafts, drafts } from "./drafts.store.ts";
import { type Lock, webLock } from "./lock.ts";
import { asHtml, type Post } from "./posts.state.ts";
import { type Posts, posts } from "./posts.store.ts";

export type NewPost = {
  text: string;
  inReplyTo?: string;
  visibility: Visibility;
  spoilerText?: string;
  language?: string;
  quote?: string | null;
  replyPolicy?: ReplyPolicy;
};

/** A post that waits for the server to have it; with a `failure` it waits for its author to decide. */
type Entry = NewPost & { uuid: string; account: Status["account"]; made: string; failure?: string };

type Deps = {
  api: Api;
  posts: Posts;
  vault: Vault;
  drafts: ReturnType<typeof createDrafts>;
  account: () => Status["account"] | null;
  cursor: () => number;
  lock: Lock;
  random?: () => number;
};

/** What the reader posted and the server does not have yet: kept on the device, sent in order, each exactly once. */
export function createOutbox({ api, posts, vault, drafts, account, cursor, lock, random = Math.random }: Deps) {
  const store = createStore<{ entries: Entry[] }>(() => ({ entries: [] }));
  /** What the device is known to keep: when it does no longer, another tab has dealt with it. */
  const safe = new Set<string>();
  /** From an earlier visit, and not asked about yet: the server may have them, and lists may show them. */
  const unsure = new Set<string>();
  let sending: Promise<void> | null = null;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  // What a waiting reply answers says where it belongs.
  posts.need(() => store.getState().entries.flatMap(({ inReplyTo, quote }) => [inReplyTo ?? [], quote ?? []].flat()));

  const keyOf = ({ account, made, uuid }: Entry) => `outbox:${account.id}:${made}:${uuid}`;
  const find = (id: string) => store.getState().entries.find(({ uuid }) => `local:${uuid}` === id);

  /**
   * Shows a post at once and sees to it that it is sent; resolves to its local id when it is safe on the device, in the
   * place of the draft of its context.
   */
  async function sendPost(input: NewPost, context?: string): Promise<string> {
    const author = account();
    if (!author) throw new ApiError(401, "signed-out");
    const last = store.getState().entries.at(-1)?.made ?? "";
    const now = new Date().toISOString();
    const made = now > last ? now : new Date(Date.parse(last) + 1).toISOString();
    const entry: Entry = { ...input, uuid: crypto.randomUUID(), account: author, made };
    store.setState(({ entries }) => ({ entries: [...entries, entry] }));
    hold();
    await save(entry, context === undefined ? context : drafts.keyOf(context));
    void pump();
    return `local:${entry.uuid}`;
  }

  /** A device that cannot keep it must not stop it from being sent. */
  const save = (entry: Entry, instead?: string) =>
    vault.set(keyOf(entry), entry, instead).then(
      () => void safe.add(entry.uuid),
      () => {},
    );
  const forget = (entry: Entry) => vault.del(keyOf(entry)).catch(() => {});

  function replace(entry: Entry, by: Entry | null) {
    const swap = (one: Entry) => (one.uuid === entry.uuid ? (by ? [by] : []) : [one]);
    store.setState(({ entries }) => ({ entries: entries.flatMap(swap) }));
    hold();
  }

  /** While the fate of one of ours is open, our own new posts of the log wait: one of them may be it. */
  const hold = () => posts.hold((status) => next() !== undefined && status.account.id === account()?.id);

  /** Brings back what an earlier visit left unsent, and sends it. */
  async function load(): Promise<void> {
    clearTimeout(timer);
    const author = account();
    const kept = author ? await vault.list<Entry>(`outbox:${author.id}:`).catch(() => []) : [];
    if (account()?.id !== author?.id) return;
    const fresh = store.getState().entries.filter((one) => one.account.id === author?.id);
    const old = kept.filter((one) => !fresh.some(({ uuid }) => uuid === one.uuid));
    for (const { uuid } of kept) safe.add(uuid);
    for (const { uuid, failure } of old) if (failure === undefined) unsure.add(uuid);
    store.setState({ entries: [...old, ...fresh] });
    hold();
    // What still goes out for the account before must end first.
    await sending?.catch(() => {});
    void pump();
  }

  /** Sends what waits, one after the other; called again meanwhile it does nothing more. */
  function pump(): Promise<void> {
    clearTimeout(timer);
    sending ??= run().finally(() => (sending = null));
    return sending;
  }

  async function run(): Promise<void> {
    const author = account();
    if (!author || !next()) return;
    await lock(`x-messenger:outbox:${author.id}`, async () => {
      for (let entry = next(); entry && account()?.id === author.id; entry = next()) {
        if (!(await sendOne(entry))) return;
      }
    });
  }

  const next = () => store.getState().entries.find((entry) => entry.failure === undefined);

  /** Sends one post; false when it is to be tried again later. */
  async function sendOne(entry: Entry): Promise<boolean> {
    const kept = await vault.get<Entry>(keyOf(entry)).catch(() => entry);
    if (!kept && safe.has(entry.uuid)) {
      replace(entry, null);
      return true;
    }
    try {
      const at = cursor();
      const status = await api.send<Status>("POST", "/api/v1/statuses", bodyOf(entry), {
        idempotencyKey: entry.uuid,
        retries: 0,
      });
      failures = 0;
      posts.announce(status, at);
      replace(entry, null);
      await forget(entry);
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const refused = error.status >= 400 && error.status < 500 && error.status !== 401 && !isPassing(error.status);
      // A post that breaks the server each time must not hold up those behind it for ever.
      const hopeless = error.status === 500 && failures >= 2;
      if (refused || hopeless) {
        failures = 0;
        const failed = { ...entry, failure: error.message };
        unsure.delete(entry.uuid);
        replace(entry, failed);
        await save(failed);
        return true;
      }
      unsure.clear();
      store.setState(({ entries }) => ({ entries: [...entries] }));
      const ms = pause(++failures, random, error.retryAfterMs);
      if (error.status !== 401) timer = setTimeout(() => void pump(), ms);
      return false;
    }
  }

  /** Sends a failed post again. */
  async function retryPost(id: string): Promise<void> {
    const entry = find(id);
    if (!entry) return void (await posts.retry(id));
    const again = { ...entry, failure: undefined };
    replace(entry, again);
    await save(again);
    await pump();
  }

  /** Gives a failed post up; its words go back to the draft they came from. */
  async function discardPost(id: string): Promise<void> {
    const entry = find(id);
    if (!entry) return posts.giveUp(id);
    const { text, visibility, spoilerText = "", inReplyTo, quote = null, replyPolicy = "everyone" } = entry;
    const words = { text, visibility, spoilerText, quote, replyPolicy };
    await drafts.giveBack(inReplyTo ? `reply:${inReplyTo}` : "new", words);
    replace(entry, null);
    await forget(entry);
  }

  /** The waiting posts of `public`, `account:<id>` or `thread:<id>`, newest first. */
  function waiting(context: string): Post[] {
    const { entries } = store.getState();
    const mine = entries.filter(({ account: { id }, uuid }) => id === account()?.id && !unsure.has(uuid));
    const here = mine.filter((entry) => belongs(entry, context));
    return here.map((entry) => asPost(entry, entry.inReplyTo ? posts.get(entry.inReplyTo) : undefined)).reverse();
  }

  function belongs(entry: Entry, context: string): boolean {
    const parent = entry.inReplyTo === undefined ? undefined : posts.get(entry.inReplyTo);
    if (context === `account:${entry.account.id}`) return true;
    if (context === "public") {
      return entry.visibility === "public" && (!entry.inReplyTo || parent?.account.id === entry.account.id);
    }
    if (context === `thread:${parent?.thread_id}`) return true;
    for (let up = entry.inReplyTo; up; up = posts.get(up)?.in_reply_to_id ?? undefined) {
      if (context === `thread:${up}`) return true;
    }
    return false;
  }

  return { store, sendPost, retryPost, discardPost, load, pump, waiting };
}

function bodyOf({ text, inReplyTo, visibility, spoilerText, language, quote, replyPolicy }: NewPost): CreatePost {
  return {
    status: text,
    in_reply_to_id: inReplyTo,
    visibility,
    spoiler_text: spoilerText,
    // Without a warning the author's own choice for all posts counts.
    sensitive: spoilerText ? true : undefined,
    language,
    ...(quote && { quoted_status_id: quote }),
    ...(replyPolicy && replyPolicy !== "everyone" && { reply_policy: replyPolicy }),
  };
}

/** A waiting post in the form of a post. */
function asPost(entry: Entry, parent: Post | undefined): Post {
  const id = `local:${entry.uuid}`;
  return {
    id,
    uri: id,
    url: "",
    created_at: entry.made,
    edited_at: null,
    account: entry.account,
    content: asHtml(entry.text),
    visibility: entry.visibility,
    sensitive: Boolean(entry.spoilerText),
    spoiler_text: entry.spoilerText ?? "",
    media_attachments: [],
    mentions: [],
    tags: [],
    emojis: [],
    reblogs_count: 0,
    favourites_count: 0,
    replies_count: 0,
    quotes_count: 0,
    reblog: null,
    quote: entry.quote ? { state: "accepted", quoted_status: null, quoted_status_id: entry.quote } : null,
    in_reply_to_id: entry.inReplyTo ?? null,
    in_reply_to_account_id: parent?.account.id ?? null,
    application: null,
    poll: null,
    card: null,
    language: entry.language ?? null,
    filtered: [],
    quote_approval: { automatic: ["public"], manual: [], current_user: "automatic" },
    reply_policy: entry.replyPolicy ?? "everyone",
    thread_id: parent?.thread_id ?? id,
    local: entry.failure === undefined ? "sending" : "failed",
    failure: entry.failure,
  };
}

/** The page's outbox, of whoever is signed in. */
export const outbox = createOutbox({
  api,
  posts,
  vault,
  drafts,
  account: () => viewer.getState().account,
  cursor: live.cursor,
  lock: webLock,
});
export const { sendPost, retryPost, discardPost } = outbox;

viewer.subscribe((now, before) => {
  if (now.account?.id !== before.account?.id) void outbox.load();
});
// This part of the page may arrive when it is known already who is signed in.
if (viewer.getState().account) void outbox.load();
live.connection.subscribe(({ state }) => {
  if (state === "live") void outbox.pump();
});
onWake(() => void outbox.pump());

const none: Post[] = [];

/** The posts of `public`, `account:<id>` or `thread:<id>` that the server does not have yet, newest first. */
export function useOutbox(context: string): Post[] {
  const some = useStore(outbox.store, (now) => now.entries.length > 0);
  useStore(outbox.store);
  // Where a reply belongs depends on what is known of the posts above it.
  useStore(posts.store, (now) => (some ? now.version : 0));
  return some ? outbox.waiting(context) : none;
}

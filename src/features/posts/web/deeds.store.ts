import { type Api, ApiError, api, isPassing } from "#web/api";
import { live } from "#web/live";
import { onWake, pause, viewer } from "#web/store";
import { type Vault, vault } from "#web/vault";
import type { Status } from "../posts.contract.ts";
import { type Lock, webLock } from "./lock.ts";
import { type MarkName, markCount } from "./posts.state.ts";
import { type Posts, posts } from "./posts.store.ts";

/** What a reader does to a post with one touch. `tried`: the server may know of it though no answer came. */
type Deed = { id: string; what: MarkName | "deleted"; on: boolean; account: string; made: string; tried?: boolean };

type Deps = {
  api: Api;
  posts: Posts;
  vault: Vault;
  account: () => string | null;
  cursor: () => number;
  lock: Lock;
  random?: () => number;
};

const verbs = {
  favourited: ["unfavourite", "favourite"],
  reblogged: ["unreblog", "reblog"],
  bookmarked: ["unbookmark", "bookmark"],
  pinned: ["unpin", "pin"],
  muted: ["unmute", "mute"],
} as const;

/**
 * Likes, boosts, bookmarks, pins, muted threads and deletes: shown at once, kept on the device, and sent in order, one
 * at a time, when the server can be reached. Of many touches on the same mark the last one counts.
 */
export function createDeeds({ api, posts, vault, account, cursor, lock, random = Math.random }: Deps) {
  let queue: Deed[] = [];
  /** What the server said of a mark, and its counter, when the reader changed it. */
  const bases = new Map<string, { was: boolean; count: number }>();
  const settled = new Map<string, ((worked: boolean) => void)[]>();
  const safe = new Set<string>();
  let sending: Promise<void> | null = null;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const nameOf = ({ id, what }: Pick<Deed, "id" | "what">) => `${id}:${what}`;
  const keyOf = (deed: Deed) => `deed:${deed.account}:${nameOf(deed)}`;
  const current = (deed: Deed) => queue.find((one) => nameOf(one) === nameOf(deed));

  posts.need(() => queue.map(({ id }) => id));
  // What an earlier visit left shows as soon as its post is known.
  posts.store.subscribe(() => {
    for (const deed of queue) if (!bases.has(nameOf(deed))) show(deed);
  });

  /** Shows a deed on its post as done. */
  function show(deed: Deed) {
    const status = posts.told(deed.id);
    if (!status) return;
    const { id, what, on } = deed;
    const name = nameOf(deed);
    if (what === "deleted") {
      bases.set(name, { was: false, count: 0 });
      return posts.does(id, { local: "deleting" });
    }
    const base = bases.get(name) ?? { was: status[what] ?? false, count: markCount(status, what) };
    bases.set(name, base);
    posts.wish(id, what, { on, count: Math.max(0, base.count + Number(on) - Number(base.was)) });
  }

  /** Asks for something; resolves to whether the server has it, and only then. */
  function want(id: string, what: Deed["what"], on: boolean): Promise<boolean> {
    const owner = account();
    if (!owner) return Promise.resolve(false);
    posts.giveUp(id);
    const before = queue.find((deed) => deed.id === id && deed.what === what);
    const deed: Deed = { id, what, on, account: owner, made: new Date().toISOString(), tried: before?.tried };
    const name = nameOf(deed);
    queue = before ? queue.map((one) => (one === before ? deed : one)) : [...queue, deed];
    show(deed);
    const result = new Promise<boolean>((done) => settled.set(name, [...(settled.get(name) ?? []), done]));
    // Taken back before it was sent: there is nothing to do.
    if (!deed.tried && what !== "deleted" && bases.get(name)?.was === on) void finish(deed, true);
    else void keep(deed).then(pump);
    return result;
  }

  /** A device that cannot keep it must not stop it from being sent. */
  async function keep(deed: Deed) {
    if (current(deed) !== deed) return;
    await vault.set(keyOf(deed), deed).then(
      () => void safe.add(nameOf(deed)),
      () => {},
    );
  }

  async function finish(deed: Deed, worked: boolean) {
    const name = nameOf(deed);
    queue = queue.filter((one) => one !== deed);
    bases.delete(name);
    safe.delete(name);
    if (deed.what !== "deleted") posts.wish(deed.id, deed.what, null);
    const told = settled.get(name) ?? [];
    settled.delete(name);
    await vault.del(keyOf(deed)).catch(() => {});
    for (const done of told) done(worked);
  }

  /** Brings back what an earlier visit left undone, and does it. */
  async function load(): Promise<void> {
    clearTimeout(timer);
    const owner = account();
    const kept = owner ? await vault.list<Deed>(`deed:${owner}:`).catch(() => []) : [];
    if (account() !== owner) return;
    const fresh = queue.filter((deed) => deed.account === owner);
    const old = kept.filter((deed) => !current(deed)).toSorted((a, b) => (a.made < b.made ? -1 : 1));
    for (const deed of old) safe.add(nameOf(deed));
    bases.clear();
    queue = [...old, ...fresh];
    queue.forEach(show);
    await sending?.catch(() => {});
    await pump();
  }

  /** Does what waits, one after the other; called again meanwhile it does nothing more. */
  function pump(): Promise<void> {
    clearTimeout(timer);
    sending ??= run().finally(() => (sending = null));
    return sending;
  }

  async function run(): Promise<void> {
    const owner = account();
    if (!owner || queue.length === 0) return;
    await lock(`x-messenger:deeds:${owner}`, async () => {
      for (let deed = queue[0]; deed && account() === owner; deed = queue[0]) if (!(await doOne(deed))) return;
    });
  }

  /** Does one thing; false when it is to be tried again later. */
  async function doOne(deed: Deed): Promise<boolean> {
    const kept = await vault.get<Deed>(keyOf(deed)).catch(() => deed);
    // Another tab has done it, or its reader has thought better of it.
    if (safe.has(nameOf(deed)) && current(deed) === deed && kept?.made !== deed.made) {
      await finish(deed, true);
      return true;
    }
    deed.tried = true;
    try {
      const worked = await send(deed);
      failures = 0;
      await answered(deed, worked);
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return refused(deed, error);
    }
  }

  async function send({ id, what, on }: Deed): Promise<boolean> {
    if (what === "deleted") return posts.deletePost(id, true);
    // What is answered was read after all that was known when it was asked.
    const at = Math.max(cursor(), posts.newestAt(id));
    const path = `/api/v1/statuses/${encodeURIComponent(id)}/${verbs[what][Number(on)]}`;
    const status = await api.send<Status>("POST", path, undefined, { retries: 0 });
    posts.take([status], at);
    return true;
  }

  /** The server has done it; when the reader changed their mind meanwhile, that is next. */
  async function answered(deed: Deed, worked: boolean) {
    const wanted = current(deed) ?? deed;
    const base = bases.get(nameOf(deed));
    if (wanted === deed || wanted.on === deed.on) return finish(wanted, worked);
    if (base) bases.set(nameOf(deed), { was: deed.on, count: base.count + Number(deed.on) - Number(base.was) });
    wanted.tried = false;
  }

  async function refused(deed: Deed, error: ApiError): Promise<boolean> {
    const { id, what } = deed;
    const wanted = current(deed) ?? deed;
    const final = error.status >= 400 && error.status < 500 && error.status !== 401 && !isPassing(error.status);
    if (final || (error.status === 500 && failures >= 2)) {
      failures = 0;
      const finished = finish(wanted, false);
      if (error.status === 404) posts.missing(id, cursor());
      else posts.fail(id, error.message, () => want(id, what, wanted.on));
      await finished;
      return true;
    }
    const ms = pause(++failures, random, error.retryAfterMs);
    if (error.status !== 401) timer = setTimeout(() => void pump(), ms);
    return false;
  }

  return {
    /** Sets or takes back a mark of a post; resolves to whether the server has it. */
    mark: (id: string, what: MarkName, on: boolean) => want(id, what, on),
    /** Deletes a post, now or when the server can be reached; resolves to whether it is gone. */
    deletePost: (id: string) => want(id, "deleted", true),
    load,
    pump,
  };
}

/** What the reader of this page did to posts. */
const deeds = createDeeds({
  api,
  posts,
  vault,
  account: () => viewer.getState().account?.id ?? null,
  cursor: live.cursor,
  lock: webLock,
});
export const { mark, deletePost } = deeds;

viewer.subscribe((now, before) => {
  if (now.account?.id !== before.account?.id) void deeds.load();
});
if (viewer.getState().account) void deeds.load();
live.connection.subscribe(({ state }) => {
  if (state === "live") void deeds.pump();
});
onWake(() => void deeds.pump());

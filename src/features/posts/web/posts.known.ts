import { createStore } from "zustand/vanilla";
import type { Cursor } from "#core/live.contract";
import type { PostEvent, Status } from "../posts.contract.ts";
import { type Author, innerIds, innerPosts, type Kept, mergeAnswer, type Post, shown } from "./posts.state.ts";

/**
 * The posts this page knows, each once, also those inside a boost or a quote. `onTurn` hears of a boost that goes or
 * comes back with what it boosts. `spare`: so many posts that nobody needs stay known.
 */
export function createKnown(spare: number, onTurn: (boost: Status, gone: boolean) => void) {
  const known = new Map<string, Kept>();
  const views = new Map<string, Post | undefined>();
  const boosts = new Map<string, Set<string>>();
  /** What authors have changed of themselves, and when: it outdoes what an older post says of them. */
  const authors = new Map<string, Author>();
  const store = createStore<{ version: number }>(() => ({ version: 0 }));
  const needs = new Set<() => Iterable<string>>();
  let sweepAt = 2 * spare;

  function changed() {
    // Not before those who took something in have said what they need of it.
    if (known.size > sweepAt) queueMicrotask(sweep);
    store.setState((now) => ({ version: now.version + 1 }));
  }

  /** Forgets what no list and no screen needs, the longest untouched first, but for some. */
  function sweep() {
    if (known.size <= sweepAt) return;
    const needed = new Set<string>();
    const keep = (id: string) => {
      if (needed.has(id)) return;
      needed.add(id);
      const { status } = known.get(id) ?? {};
      if (status) innerIds(status).forEach(keep);
    };
    for (const ids of needs) for (const id of ids()) keep(id);
    const idle = [...known].filter(([id, { doing, wishes }]) => !doing && !wishes && !needed.has(id));
    for (const [id, { status }] of idle.slice(0, Math.max(0, idle.length - spare))) {
      known.delete(id);
      views.delete(id);
      if (status?.reblog) boosts.get(status.reblog.id)?.delete(id);
    }
    for (const [id, some] of boosts) if (some.size === 0) boosts.delete(id);
    sweepAt = known.size + spare;
  }

  /** A boost is there as long as what it boosts is. */
  function view(kept: Kept | undefined): Post | undefined {
    const original = kept?.status?.reblog;
    if (original && known.get(original.id)?.gone) return undefined;
    return shown(kept, authors.size > 0 && kept?.status ? authors.get(kept.status.account.id) : undefined);
  }

  function put(id: string, kept: Kept | undefined): boolean {
    const before = known.get(id);
    if (kept === before) return false;
    known.delete(id);
    if (kept) known.set(id, kept);
    views.set(id, view(kept));
    const original = kept?.status?.reblog?.id;
    if (original) boosts.set(original, (boosts.get(original) ?? new Set()).add(id));
    const turned = Boolean(before?.gone) !== Boolean(kept?.gone);
    for (const boost of turned ? (boosts.get(id) ?? []) : []) {
      const its = known.get(boost);
      views.set(boost, view(its));
      if (its?.status && !its.gone) onTurn(its.status, Boolean(kept?.gone));
    }
    return true;
  }

  /** Shows an account as it is now on all that it wrote, whatever older posts say of it. */
  function rename(account: Status["account"], at: Cursor) {
    if (at <= (authors.get(account.id)?.at ?? -1)) return;
    authors.set(account.id, { account, at });
    for (const [id, kept] of known) if (kept.status?.account.id === account.id) views.set(id, view(kept));
    changed();
  }

  /** Takes in what is inside a post that was read or heard when the log had reached `at`. */
  function takeInner(status: Status, at: Cursor) {
    for (const inner of innerPosts(status)) put(inner.id, mergeAnswer(known.get(inner.id), inner, at));
  }

  return {
    store,
    changed,
    put,
    rename,
    takeInner,
    take: (status: Status, at: Cursor) => {
      takeInner(status, at);
      put(status.id, mergeAnswer(known.get(status.id), status, at));
    },
    kept: (id: string): Kept | undefined => known.get(id),
    view: (id: string): Post | undefined => views.get(id),
    /** Everything up to this cursor is known of a post; 0 when it is not known, or only in the terms of another log. */
    age: (id: string): Cursor => known.get(id)?.at ?? 0,
    /** Sees to it that the posts with these ids stay known, once they are, until the function it returns is called. */
    need(ids: () => Iterable<string>): () => void {
      needs.add(ids);
      return () => void needs.delete(ids);
    },
    /** The cursors may be those of another log; what is read next is newer than all that is known. */
    reset() {
      for (const kept of known.values()) Object.assign(kept, { at: 0, countedAt: 0, markedAt: 0, byUs: false });
      authors.clear();
    },
    clear() {
      known.clear();
      views.clear();
      boosts.clear();
      authors.clear();
      changed();
    },
  };
}

export type Known = ReturnType<typeof createKnown>;

type Marked = Extract<PostEvent, { type: "post.marked" }> & { cursor: Cursor };

/** The last marks that were heard of, for posts that become known after their marks. */
export function createEarly(atMost = 200) {
  const marks = new Map<string, Marked>();
  return {
    keep(event: Marked) {
      const { id } = event.data;
      if ((marks.get(id)?.cursor ?? 0) > event.cursor) return;
      marks.delete(id);
      marks.set(id, event);
      const [oldest] = marks.keys();
      if (marks.size > atMost && oldest !== undefined) marks.delete(oldest);
    },
    of: (id: string): Marked | undefined => marks.get(id),
    clear: () => marks.clear(),
  };
}

import { useEffect } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { Cursor } from "#core/live.contract";
import { type Api, api } from "#web/api";
import { type Live, live } from "#web/live";
import { viewer } from "#web/store";
import type { FollowInput, MuteInput, Relationship } from "../relations.contract.ts";

type Kept = { relation: Relationship; at: Cursor };
type Patch = Partial<Relationship>;
/** `me`: whose relations these are; null when nobody is signed in. */
type Deps = { api: Api; live: Live; me: () => string | null; batchMs?: number };

/** So many accounts are asked about at once. */
const batchSize = 40;

const severed: Patch = {
  following: false,
  requested: false,
  notifying: false,
  followed_by: false,
  requested_by: false,
};

/**
 * How the reader stands to each account a screen has asked about: read once, in batches, then kept by the events of
 * `me`. What the reader does shows at once and gives way to the server's answer; when that is a refusal, to how it was.
 */
export function createRelations({ api, live, me, batchMs = 8 }: Deps) {
  const known = new Map<string, Kept>();
  const views = new Map<string, Relationship>();
  /** What is under way for an account, oldest first. */
  const doing = new Map<string, Patch[]>();
  const turns = new Map<string, Promise<unknown>>();
  const needed = new Map<string, number>();
  const wanted = new Set<string>();
  const store = createStore<{ version: number }>(() => ({ version: 0 }));
  let stop: (() => Cursor) | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Grows when someone else signs in: what was asked before is not theirs. */
  let round = 0;

  function show(id: string) {
    const kept = known.get(id);
    if (!kept) views.delete(id);
    else views.set(id, Object.assign({}, kept.relation, ...(doing.get(id) ?? [])));
    store.setState(({ version }) => ({ version: version + 1 }));
  }

  /** Takes in what was so when the log had reached `at`, unless something newer is known. */
  function put(relation: Relationship, at: Cursor) {
    if (at < (known.get(relation.id)?.at ?? 0)) return;
    known.set(relation.id, { relation, at });
    show(relation.id);
  }

  /** Asks about accounts that are not known, together with whoever else is asked about in this moment. */
  function want(ids: Iterable<string>) {
    for (const id of ids) if (!known.has(id) && id !== me()) wanted.add(id);
    if (wanted.size > 0 && me() !== null) timer ??= setTimeout(() => void load(), batchMs);
  }

  async function load(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const ids = [...wanted].slice(0, batchSize);
    for (const id of ids) wanted.delete(id);
    if (wanted.size > 0) timer = setTimeout(() => void load());
    if (ids.length === 0 || me() === null) return;
    const mine = round;
    const since = live.cursor();
    try {
      const query = ids.map((id) => `id[]=${encodeURIComponent(id)}`).join("&");
      const { data, cursor } = await api.get<Relationship[]>(`/api/v1/accounts/relationships?${query}`);
      if (mine !== round) return;
      const at = cursor ?? since;
      stop ??= live.listen("me", at);
      for (const relation of data) put(relation, at);
    } catch {
      // Without an answer there is no button; the next connection asks again.
      if (mine === round) for (const id of ids) wanted.add(id);
    }
  }

  /** Forgets what nobody shows and asks anew about the rest. */
  function reload() {
    stop?.();
    stop = null;
    for (const [id, kept] of known) {
      if (needed.has(id)) kept.at = 0;
      else known.delete(id);
    }
    for (const id of needed.keys()) if (id !== me()) wanted.add(id);
    want([]);
  }

  /** Does something to an account: shown at once, one after the other on the server; rejects with an ApiError. */
  function act(id: string, path: string, patch: Patch, body?: unknown): Promise<void> {
    const mine = round;
    doing.set(id, [...(doing.get(id) ?? []), patch]);
    show(id);
    const before = turns.get(id) ?? Promise.resolve();
    const turn = before.then(async () => {
      // The answer is newer than all that is known when it is asked for.
      const at = Math.max(live.cursor(), known.get(id)?.at ?? 0);
      try {
        const relation = await api.send<Relationship>("POST", path, body);
        if (mine === round) put(relation, at);
      } finally {
        doing.set(
          id,
          (doing.get(id) ?? []).filter((one) => one !== patch),
        );
        if (mine === round) show(id);
      }
    });
    turns.set(
      id,
      turn.catch(() => {}),
    );
    return turn;
  }

  const verb = (id: string, name: string, patch: Patch, body?: unknown) =>
    act(id, `/api/v1/accounts/${encodeURIComponent(id)}/${name}`, patch, body);
  const answer = (id: string, name: string, patch: Patch) =>
    act(id, `/api/v1/follow_requests/${encodeURIComponent(id)}/${name}`, patch);

  live.onEvent(({ type, data, cursor }) => {
    if (type === "relation.changed") put(data as Relationship, cursor);
  });
  live.onReset(reload);
  live.connection.subscribe(({ state }) => {
    if (state === "live") want([]);
  });

  return {
    store,
    /** How the reader stands to an account, with what is under way; undefined while that is unknown, and to oneself. */
    get: (id: string): Relationship | undefined => views.get(id),
    want,
    /** Asks about an account and keeps it known until the function it returns is called. */
    need(id: string): () => void {
      needed.set(id, (needed.get(id) ?? 0) + 1);
      want([id]);
      return () => {
        const left = (needed.get(id) ?? 1) - 1;
        if (left > 0) needed.set(id, left);
        else needed.delete(id);
      };
    },
    /** Follows an account, or asks to when it is `locked`. */
    follow: (id: string, { locked = false, ...wishes }: FollowInput & { locked?: boolean } = {}) =>
      verb(id, "follow", locked ? { requested: true } : { following: true, ...asKept(wishes) }, wishes),
    /** Changes what the reader wants of an account that they follow. */
    wish: (id: string, wishes: FollowInput) => verb(id, "follow", asKept(wishes), wishes),
    /** Unfollows an account, or withdraws the request. */
    unfollow: (id: string) => verb(id, "unfollow", { following: false, requested: false, notifying: false }),
    removeFollower: (id: string) => verb(id, "remove_from_followers", { followed_by: false }),
    accept: (id: string) => answer(id, "authorize", { requested_by: false, followed_by: true }),
    reject: (id: string) => answer(id, "reject", { requested_by: false }),
    block: (id: string) => verb(id, "block", { ...severed, blocking: true }),
    unblock: (id: string) => verb(id, "unblock", { blocking: false }),
    mute: (id: string, input: MuteInput) =>
      verb(id, "mute", { muting: true, muting_notifications: input.notifications ?? true }, input),
    unmute: (id: string) => verb(id, "unmute", { muting: false, muting_notifications: false }),
    note: (id: string, comment: string) => verb(id, "note", { note: comment.trim() }, { comment }),
    /** Forgets everything: somebody else signs in. */
    clear() {
      round++;
      stop?.();
      stop = null;
      clearTimeout(timer);
      timer = undefined;
      for (const map of [known, views, doing, turns]) map.clear();
      wanted.clear();
      for (const id of needed.keys()) wanted.add(id);
      store.setState(({ version }) => ({ version: version + 1 }));
      want([]);
    },
  };
}

function asKept({ reblogs, notify, languages }: FollowInput): Patch {
  const codes = typeof languages === "string" ? [languages] : languages;
  return {
    ...(typeof reblogs === "boolean" && { showing_reblogs: reblogs }),
    ...(typeof notify === "boolean" && { notifying: notify }),
    ...(codes && { languages: codes.length > 0 ? codes : null }),
  };
}

/** How the reader of the page stands to others. */
export const relations = createRelations({ api, live, me: () => viewer.getState().account?.id ?? null });

viewer.subscribe((now, before) => {
  if (now.account?.id !== before.account?.id) relations.clear();
});

/** How the reader stands to an account, kept current; undefined while that is unknown, to oneself and for visitors. */
export function useRelation(id: string): Relationship | undefined {
  useEffect(() => relations.need(id), [id]);
  return useStore(relations.store, () => relations.get(id));
}

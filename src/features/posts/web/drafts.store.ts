import { useEffect } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { onLeave, viewer } from "#web/store";
import { type Vault, vault } from "#web/vault";
import type { ReplyPolicy, Visibility } from "../posts.contract.ts";

/** What is being written. `quote`: the id of the post it is about; `language`: null as long as it is guessed. */
export type Draft = {
  text: string;
  visibility: Visibility;
  spoilerText: string;
  quote: string | null;
  replyPolicy: ReplyPolicy;
  language: string | null;
};

/** A draft that nobody has touched. */
export const blank: Draft = {
  text: "",
  visibility: "public",
  spoilerText: "",
  quote: null,
  replyPolicy: "everyone",
  language: null,
};
const saveWithin = 300;

/** What is being written, per account and context; on this device within 300 ms, and there again after a crash. */
export function createDrafts(vault: Vault, account: () => string | null) {
  const store = createStore<Record<string, Draft>>(() => ({}));
  const loads = new Map<string, Promise<void>>();
  const unsaved = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** Under which key the device keeps a draft. */
  const keyOf = (context: string) => `draft:${account() ?? ""}:${context}`;
  const get = (context: string): Draft => store.getState()[keyOf(context)] ?? blank;

  /** Brings a draft back from the last visit, unless something was written meanwhile. */
  function load(context: string): Promise<void> {
    const key = keyOf(context);
    const loading = loads.get(key) ?? read(key);
    loads.set(key, loading);
    return loading;
  }

  async function read(key: string) {
    // An earlier version of this page may have kept less.
    const kept = await vault.get<Partial<Draft>>(key).catch(() => undefined);
    if (kept && !store.getState()[key]) store.setState({ [key]: { ...blank, ...kept } });
  }

  function update(context: string, change: Partial<Draft>) {
    const key = keyOf(context);
    store.setState({ [key]: { ...get(context), ...change } });
    unsaved.add(key);
    timer ??= setTimeout(() => void save(), saveWithin);
  }

  /** Empties a draft, here and on the device. */
  function clear(context: string) {
    update(context, blank);
    void save();
  }

  /** Gives words back that could not be posted: after those that are there already. */
  async function giveBack(context: string, words: Partial<Draft> & { text: string }): Promise<void> {
    await load(context);
    const { text } = get(context);
    update(context, { ...words, text: text.trim() ? `${text}\n\n${words.text}` : words.text });
    await save();
  }

  /** Writes what changed to the device now. */
  async function save(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const keys = [...unsaved];
    unsaved.clear();
    // All at once: a page in its last moment does not come to a second one.
    const writes = keys.map((key) => {
      const draft = store.getState()[key] ?? blank;
      const done = draft.text || draft.spoilerText || draft.quote ? vault.set(key, draft) : vault.del(key);
      return done.catch(() => unsaved.add(key));
    });
    await Promise.all(writes);
  }

  return { store, keyOf, get, load, update, clear, giveBack, save };
}

/** The page's drafts. */
export const drafts = createDrafts(vault, () => viewer.getState().account?.id ?? null);

onLeave(() => void drafts.save());

/** The draft of a context such as "new", "reply:<id>" or "edit:<id>", how to change it, and how to be done with it. */
export function useDraft(context: string): [Draft, (change: Partial<Draft>) => void, () => void] {
  const account = useStore(viewer, (now) => now.account?.id);
  const draft = useStore(drafts.store, () => drafts.get(context));
  useEffect(() => void drafts.load(context), [context, account]);
  return [draft, (change) => drafts.update(context, change), () => drafts.clear(context)];
}

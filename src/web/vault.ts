import { createStore, entries, get, promisifyRequest, type UseStore } from "idb-keyval";

/** Keeps values by key on this device, across reloads and crashes. */
export type Vault = {
  get<T>(key: string): Promise<T | undefined>;
  /** `instead` of what another key kept: both in one step, or neither. */
  set(key: string, value: unknown, instead?: string): Promise<void>;
  del(key: string): Promise<void>;
  /** Everything whose key starts with `prefix`, in the order of the keys. */
  list<T>(prefix: string): Promise<T[]>;
};

/** A vault that lasts as long as the page. */
export function memoryVault(): Vault {
  const kept = new Map<string, unknown>();
  return {
    get: async <T>(key: string) => kept.get(key) as T | undefined,
    set: async (key, value, instead = "") => {
      kept.set(key, structuredClone(value));
      kept.delete(instead);
    },
    del: async (key) => void kept.delete(key),
    list: async <T>(prefix: string) => pick<T>([...kept], prefix),
  };
}

function indexedVault(): Vault {
  let opened: UseStore | undefined;
  const store = () => (opened ??= createStore("x-messenger", "vault"));
  const change = (work: (objects: IDBObjectStore) => void) =>
    store()("readwrite", (objects) => {
      work(objects);
      // A page in its last moment hears no "success" to commit after.
      objects.transaction.commit();
      return promisifyRequest(objects.transaction);
    });
  return {
    get: (key) => get(key, store()),
    set: (key, value, instead) =>
      change((objects) => {
        objects.put(value, key);
        if (instead !== undefined) objects.delete(instead);
      }),
    del: (key) => change((objects) => void objects.delete(key)),
    list: async <T>(prefix: string) => pick<T>(await entries<string, unknown>(store()), prefix),
  };
}

function pick<T>(all: [string, unknown][], prefix: string): T[] {
  const found = all.filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1));
  return found.map(([, value]) => value as T);
}

/** This device's vault. Where the browser forbids IndexedDB it lasts as long as the page. */
export const vault: Vault = typeof indexedDB === "undefined" ? memoryVault() : indexedVault();

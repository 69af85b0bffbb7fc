import { createStore, entries, get, promisifyRequest, type UseStore } from "idb-keyval";

/** Keeps values by key on this device, across reloads and crashes. */
export type Vault = {
  get<T>(key: string): Promise<T | undefined>;
  set(key: string, value: unknown): Promise<void>;
  del(key: string): Promise<void>;
  /** Everything whose key starts with `prefix`, in the order of the keys. */
  list<T>(prefix: string): Promise<T[]>;
};

/** A vault that lasts as long as the page. */
export function memoryVault(): Vault {
  const kept = new Map<string, unknown>();
  return {
    get: async <T>(key: string) => kept.get(key) as T | undefined,
    set: async (key, value) => void kept.set(key, structuredClone(value)),
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
    set: (key, value) => change((objects) => void objects.put(value, key)),
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

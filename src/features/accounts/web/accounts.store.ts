import { useCallback, useEffect, useState } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { Cursor } from "#core/live.contract";
import { type Api, api } from "#web/api";
import { type Live, live } from "#web/live";
import { listeners } from "#web/store";
import type { Account } from "../accounts.contract.ts";

type Deps = { api: Api; live: Live; most?: number };

/** The accounts that pages are about, each as it was last heard of; an older answer never undoes a newer event. */
export function createAccounts({ api, live, most = 500 }: Deps) {
  const known = new Map<string, { account: Account; at: Cursor }>();
  const ids = new Map<string, string>();
  const store = createStore<{ version: number }>(() => ({ version: 0 }));
  const resets = listeners<[]>();

  function put(account: Account, at: Cursor) {
    const kept = known.get(account.id);
    if (kept && at < kept.at) return;
    known.delete(account.id);
    known.set(account.id, { account, at });
    ids.set(account.acct, account.id);
    for (const [id, old] of known) {
      if (known.size <= most) break;
      known.delete(id);
      ids.delete(old.account.acct);
    }
    store.setState(({ version }) => ({ version: version + 1 }));
  }

  live.onEvent(({ type, data, cursor }) => {
    const account = data as Account;
    // Whoever no page is about is told of elsewhere.
    if (type === "account.changed" && known.has(account.id)) put(account, cursor);
  });
  live.onReset(() => {
    for (const kept of known.values()) kept.at = 0;
    resets.tell();
  });

  return {
    store,
    /** Calls `fn` when everything has to be read anew. */
    onReset: resets.on,
    get: (id: string): Account | undefined => known.get(id)?.account,
    named: (acct: string): Account | undefined => known.get(ids.get(acct) ?? "")?.account,
    /** Reads an account by its @name and gives the cursor to listen from; rejects with an ApiError, 404 for nobody's name. */
    async find(acct: string): Promise<{ account: Account; at: Cursor }> {
      const since = live.cursor();
      const { data, cursor } = await api.get<Account>("/api/v1/accounts/lookup", { acct });
      const at = cursor ?? since;
      put(data, at);
      // Asked for by another spelling, it is that account all the same.
      ids.set(acct, data.id);
      return { account: data, at };
    },
  };
}

/** The accounts of the page. */
export const accounts = createAccounts({ api, live });

/** The account with an @name, shown at once when it is known and kept current while the component is there. */
export function useAccount(acct: string) {
  const account = useStore(accounts.store, () => accounts.named(acct));
  const [failed, setFailed] = useState<{ acct: string; error: unknown } | null>(null);
  const [tries, setTries] = useState(0);
  const again = useCallback(() => setTries((now) => now + 1), []);
  useEffect(() => {
    let gone = false;
    let stop: () => unknown = () => {};
    setFailed(null);
    accounts.find(acct).then(
      (found) => {
        if (!gone) stop = live.listen(`account:${found.account.id}`, found.at);
      },
      (error: unknown) => gone || setFailed({ acct, error }),
    );
    return () => {
      gone = true;
      stop();
    };
  }, [acct, tries]);
  useEffect(() => accounts.onReset(again), [again]);
  return { account, error: failed?.acct === acct ? failed.error : undefined, retry: again };
}

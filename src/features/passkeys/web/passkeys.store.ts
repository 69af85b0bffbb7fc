import { useEffect, useSyncExternalStore } from "react";
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/browser";
import { createStore } from "zustand/vanilla";
import { type Api, ApiError, api } from "#web/api";
import { type Live, live } from "#web/live";
import { logInBy } from "#sessions/web";
import type { Passkey } from "../passkeys.contract.ts";
import { makePasskey, signWithPasskey } from "./ceremony.ts";

type State = { list: Passkey[] | null; problem: unknown };

const path = "/auth/passkeys";

/** The member's passkeys, kept true while a page shows them. */
export function createPasskeys({ api, live }: { api: Api; live: Live }) {
  const store = createStore<State>(() => ({ list: null, problem: null }));
  let asked = 0;
  let unlisten: (() => void) | null = null;

  async function load(): Promise<void> {
    const turn = ++asked;
    try {
      const { data, cursor } = await api.get<Passkey[]>(path);
      if (turn !== asked) return;
      store.setState({ list: data, problem: null });
      unlisten ??= live.listen("passkeys", cursor ?? live.cursor());
    } catch (problem) {
      if (turn === asked) store.setState({ problem });
    }
  }

  /** Reads the list and follows it until the function it returns is called. */
  function follow(): () => void {
    const offEvent = live.onEvent(({ type }) => {
      if (type.startsWith("passkey.")) void load();
    });
    const offReset = live.onReset(() => void load());
    void load();
    return () => {
      asked++;
      offEvent();
      offReset();
      unlisten?.();
      unlisten = null;
      store.setState({ list: null, problem: null });
    };
  }

  const change = (work: (list: Passkey[]) => Passkey[]) => store.setState(({ list }) => ({ list: list && work(list) }));

  /** Has the device make a passkey and keeps it; rejects with an ApiError or a CeremonyError. */
  async function add(name: string, password: string): Promise<void> {
    const options = await api.send<PublicKeyCredentialCreationOptionsJSON>("POST", `${path}/options`, { password });
    const response = await makePasskey(options);
    const added = await api.send<Passkey>("POST", path, { name, response });
    change((list) => [...list.filter(({ id }) => id !== added.id), added]);
  }

  /** Names a passkey anew; rejects with an ApiError. */
  async function rename(id: string, name: string): Promise<void> {
    const renamed = await api.send<Passkey>("PUT", `${path}/${id}`, { name });
    change((list) => list.map((each) => (each.id === id ? renamed : each)));
  }

  /** Removes a passkey; rejects with an ApiError. One that is gone already counts as removed. */
  async function remove(id: string): Promise<void> {
    await api.send("DELETE", `${path}/${id}`).catch((error: unknown) => {
      if (!(error instanceof ApiError && error.status === 404)) throw error;
    });
    change((list) => list.filter((each) => each.id !== id));
  }

  return { store, load, follow, add, rename, remove };
}

/** The page's list of passkeys. */
export const passkeys = createPasskeys({ api, live });

/** The member's passkeys, kept true while the component is there; `problem` when they could not be read. */
export function usePasskeys(): State {
  useEffect(() => passkeys.follow(), []);
  return useSyncExternalStore(passkeys.store.subscribe, passkeys.store.getState);
}

/** Logs in with a passkey; rejects with an ApiError or a CeremonyError. `inField` waits until one is picked in the field. */
export async function logInByPasskey(inField: boolean): Promise<void> {
  const options = await api.send<PublicKeyCredentialRequestOptionsJSON>("POST", `${path}/login/options`, {});
  await logInBy(`${path}/login`, { response: await signWithPasskey(options, inField) });
}

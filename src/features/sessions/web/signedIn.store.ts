import { useEffect, useSyncExternalStore } from "react";
import { createStore } from "zustand/vanilla";
import { type Api, ApiError, api } from "#web/api";
import { type Live, live } from "#web/live";
import type { SignedIn } from "../sessions.contract.ts";

type State = { list: SignedIn[] | null; problem: unknown };

/** Where the member is signed in, kept true while a page shows it. */
export function createSignedIn({ api, live }: { api: Api; live: Live }) {
  const store = createStore<State>(() => ({ list: null, problem: null }));
  let asked = 0;
  let unlisten: (() => void) | null = null;

  async function load(): Promise<void> {
    const turn = ++asked;
    try {
      const { data, cursor } = await api.get<SignedIn[]>("/auth/sessions");
      if (turn !== asked) return;
      store.setState({ list: data, problem: null });
      unlisten ??= live.listen("sessions", cursor ?? live.cursor());
    } catch (problem) {
      if (turn === asked) store.setState({ problem });
    }
  }

  /** Reads the list and follows it until the function it returns is called. */
  function follow(): () => void {
    const offEvent = live.onEvent(({ type }) => {
      if (type.startsWith("session.")) void load();
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

  const keep = (stays: (session: SignedIn) => boolean) =>
    store.setState(({ list }) => ({ list: list?.filter(stays) ?? null }));

  /** Ends one session; rejects with an ApiError. One that is over already counts as ended. */
  async function end(id: string): Promise<void> {
    await api.send("DELETE", `/auth/sessions/${id}`).catch((error: unknown) => {
      if (!(error instanceof ApiError && error.status === 404)) throw error;
    });
    keep((session) => session.id !== id);
  }

  /** Ends all but this one; rejects with an ApiError. */
  async function endOthers(): Promise<void> {
    await api.send("DELETE", "/auth/sessions");
    keep((session) => session.current);
  }

  return { store, load, follow, end, endOthers };
}

/** The page's list of sessions. */
export const signedIn = createSignedIn({ api, live });

/** Where the member is signed in, kept true while the component is there; `problem` when it could not be read. */
export function useSignedIn(): State {
  useEffect(() => signedIn.follow(), []);
  return useSyncExternalStore(signedIn.store.subscribe, signedIn.store.getState);
}

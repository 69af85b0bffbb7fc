import { useEffect, useSyncExternalStore } from "react";
import { createStore } from "zustand/vanilla";
import { type Api, ApiError } from "./api.ts";
import type { Live } from "./live.ts";

type State<T> = { list: T[] | null; problem: unknown };

/** Where a list is read, the channel that tells of it, and how the names of its events begin. */
type Source = { path: string; channel: string; events: string };

/** A short list of the member's own things: read as a whole, and anew with every event about it, while it is followed. */
export function createOwnList<T extends { id: string }>({ api, live }: { api: Api; live: Live }, source: Source) {
  const store = createStore<State<T>>(() => ({ list: null, problem: null }));
  let asked = 0;
  let unlisten: (() => void) | null = null;

  async function load(): Promise<void> {
    const turn = ++asked;
    try {
      const { data, cursor } = await api.get<T[]>(source.path);
      if (turn !== asked) return;
      store.setState({ list: data, problem: null });
      unlisten ??= live.listen(source.channel, cursor ?? live.cursor());
    } catch (problem) {
      if (turn === asked) store.setState({ problem });
    }
  }

  /** Reads the list and follows it until the function it returns is called. */
  function follow(): () => void {
    const offEvent = live.onEvent(({ type }) => {
      if (type.startsWith(source.events)) void load();
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

  /** Changes what is shown at once; nothing while nothing was read. */
  const change = (work: (list: T[]) => T[]) => store.setState(({ list }) => ({ list: list && work(list) }));

  /** Removes one of it; rejects with an ApiError. One that is gone already counts as removed. */
  async function remove(id: string): Promise<void> {
    await api.send("DELETE", `${source.path}/${id}`).catch((error: unknown) => {
      if (!(error instanceof ApiError && error.status === 404)) throw error;
    });
    change((list) => list.filter((each) => each.id !== id));
  }

  return { store, load, follow, change, remove };
}

type OwnList<T extends { id: string }> = ReturnType<typeof createOwnList<T>>;

/** Such a list, kept true while the component is there; `problem` when it could not be read. */
export function useOwnList<T extends { id: string }>({
  store,
  follow,
}: Pick<OwnList<T>, "store" | "follow">): State<T> {
  useEffect(() => follow(), [follow]);
  return useSyncExternalStore(store.subscribe, store.getState);
}

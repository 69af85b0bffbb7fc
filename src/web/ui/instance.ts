import { useEffect } from "react";
import { create } from "zustand";
import { api } from "#web/api";

type Instance = {
  title: string;
  description: string;
  version: string;
  usage?: { users?: { active_month?: number } };
  contact?: { email?: string };
  rules?: { id: string; text: string }[];
  registrations?: { enabled?: boolean };
  configuration?: { statuses?: { max_characters?: number } };
};

const useStore = create<{ instance: Instance | null }>(() => ({ instance: null }));
let asking: Promise<unknown> | null = null;

/** The version of X-Messenger, out of the version that apps are told: "4.4.0 (compatible; X-Messenger 1.2.3)". */
export const ownVersion = (version: string) => /X-Messenger ([\w.+-]+)/.exec(version)?.[1] ?? version;

/** What this server says about itself, asked for once; null until it has answered. */
export function useInstance(): Instance | null {
  const instance = useStore((state) => state.instance);
  useEffect(() => {
    if (instance) return;
    asking ??= api
      .get<Instance>("/api/v2/instance")
      .then(({ data }) => useStore.setState({ instance: data }))
      .catch(() => (asking = null));
  }, [instance]);
  return instance;
}

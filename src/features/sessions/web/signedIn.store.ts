import { type Api, api } from "#web/api";
import { type Live, live } from "#web/live";
import { createOwnList } from "#web/ownList";
import type { SignedIn } from "../sessions.contract.ts";

const path = "/auth/sessions";

/** Where the member is signed in, kept true while a page shows it. */
export function createSignedIn({ api, live }: { api: Api; live: Live }) {
  const { change, remove, ...list } = createOwnList<SignedIn>(
    { api, live },
    { path, channel: "sessions", events: "session." },
  );
  return {
    ...list,
    /** Ends one session; rejects with an ApiError. One that is over already counts as ended. */
    end: remove,
    /** Ends all but this one; rejects with an ApiError. */
    async endOthers(): Promise<void> {
      await api.send("DELETE", path);
      change((sessions) => sessions.filter(({ current }) => current));
    },
  };
}

/** The page's list of sessions. */
export const signedIn = createSignedIn({ api, live });

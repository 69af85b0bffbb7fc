/** What the tabs of one browser share: a lock, and a note of when one of them last renewed the session. */
export type Shared = {
  locks: Pick<LockManager, "request"> | undefined;
  read: () => string | null;
  write: (at: string) => void;
};

/**
 * Makes a renewal happen once for all who need it at once: in this page always, and in all tabs where the browser has
 * locks (it has none on a plain http address in a network; there the server sorts two renewals out).
 */
export function createRenewal(shared: Shared) {
  let running: Promise<void> | null = null;

  async function inTurn(renew: () => Promise<void>, sent: number): Promise<void> {
    const work = async () => {
      if (Number(shared.read()) > sent) return;
      await renew();
      shared.write(String(Date.now()));
    };
    await (shared.locks ? shared.locks.request("x-messenger:renew", work) : work());
  }

  /** `sent`: when the request went out (ms since 1970) that was found stale; what was renewed since is fresh. */
  return (renew: () => Promise<void>, sent: number): Promise<void> =>
    (running ??= inTurn(renew, sent).finally(() => (running = null)));
}

const key = "x-messenger:renewed";

/** What this browser's tabs share. Where storage is forbidden each tab renews for itself. */
export const ownTabs: Shared = {
  locks: typeof navigator === "undefined" ? undefined : navigator.locks,
  read: () => quietly(() => localStorage.getItem(key)),
  write: (at) => void quietly(() => localStorage.setItem(key, at)),
};

function quietly<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}

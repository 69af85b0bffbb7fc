import { useEffect, useState } from "react";
import type { Account } from "#accounts";

/** How many ask to follow the reader and wait for an answer, of the first page; 0 for an account that anyone may follow. */
export function useRequestCount({ id, locked }: Account): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    if (!locked) return;
    let gone = false;
    let stop = () => {};
    // Most accounts are open, and their pages need none of this.
    import("./requests.store.ts").then(
      ({ countRequests }) => {
        if (!gone) stop = countRequests(setCount);
      },
      () => {},
    );
    return () => {
      gone = true;
      stop();
      setCount(0);
    };
  }, [id, locked]);
  return count;
}

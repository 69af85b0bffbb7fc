import { useEffect, useState } from "react";

/** The token of a link in a letter. It stands behind #, which no server and no proxy is told. */
export function tokenIn(hash: string): string {
  return /^#token=([\w-]{1,200})$/.exec(hash)?.[1] ?? "";
}

/** The token this page was opened with; it leaves the address bar at once, and so the history. */
export function useToken(): string {
  const [token] = useState(() => tokenIn(window.location.hash));
  useEffect(() => window.history.replaceState(window.history.state, "", window.location.pathname), []);
  return token;
}

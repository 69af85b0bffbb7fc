import { useLayoutEffect } from "react";
import { NavigationType, useLocation, useNavigationType } from "react-router";

const places = new Map<string, number>();

/** Starts each page at its top and finds the reader's place again on the way back. */
export function useScrollMemory(): void {
  const { key } = useLocation();
  const type = useNavigationType();
  useLayoutEffect(() => {
    window.history.scrollRestoration = "manual";
    window.scrollTo(0, type === NavigationType.Pop ? (places.get(key) ?? 0) : 0);
    const keep = () => places.set(key, window.scrollY);
    window.addEventListener("scroll", keep, { passive: true });
    return () => window.removeEventListener("scroll", keep);
    // Only another place in the history moves the page; the type of the last step alone does not.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [key]);
}

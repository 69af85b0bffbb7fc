import { useSearchParams } from "react-router";

/** The address to go on to after log-in: a path of this site, or the home page. Never another site. */
export function safeNext(next: string | null): string {
  if (!next?.startsWith("/") || /^\/[/\\]|[\u0000-\u001f\\]/.test(next)) return "/";
  return /^\/(login|signup|forgot|reset|verify)\b/.test(next) ? "/" : next;
}

/** Where this page leads after log-in, from `?next=`. */
export function useNext(): string {
  return safeNext(useSearchParams()[0].get("next"));
}

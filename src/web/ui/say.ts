import { ApiError } from "#web/api";
import { useText } from "#web/prefs";
import { text } from "#web/web.text";

/** A function that says in one sentence what went wrong: the server's own words where there are any. */
export function useSayError(): (error: unknown) => string {
  const { errors } = useText(text);
  return (error) => {
    const message = error instanceof ApiError ? error.message : typeof error === "string" ? error : "";
    if ((error instanceof ApiError && error.status === 0) || message === "network") return errors.network;
    return message && message !== "unreadable" ? message : errors.unknown;
  };
}

/** The server's first complaint about each field of a form. */
export function fieldErrors(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  return Object.fromEntries(
    Object.entries(error.details ?? {}).map(([field, complaints]) => [
      field,
      complaints[0]?.description ?? error.message,
    ]),
  );
}

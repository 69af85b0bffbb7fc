import { useText } from "#web/prefs";
import { useSayError } from "#web/ui";
import { text } from "../passkeys.text.ts";
import { CeremonyError } from "./ceremony.ts";

/** A function that says in one sentence why there is no passkey, or what else went wrong. */
export function useTrouble(): (error: unknown) => string {
  const { trouble } = useText(text);
  const say = useSayError();
  return (error) => (error instanceof CeremonyError ? trouble[error.trouble] : say(error));
}

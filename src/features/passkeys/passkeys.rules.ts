import { graphemes, isReadable } from "#accounts";
import { nameMissing, nameUnfit } from "./passkeys.errors.ts";
import { passkeyLimits } from "./passkeys.limits.ts";

/** A passkey's name as it is stored; throws 422 for one that says nothing, too much, or nothing readable. */
export function checkName(given: string): string {
  const name = given.trim().normalize("NFC");
  if (name === "") throw nameMissing();
  if (name.length > passkeyLimits.name * 12 || graphemes(name) > passkeyLimits.name || !isReadable(name))
    throw nameUnfit();
  return name;
}

import type { ChangeFilters, ChangePolicy } from "./notifications.contract.ts";
import { onlyAccepting } from "./notifications.errors.ts";

/** 422 for a policy that would keep anything back. */
export function checkPolicy(wanted: ChangePolicy): void {
  const refused = Object.entries(wanted).flatMap(([field, value]) => (value === "accept" ? [] : field));
  if (refused.length > 0) throw onlyAccepting(refused);
}

/** The same in the words of the first version. */
export function checkFilters(wanted: ChangeFilters): void {
  const refused = Object.entries(wanted).flatMap(([field, value]) => (value ? field : []));
  if (refused.length > 0) throw onlyAccepting(refused);
}

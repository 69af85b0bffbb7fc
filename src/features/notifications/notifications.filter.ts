import { isId } from "#core/ids";
import { notificationTypes } from "./notifications.contract.ts";
import type { ListQuery } from "./notifications.contract.ts";
import type { Filter } from "./notifications.read.model.ts";

/** What a query asks for; null when nothing can be of that kind. */
export function readFilter(query: Pick<ListQuery, "types" | "exclude_types" | "account_id">): Filter | null {
  const { types: wanted, exclude_types: unwanted, account_id: from } = query;
  const types = notificationTypes.filter((type) => (wanted?.includes(type) ?? true) && !unwanted?.includes(type));
  if (types.length === 0 || (from !== undefined && !isId(from))) return null;
  return { types: types.length === notificationTypes.length && from === undefined ? null : types, from: from ?? null };
}

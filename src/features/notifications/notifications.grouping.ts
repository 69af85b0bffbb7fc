import type { NotificationType } from "./notifications.contract.ts";
import type { NotificationRow } from "./notifications.model.ts";

/** What of some notifications makes one page of groups. */
export type Gathered = {
  /** The groups in the order in which they were met, their members too. */
  groups: Map<string, NotificationRow[]>;
  /** How many of the notifications are on the page. */
  covered: number;
  /** Whether one more group would not fit. */
  full: boolean;
};

/** The key under which a notification is shown; who does not group its type sees it alone. */
export const keyOf = ({ id, type, groupKey }: NotificationRow, grouped: readonly NotificationType[]): string =>
  grouped.includes(type) ? groupKey : `ungrouped-${id}`;

/** Groups notifications in their order until `limit` groups are full and another would begin. */
export function gather(rows: NotificationRow[], grouped: readonly NotificationType[], limit: number): Gathered {
  const groups: Gathered["groups"] = new Map();
  for (const [covered, row] of rows.entries()) {
    const key = keyOf(row, grouped);
    const members = groups.get(key);
    if (members) members.push(row);
    else if (groups.size === limit) return { groups, covered, full: true };
    else groups.set(key, [row]);
  }
  return { groups, covered: rows.length, full: false };
}

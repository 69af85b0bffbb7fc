import type { Config } from "#core/config";
import { accountView } from "#accounts";
import type { AccountRow } from "#accounts";
import type { Status } from "#posts";
import type {
  FilterPolicy,
  GroupedNotifications,
  Notification,
  NotificationGroup,
  NotificationPolicy,
  PartialAccount,
  Removed,
} from "./notifications.contract.ts";
import type { NotificationRow } from "./notifications.model.ts";
import type { GroupTotal } from "./notifications.read.model.ts";

type Site = Pick<Config, "publicUrl">;

/** A notification as its recipient sees it. */
export function notificationView(
  site: Site,
  row: NotificationRow,
  account: AccountRow,
  status: Status | null,
): Notification {
  return {
    id: row.id,
    type: row.type,
    created_at: row.createdAt.toISOString(),
    group_key: row.groupKey,
    account: accountView(site, account),
    status,
  };
}

const exact = JSON as unknown as { rawJSON: (text: string) => unknown };

/** A group: its members on this page, newest first, and the whole of it. */
export function groupView(key: string, members: NotificationRow[], total: GroupTotal): NotificationGroup {
  const [newest, oldest] = [members[0]!, members.at(-1)!];
  return {
    group_key: key,
    notifications_count: total.count,
    type: newest.type,
    // Larger than what a JavaScript number holds exactly.
    most_recent_notification_id: exact.rawJSON(total.newest),
    page_min_id: oldest.id,
    page_max_id: newest.id,
    latest_page_notification_at: newest.createdAt.toISOString(),
    sample_account_ids: total.sample,
    status_id: newest.postId === "0" ? null : newest.postId,
  };
}

function partialView(site: Site, row: AccountRow): PartialAccount {
  const { id, acct, url, avatar, avatar_static, locked, bot } = accountView(site, row);
  return { id, acct, url, avatar, avatar_static, locked, bot };
}

/** A page of groups with what they speak of. `partial`: of most accounts only the avatar. */
export function groupedView(
  site: Site,
  groups: NotificationGroup[],
  actors: Map<string, AccountRow>,
  statuses: Status[],
  partial: boolean,
): GroupedNotifications {
  const named = (ids: string[]) => [...new Set(ids)].flatMap((id) => actors.get(id) ?? []);
  const all = named(groups.flatMap((group) => group.sample_account_ids));
  const full = partial ? named(groups.flatMap((group) => group.sample_account_ids[0] ?? [])) : all;
  const rest = all.filter((row) => !full.includes(row));
  return {
    accounts: full.map((row) => accountView(site, row)),
    ...(partial && { partial_accounts: rest.map((row) => partialView(site, row)) }),
    statuses,
    notification_groups: groups,
  };
}

/** What is gone; what is not said is null. */
export const removedView = (what: Partial<Removed>): Removed => ({
  id: null,
  group_key: null,
  status_id: null,
  ...what,
});

const summary = { pending_requests_count: 0, pending_notifications_count: 0 };

/** The policy that everyone has: whoever may speak to one is heard. */
export const policyView = (): NotificationPolicy => ({
  for_not_following: "accept",
  for_not_followers: "accept",
  for_new_accounts: "accept",
  for_private_mentions: "accept",
  for_limited_accounts: "accept",
  summary,
});

/** The same for clients of the first version. */
export const filterPolicyView = (): FilterPolicy => ({
  filter_not_following: false,
  filter_not_followers: false,
  filter_new_accounts: false,
  filter_private_mentions: false,
  summary,
});

import { z } from "zod";
import { Paging, clamped, truth, words } from "#core/forms";
import { Account } from "#accounts";
import { Status } from "#posts";

/** What one can be told of. An answer to one's post is a `mention`, also when it names nobody. */
export const notificationTypes = [
  "mention",
  "status",
  "reblog",
  "follow",
  "follow_request",
  "favourite",
  "update",
  "quote",
  "quoted_update",
] as const;
export const NotificationType = z.enum(notificationTypes);
export type NotificationType = z.infer<typeof NotificationType>;

/** The types of which many are shown as one. */
export const groupableTypes: readonly NotificationType[] = ["favourite", "reblog", "follow"];

/** Mastodon's Notification entity; `status` is null where no post is meant. */
export const Notification = z
  .object({
    id: z.string(),
    type: NotificationType,
    created_at: z.string(),
    group_key: z.string(),
    account: Account,
    status: Status.nullable(),
  })
  .meta({ id: "Notification" });
export type Notification = z.infer<typeof Notification>;

/** As much of an account as a row of avatars needs. */
export const PartialAccount = z
  .object({
    id: z.string(),
    acct: z.string(),
    url: z.string(),
    avatar: z.string(),
    avatar_static: z.string(),
    locked: z.boolean(),
    bot: z.boolean(),
  })
  .meta({ id: "PartialAccountWithAvatar" });
export type PartialAccount = z.infer<typeof PartialAccount>;

/** Notifications shown as one. The page's fields say what of the group is on this page. At most 500 are counted. */
export const NotificationGroup = z
  .object({
    group_key: z.string(),
    notifications_count: z.number(),
    type: NotificationType,
    /** An integer of up to 63 bits, as Mastodon's clients expect; a browser, which would round it, reads `page_max_id`. */
    most_recent_notification_id: z.unknown().meta({ type: "integer", format: "int64" }),
    page_min_id: z.string(),
    page_max_id: z.string(),
    latest_page_notification_at: z.string(),
    sample_account_ids: z.array(z.string()),
    status_id: z.string().nullable(),
  })
  .meta({ id: "NotificationGroup" });
export type NotificationGroup = z.infer<typeof NotificationGroup>;

/** A page of groups, and once each the accounts and posts that they speak of. */
export const GroupedNotifications = z
  .object({
    accounts: z.array(Account),
    /** Only with `expand_accounts=partial_avatars`: those that are not a group's newest. */
    partial_accounts: z.array(PartialAccount).optional(),
    statuses: z.array(Status),
    notification_groups: z.array(NotificationGroup),
  })
  .meta({ id: "GroupedNotificationsResults" });
export type GroupedNotifications = z.infer<typeof GroupedNotifications>;

export const NotificationList = z.array(Notification);
export const AccountList = z.array(Account);
export const Count = z.object({ count: z.number() });
export const Done = z.object({});
export const NoRequests = z.array(z.object({}));

const types = words(100, 100).optional().catch(undefined);

const filters = {
  types,
  exclude_types: types,
  account_id: z.string().max(40).optional().catch(undefined),
};
const grouping = { grouped_types: types };

export const ListQuery = Paging.extend({ ...filters, limit: clamped(1, 80, 40) });
export type ListQuery = z.output<typeof ListQuery>;

export const GroupsQuery = ListQuery.extend({
  ...grouping,
  expand_accounts: z.enum(["full", "partial_avatars"]).catch("full"),
});
export type GroupsQuery = z.output<typeof GroupsQuery>;

export const CountQuery = z.object({ ...filters, ...grouping, limit: clamped(1, 1000, 100) });
export type CountQuery = z.output<typeof CountQuery>;

export const NotificationId = z.object({ id: z.string() });
export const MaybeId = z.object({ id: z.string().max(40).optional() });
export const GroupKey = z.object({ group_key: z.string().regex(/^[a-z_]+(-\d{1,19}){1,2}$/) });

const verdict = z.enum(["accept", "filter", "drop"]);
const summary = z.object({ pending_requests_count: z.number(), pending_notifications_count: z.number() });

/** Mastodon's NotificationPolicy. Here everyone is accepted. */
export const NotificationPolicy = z
  .object({
    for_not_following: verdict,
    for_not_followers: verdict,
    for_new_accounts: verdict,
    for_private_mentions: verdict,
    for_limited_accounts: verdict,
    summary,
  })
  .meta({ id: "NotificationPolicy" });
export type NotificationPolicy = z.infer<typeof NotificationPolicy>;

/** The same in the words of the first version. */
export const FilterPolicy = z
  .object({
    filter_not_following: z.boolean(),
    filter_not_followers: z.boolean(),
    filter_new_accounts: z.boolean(),
    filter_private_mentions: z.boolean(),
    summary,
  })
  .meta({ id: "NotificationPolicyV1" });
export type FilterPolicy = z.infer<typeof FilterPolicy>;

const wish = z.string().max(40).optional();
export const ChangePolicy = z.object({
  for_not_following: wish,
  for_not_followers: wish,
  for_new_accounts: wish,
  for_private_mentions: wish,
  for_limited_accounts: wish,
});
export type ChangePolicy = z.output<typeof ChangePolicy>;

export const ChangeFilters = z.object({
  filter_not_following: truth.optional(),
  filter_not_followers: truth.optional(),
  filter_new_accounts: truth.optional(),
  filter_private_mentions: truth.optional(),
});
export type ChangeFilters = z.output<typeof ChangeFilters>;

/**
 * What is gone: one notification, a group, or all about one post, whichever is not null. All null: the list changed as
 * a whole and is read again.
 */
export const Removed = z.object({
  id: z.string().nullable(),
  group_key: z.string().nullable(),
  status_id: z.string().nullable(),
});
export type Removed = z.infer<typeof Removed>;

/** The live events of notifications and their data, told on the channel `me`. */
export const NotificationEvents = { "notification.added": Notification, "notification.removed": Removed } as const;
export type NotificationEvent = {
  [T in keyof typeof NotificationEvents]: { type: T; data: z.infer<(typeof NotificationEvents)[T]> };
}[keyof typeof NotificationEvents];

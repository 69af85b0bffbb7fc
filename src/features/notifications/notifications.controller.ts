import type { Http } from "#core/http";
import { route } from "#core/http.route";
import { linkPage } from "#core/paging";
import {
  AccountList,
  Count,
  CountQuery,
  Done,
  GroupKey,
  GroupedNotifications,
  GroupsQuery,
  ListQuery,
  MaybeId,
  Notification,
  NotificationId,
  NotificationList,
} from "./notifications.contract.ts";
import { countUnreadGroups, getGroup, listGroupAccounts, listGroups } from "./notifications.groups.service.ts";
import {
  clearNotifications,
  countUnread,
  dismissNotification,
  dismissNotificationGroup,
  getNotification,
  listNotifications,
} from "./notifications.service.ts";

const read = { method: "GET", access: "member", scope: "read:notifications", limit: "read" } as const;
const change = { method: "POST", access: "member", scope: "write:notifications", limit: "write" } as const;
const v1 = "/api/v1/notifications";
const v2 = "/api/v2/notifications";

/** The routes of notifications one by one. */
export function notificationRoutes(http: Http): void {
  route(
    http,
    { ...read, path: v1, about: "What one was told, newest first.", query: ListQuery, answer: [200, NotificationList] },
    async ({ ctx, query, request, reply }) => {
      const { page, rows } = await listNotifications(ctx, query);
      linkPage(request, reply, rows, query);
      return page;
    },
  );
  route(
    http,
    {
      ...read,
      path: `${v1}/unread_count`,
      about: "How many notifications are unread.",
      query: CountQuery,
      answer: [200, Count],
    },
    ({ ctx, query }) => countUnread(ctx, query),
  );
  route(
    http,
    {
      ...read,
      path: `${v1}/:id`,
      about: "One notification.",
      params: NotificationId,
      answer: [200, Notification],
    },
    ({ ctx, params }) => getNotification(ctx, params.id),
  );
  route(
    http,
    {
      ...change,
      path: `${v1}/:id/dismiss`,
      about: "Put a notification out of sight.",
      params: NotificationId,
      answer: [200, Done],
    },
    ({ ctx, params }) => dismissNotification(ctx, params.id),
  );
  route(
    http,
    {
      ...change,
      path: `${v1}/dismiss`,
      about: "Put a notification out of sight, as old clients ask for it.",
      query: MaybeId,
      body: MaybeId,
      answer: [200, Done],
    },
    ({ ctx, query, body }) => dismissNotification(ctx, query.id ?? body.id),
  );
  route(
    http,
    { ...change, path: `${v1}/clear`, about: "Put all notifications out of sight.", answer: [200, Done] },
    ({ ctx }) => clearNotifications(ctx),
  );
}

/** The routes of notifications in groups. */
export function groupRoutes(http: Http): void {
  const one = { path: `${v2}/:group_key`, params: GroupKey };
  route(
    http,
    {
      ...read,
      path: v2,
      about: "What one was told, in groups, newest first.",
      query: GroupsQuery,
      answer: [200, GroupedNotifications],
    },
    async ({ ctx, query, request, reply }) => {
      const { answer, ends, more } = await listGroups(ctx, query);
      // A page of groups is a stretch of notifications, of which only the two ends matter for the links.
      linkPage(request, reply, ends, { ...query, limit: more ? ends.length : 0 });
      return answer;
    },
  );
  route(
    http,
    {
      ...read,
      path: `${v2}/unread_count`,
      about: "How many groups are unread.",
      query: CountQuery,
      answer: [200, Count],
    },
    ({ ctx, query }) => countUnreadGroups(ctx, query),
  );
  route(
    http,
    { ...read, ...one, about: "One group of notifications.", answer: [200, GroupedNotifications] },
    ({ ctx, params }) => getGroup(ctx, params.group_key),
  );
  route(
    http,
    { ...read, ...one, path: `${one.path}/accounts`, about: "Those who made a group.", answer: [200, AccountList] },
    ({ ctx, params }) => listGroupAccounts(ctx, params.group_key),
  );
  route(
    http,
    { ...change, ...one, path: `${one.path}/dismiss`, about: "Put a group out of sight.", answer: [200, Done] },
    ({ ctx, params }) => dismissNotificationGroup(ctx, params.group_key),
  );
}

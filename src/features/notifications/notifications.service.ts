import type { App, MemberCtx } from "#core/context";
import { notFound } from "#core/errors";
import { write } from "#core/events";
import { isId } from "#core/ids";
import { pageBounds } from "#core/paging";
import { findVisiblePosts, showPosts } from "#posts";
import type { Status } from "#posts";
import type { CountQuery, ListQuery, Notification } from "./notifications.contract.ts";
import { readFilter } from "./notifications.filter.ts";
import type { NotificationRow } from "./notifications.model.ts";
import { findActors, findReadUpTo, findSlice, findTellable } from "./notifications.read.model.ts";
import { dismissAll, dismissGroup, dismissOne } from "./notifications.removal.model.ts";
import { notificationView } from "./notifications.view.ts";

/** The posts with these ids that the viewer may see, as they see them. */
export async function showPostsOf(ctx: MemberCtx, rows: NotificationRow[]): Promise<Map<string, Status>> {
  const ids = [...new Set(rows.flatMap(({ postId }) => (postId === "0" ? [] : postId)))];
  const found = await findVisiblePosts(ctx.db, ids, ctx.viewer.accountId);
  return new Map((await showPosts(ctx, found)).map((status) => [status.id, status]));
}

/** Notifications as the viewer, whose they are, sees them, in the same order; what went meanwhile is left out. */
export async function showNotifications(ctx: MemberCtx, rows: NotificationRow[]): Promise<Notification[]> {
  const [actors, statuses] = await Promise.all([
    findActors(ctx.db, [...new Set(rows.map(({ fromId }) => fromId))]),
    showPostsOf(ctx, rows),
  ]);
  return rows.flatMap((row) => {
    const [actor, status] = [actors.get(row.fromId), statuses.get(row.postId) ?? null];
    return actor && (status || row.postId === "0") ? [notificationView(ctx.config, row, actor, status)] : [];
  });
}

/** The context of somebody who is only told, and asks nothing. */
export const contextOf = (app: App, accountId: string): MemberCtx => ({
  ...app,
  viewer: { accountId, sessionId: "", expiresAt: new Date(0) },
  grant: null,
  lang: "en",
});

/** A page of one's notifications, newest first; `full` when there may be more. */
export async function listNotifications(
  ctx: MemberCtx,
  query: ListQuery,
): Promise<{ page: Notification[]; rows: NotificationRow[] }> {
  const filter = readFilter(query);
  if (!filter) return { page: [], rows: [] };
  const bounds = pageBounds(query);
  const found = await findSlice(ctx.db, ctx.viewer.accountId, filter, bounds, query.limit);
  const rows = bounds.upward ? found.toReversed() : found;
  return { page: await showNotifications(ctx, rows), rows };
}

/** One of one's notifications; 404 for somebody else's. */
export async function getNotification(ctx: MemberCtx, id: string): Promise<Notification> {
  const rows = await findTellable(ctx.db, [id]);
  const [shown] = await showNotifications(
    ctx,
    rows.filter(({ accountId }) => accountId === ctx.viewer.accountId),
  );
  if (!shown) throw notFound();
  return shown;
}

/** How many notifications are newer than the place up to which one has read, at most `limit`. */
export async function countUnread(ctx: MemberCtx, query: CountQuery): Promise<{ count: number }> {
  return { count: (await findUnread(ctx, query, query.limit)).length };
}

/** The notifications that are newer than the place up to which one has read, newest first, at most so many. */
export async function findUnread(ctx: MemberCtx, query: CountQuery, most: number): Promise<NotificationRow[]> {
  const filter = readFilter(query);
  if (!filter) return [];
  const { below } = pageBounds({ limit: 1, max_id: undefined, since_id: undefined, min_id: undefined });
  const above = await findReadUpTo(ctx.db, ctx.viewer.accountId);
  return findSlice(ctx.db, ctx.viewer.accountId, filter, { below, above, upward: false }, most);
}

/** Puts one of one's notifications out of sight; 404 for somebody else's. */
export async function dismissNotification(ctx: MemberCtx, id: string | undefined): Promise<Record<string, never>> {
  if (id === undefined || !isId(id)) throw notFound();
  const account = ctx.viewer.accountId;
  return write(ctx, async (tx, emit) => {
    if (!(await dismissOne(tx, account, id))) throw notFound();
    emit({ type: "notification.removed", subject: id, data: { account } });
    return {};
  });
}

/** Puts a group of one's notifications out of sight; 404 when there is nothing of it. */
export async function dismissNotificationGroup(ctx: MemberCtx, key: string): Promise<Record<string, never>> {
  const [, single] = /^ungrouped-(\d+)$/.exec(key) ?? [];
  if (single !== undefined) return dismissNotification(ctx, single);
  const account = ctx.viewer.accountId;
  return write(ctx, async (tx, emit) => {
    if (!(await dismissGroup(tx, account, key))) throw notFound();
    emit({ type: "notification.removed", subject: "0", data: { account, group: key } });
    return {};
  });
}

/** Puts all of one's notifications out of sight. */
export async function clearNotifications(ctx: MemberCtx): Promise<Record<string, never>> {
  const account = ctx.viewer.accountId;
  return write(ctx, async (tx, emit) => {
    if (await dismissAll(tx, account)) emit({ type: "notification.removed", subject: "0", data: { account } });
    return {};
  });
}

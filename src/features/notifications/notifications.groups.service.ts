import type { MemberCtx } from "#core/context";
import { notFound } from "#core/errors";
import { pageBounds } from "#core/paging";
import { accountView } from "#accounts";
import type { Account } from "#accounts";
import { groupableTypes } from "./notifications.contract.ts";
import type {
  CountQuery,
  GroupedNotifications,
  GroupsQuery,
  NotificationGroup,
  NotificationType,
} from "./notifications.contract.ts";
import { readFilter } from "./notifications.filter.ts";
import { gather, keyOf } from "./notifications.grouping.ts";
import type { NotificationRow } from "./notifications.model.ts";
import { findActors, findGroup, findSlice, findTotals } from "./notifications.read.model.ts";
import type { GroupTotal } from "./notifications.read.model.ts";
import { findUnread, showPostsOf } from "./notifications.service.ts";
import { groupView, groupedView } from "./notifications.view.ts";

/** How many notifications are read for one page at most, however few groups they make. */
const most = 1000;
/** How many are read at a time once the first look was not enough. */
const step = 300;

/** A page of groups, and what is needed to link to the next: its newest and oldest id, and whether there may be more. */
export type GroupPage = { answer: GroupedNotifications; ends: { id: string }[]; more: boolean };

const groupedOf = ({ grouped_types: wanted }: { grouped_types?: string[] | undefined }): NotificationType[] =>
  groupableTypes.filter((type) => wanted?.includes(type) ?? true);

/** A page of one's notifications as groups, the newest first. A group that goes on is on the next page again. */
export async function listGroups(ctx: MemberCtx, query: GroupsQuery): Promise<GroupPage> {
  const filter = readFilter(query);
  const grouped = groupedOf(query);
  const { upward, ...place } = pageBounds(query);
  const rows: NotificationRow[] = [];
  let gathered = gather(rows, grouped, query.limit);
  let ended = filter === null;
  for (let size = query.limit * 2; filter && !ended && !gathered.full && rows.length < most; size = step) {
    const found = await findSlice(ctx.db, ctx.viewer.accountId, filter, { ...place, upward }, size);
    rows.push(...found);
    ended = found.length < size;
    const last = rows.at(-1)?.id;
    if (last !== undefined) place[upward ? "above" : "below"] = last;
    gathered = gather(rows, grouped, query.limit);
  }
  const covered = rows.slice(0, gathered.covered);
  if (upward) {
    covered.reverse();
    for (const members of gathered.groups.values()) members.reverse();
  }
  const [newest, oldest] = [covered[0], covered.at(-1)];
  const answer = await showGroups(ctx, gathered.groups, newest?.id ?? "0", query.expand_accounts === "partial_avatars");
  return {
    answer,
    ends: newest && oldest ? [{ id: newest.id }, { id: oldest.id }] : [],
    more: gathered.full || !ended,
  };
}

const alone = (row: NotificationRow): GroupTotal => ({
  key: `ungrouped-${row.id}`,
  count: 1,
  newest: row.id,
  sample: [row.fromId],
});

/** Groups with what they speak of, without what is newer than `upTo`. */
async function showGroups(
  ctx: MemberCtx,
  groups: Map<string, NotificationRow[]>,
  upTo: string,
  partial: boolean,
): Promise<GroupedNotifications> {
  const keys = [...groups.keys()].filter((key) => !key.startsWith("ungrouped-"));
  const totals = await findTotals(ctx.db, ctx.viewer.accountId, keys, upTo);
  const known = new Map(totals.map((total) => [total.key, total]));
  const heads = [...groups.values()].map((members) => members[0]!);
  const statuses = await showPostsOf(ctx, heads);
  const named = [...totals.flatMap(({ sample }) => sample), ...heads.map(({ fromId }) => fromId)];
  const actors = await findActors(ctx.db, [...new Set(named)]);
  const shown: NotificationGroup[] = [];
  for (const [key, members] of groups) {
    const head = members[0]!;
    const total = known.get(key) ?? alone(head);
    if (head.postId !== "0" && !statuses.has(head.postId)) continue;
    shown.push(groupView(key, members, total));
  }
  shown.sort((a, b) => Number(BigInt(b.page_max_id) - BigInt(a.page_max_id)));
  return groupedView(ctx.config, shown, actors, [...statuses.values()], partial);
}

/** One group of one's notifications; 404 when there is nothing of it. */
export async function getGroup(ctx: MemberCtx, key: string): Promise<GroupedNotifications> {
  const rows = await readGroup(ctx, key);
  return showGroups(ctx, new Map([[key, rows]]), rows[0]!.id, false);
}

/** Those who made a group, the newest first; 404 when there is nothing of it. */
export async function listGroupAccounts(ctx: MemberCtx, key: string): Promise<Account[]> {
  const ids = [...new Set((await readGroup(ctx, key)).map(({ fromId }) => fromId))];
  const actors = await findActors(ctx.db, ids);
  return ids.flatMap((id) => {
    const row = actors.get(id);
    return row ? [accountView(ctx.config, row)] : [];
  });
}

async function readGroup(ctx: MemberCtx, key: string): Promise<NotificationRow[]> {
  const rows = await findGroup(ctx.db, ctx.viewer.accountId, key);
  if (rows.length === 0) throw notFound();
  return rows;
}

/** How many groups are newer than the place up to which one has read, at most `limit`, of the newest 1,000 notifications. */
export async function countUnreadGroups(ctx: MemberCtx, query: CountQuery): Promise<{ count: number }> {
  const rows = await findUnread(ctx, query, most);
  const keys = new Set(rows.map((row) => keyOf(row, groupedOf(query))));
  return { count: Math.min(keys.size, query.limit) };
}

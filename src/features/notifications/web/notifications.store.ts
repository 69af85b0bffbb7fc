import type { Account } from "#accounts";
import type { posts as pagePosts, Watching } from "#posts/web";
import { createPages } from "#timelines/web";
import type { Api } from "#web/api";
import type { Live } from "#web/live";
import type { GroupedNotifications, NotificationGroup } from "../notifications.contract.ts";

/** Which notifications are shown. */
export type Filter = "all" | "mentions";

type Deps = { api: Api; live: Live; posts: Pick<typeof pagePosts, "take" | "need">; watch?: Watching; calmMs?: number };

const pageSize = 30;
const only = { all: "", mentions: "&types[]=mention&types[]=quote" } as const;
const heard = ["notification.added", "notification.removed", "relation.changed"];

/** What the reader was told, in groups, newest first; read anew when they are told something, or no longer. */
export function createNotifications(filter: Filter, { api, live, posts, watch, calmMs }: Deps) {
  const groups = new Map<string, NotificationGroup>();
  const accounts = new Map<string, Account>();
  const pages = createPages<GroupedNotifications>({
    api,
    live,
    posts,
    watch,
    path: `/api/v2/notifications?limit=${pageSize}${only[filter]}`,
    channels: ["me"],
    pageSize,
    calmMs,
    take(answer, at) {
      posts.take(answer.statuses, at);
      for (const account of answer.accounts) accounts.set(account.id, account);
      for (const group of answer.notification_groups) groups.set(group.group_key, group);
      return answer.notification_groups.map(({ group_key }) => group_key);
    },
    shown: (keys) => keys.flatMap((key) => groups.get(key)?.status_id ?? []),
    change: ({ type }) => (heard.includes(type) ? "refetch" : null),
  });
  return {
    ...pages,
    group: (key: string): NotificationGroup | undefined => groups.get(key),
    account: (id: string): Account | undefined => accounts.get(id),
  };
}

import type { posts as pagePosts, Watching } from "#posts/web";
import type { Api } from "#web/api";
import type { Live } from "#web/live";
import type { Conversation } from "../timelines.conversations.contract.ts";
import { createPages } from "./pages.store.ts";

type Deps = { api: Api; live: Live; posts: Pick<typeof pagePosts, "take" | "need">; watch?: Watching; calmMs?: number };

const heard = ["conversation.changed", "conversation.removed", "relation.changed"];
const pageSize = 20;

/** The reader's direct talks, the one with the newest post first. */
export function createConversations({ api, live, posts, watch, calmMs }: Deps) {
  const talks = new Map<string, Conversation>();
  const pages = createPages<Conversation[]>({
    api,
    live,
    posts,
    watch,
    path: `/api/v1/conversations?limit=${pageSize}`,
    channels: ["me"],
    pageSize,
    calmMs,
    take(answer, at) {
      posts.take(
        answer.flatMap(({ last_status }) => last_status ?? []),
        at,
      );
      for (const talk of answer) talks.set(talk.id, talk);
      return answer.map(({ id }) => id);
    },
    shown: (ids) => ids.flatMap((id) => talks.get(id)?.last_status?.id ?? []),
    change: ({ type }) => (heard.includes(type) ? "refetch" : null),
  });
  return {
    ...pages,
    talk: (id: string): Conversation | undefined => talks.get(id),
    /** Marks a talk as read, here at once. */
    async read(id: string): Promise<void> {
      const talk = talks.get(id);
      if (!talk?.unread) return;
      talks.set(id, { ...talk, unread: false });
      pages.store.setState(({ ids }) => ({ ids: [...ids] }));
      await api.send("POST", `/api/v1/conversations/${encodeURIComponent(id)}/read`);
    },
  };
}

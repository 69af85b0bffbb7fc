import type { LogReader } from "#core/readers";
import { findTalk } from "#posts";
import { findNewest, findStale, setNewest } from "./timelines.conversations.model.ts";

/** Keeps the list of direct talks of each who takes part in them, as posts come and go and as people block and mute. */
export const keepConversations: LogReader = {
  name: "keep-conversations",
  types: ["post.created", "post.restored", "post.deleted", "relation.changed"],
  read: async (_app, tx, { type, subject, data }, emit) => {
    if (type === "relation.changed") {
      if (data["what"] !== "block" && data["what"] !== "mute") return;
      for (const newest of await findStale(tx, subject)) {
        await setNewest(tx, newest, false);
        emit({ type: "conversation.changed", subject: newest.talk, data: { account: subject } });
      }
      return;
    }
    const post = await findTalk(tx, subject);
    if (!post) return;
    const people = [...new Set([post.accountId, ...post.mentioned])].sort();
    for (const newest of await findNewest(tx, post.conversationId ?? subject, people)) {
      await setNewest(tx, newest, newest.post === subject && type === "post.created");
      const what = newest.post === null ? "conversation.removed" : "conversation.changed";
      emit({ type: what, subject: newest.talk, data: { account: newest.account } });
    }
  },
};

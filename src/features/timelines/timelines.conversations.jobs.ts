import type { BatchReader } from "#core/readers";
import { findTalksOf } from "#posts";
import { findNewest, findStale, setNewest } from "./timelines.conversations.model.ts";

/**
 * Keeps the list of direct talks of each who takes part in them, as posts come and go and as people block and mute. What
 * is newest is read as it is now, so that a batch of events is one change, of which each list hears once.
 */
export const keepConversations: BatchReader = {
  name: "keep-conversations",
  types: ["post.created", "post.restored", "post.deleted", "relation.changed"],
  readBatch: async (_app, tx, batch, emit) => {
    const ofPosts = batch.filter(({ type }) => type !== "relation.changed").map(({ subject }) => subject);
    const talks = new Map((await findTalksOf(tx, [...new Set(ofPosts)])).map((post) => [post.id, post]));
    const parts = ofPosts.flatMap((subject) => {
      const post = talks.get(subject);
      if (!post) return [];
      const people = [...new Set([post.accountId, ...post.mentioned])].sort();
      return people.map((account) => ({ account, talk: post.conversationId ?? subject }));
    });
    const created = new Set(batch.filter(({ type }) => type === "post.created").map(({ subject }) => subject));
    const newest = await findNewest(tx, parts);
    const { fresh = [], known = [] } = Object.groupBy(newest, ({ post }) =>
      post !== null && created.has(post) ? "fresh" : "known",
    );
    await setNewest(tx, fresh, true);
    await setNewest(tx, known, false);
    for (const { account, talk, post } of newest) {
      const what = post === null ? "conversation.removed" : "conversation.changed";
      emit({ type: what, subject: talk, data: { account } });
    }

    const apart = batch.filter(({ data }) => data["what"] === "block" || data["what"] === "mute");
    const stale = await findStale(tx, [...new Set(apart.map(({ subject }) => subject))]);
    await setNewest(tx, stale, false);
    for (const { account, talk } of stale) emit({ type: "conversation.changed", subject: talk, data: { account } });
  },
};

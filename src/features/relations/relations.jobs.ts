import { write } from "#core/events";
import type { Job } from "#core/jobs";
import type { BatchReader } from "#core/readers";
import { recountFollows } from "./relations.counts.model.ts";
import { removeExpiredMutes } from "./relations.pairs.model.ts";

/** Ends mutes whose time is up, on open screens too. */
export const endMutes: Job = {
  name: "end-mutes",
  everySeconds: 2,
  run: (app) =>
    write(app, async (tx, emit) => {
      for (const { accountId, targetId } of await removeExpiredMutes(tx, 500))
        emit({
          type: "relation.changed",
          subject: accountId,
          data: { target: targetId, what: "mute", on: false, by: accountId },
        });
    }),
};

const counted = new Set(["follow", "accept", "remove"]);

/**
 * Counts followers after the commit, many follows at a time, so that nobody who follows waits for somebody else. Counted
 * anew from the follows themselves: the number is right whatever was read twice.
 */
export const countFollows: BatchReader = {
  name: "count-follows",
  types: ["relation.changed"],
  readBatch: async (_app, tx, batch, emit) => {
    const moved = batch.filter(({ data }) => counted.has(data["what"] as string)).map(({ subject }) => subject);
    if (moved.length === 0) return;
    for (const id of await recountFollows(tx, [...new Set(moved)])) emit({ type: "account.changed", subject: id });
  },
};

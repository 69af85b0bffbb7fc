import { write } from "#core/events";
import type { Job } from "#core/jobs";
import { removeOldBoosts } from "./posts.boosts.model.ts";
import { removeOldKeys } from "./posts.keys.model.ts";
import { undoSeconds } from "./posts.limits.ts";
import { wipeDeletedPosts } from "./posts.model.ts";

/** Days after which a client no longer repeats a request. */
const keyDays = 7;

/** Wipes the words of deleted posts once their delete can no longer be taken back. */
export const wipePosts: Job = {
  name: "wipe-deleted-posts",
  everySeconds: 10,
  run: (app) => write(app, (tx) => wipeDeletedPosts(tx, undoSeconds + 10)),
};

/** Forgets boosts that were taken back, once no replay tells of that any more. */
export const forgetBoosts: Job = {
  name: "forget-boosts",
  everySeconds: 3600,
  run: (app) => write(app, (tx) => removeOldBoosts(tx, app.config.logRetentionHours)),
};

/** Forgets old Idempotency-Keys. */
export const forgetKeys: Job = {
  name: "forget-keys",
  everySeconds: 3600,
  run: (app) => write(app, (tx) => removeOldKeys(tx, keyDays)),
};

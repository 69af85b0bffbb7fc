import { write } from "#core/events";
import type { Job } from "#core/jobs";
import type { LogReader } from "#core/readers";
import { removeUnusedApps } from "./oauth.apps.model.ts";
import { removeOldCodes, removeTokensOf } from "./oauth.model.ts";

/** Forgets codes that are long over, and apps that registered and were never let in. */
export const forgetApps: Job = {
  name: "forget-apps",
  everySeconds: 3600,
  run: (app) =>
    write(app, async (tx) => {
      await removeOldCodes(tx);
      await removeUnusedApps(tx);
    }),
};

/** A new password shuts out whoever let an app in with the old one: every app asks again. */
export const shutAppsOut: LogReader = {
  name: "shut-apps-out",
  types: ["password.changed"],
  read: async (_app, tx, { subject }, emit) => {
    for (const ended of await removeTokensOf(tx, subject)) emit({ type: "oauth.revoked", subject: ended });
  },
};

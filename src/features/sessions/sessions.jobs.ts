import type { Job } from "#core/jobs";
import { write } from "#core/events";
import { removeExpiredSessions } from "./sessions.model.ts";

/** Forgets sessions that are long over. */
export const forgetSessions: Job = {
  name: "forget-sessions",
  everySeconds: 3600,
  run: (app) => write(app, (tx) => removeExpiredSessions(tx)),
};

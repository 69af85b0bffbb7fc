import { write } from "#core/events";
import type { Job } from "#core/jobs";
import { removeOldChallenges } from "./passkeys.model.ts";

/** Forgets answered challenges that nobody could answer again anyway. */
export const forgetChallenges: Job = {
  name: "forget-passkey-challenges",
  everySeconds: 3600,
  run: (app) => write(app, (tx) => removeOldChallenges(tx)),
};

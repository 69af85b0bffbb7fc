import { write } from "#core/events";
import type { Job } from "#core/jobs";
import { removeOldPlaces } from "./streaming.model.ts";

/** Forgets how far streams were heard once nobody is told any more what they missed. */
export const forgetPlaces: Job = {
  name: "forget-stream-places",
  everySeconds: 3600,
  run: (app) => write(app, (tx) => removeOldPlaces(tx, 60)),
};

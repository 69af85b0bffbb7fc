import { write } from "#core/events";
import type { Job } from "#core/jobs";
import { removeOldTickets } from "./sessions.tickets.model.ts";

/** Forgets used tickets when nobody could use them any more, with some room for clocks that differ. */
export const forgetTickets: Job = {
  name: "forget-tickets",
  everySeconds: 600,
  run: (app) => write(app, (tx) => removeOldTickets(tx, new Date(app.clock().getTime() - 600_000))),
};

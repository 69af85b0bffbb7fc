import type { Http } from "#core/http";
import { route } from "#core/http.route";
import { Ticket } from "./sessions.tickets.contract.ts";
import { giveTicket } from "./sessions.tickets.service.ts";

/** The route that lets a page into a live channel on another host, where its cookies do not go. */
export function ticketRoutes(http: Http): void {
  route(
    http,
    {
      method: "POST",
      path: "/auth/ticket",
      about: "A ticket that opens one live connection within 30 seconds.",
      access: "member",
      scope: "session",
      limit: "read",
      answer: [200, Ticket],
    },
    ({ ctx }) => giveTicket(ctx),
  );
}

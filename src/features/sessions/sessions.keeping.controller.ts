import { z } from "zod";
import { AppError } from "#core/errors";
import type { Http } from "#core/http";
import { route } from "#core/http.route";
import { cursorHeader } from "#core/live.contract";
import { ChangePassword, Me, SignedIn } from "./sessions.contract.ts";
import { giveCookie, readCookies, takeCookie } from "./sessions.cookies.ts";
import { originOf } from "./sessions.devices.ts";
import { listSessions, revokeOthers, revokeSession } from "./sessions.list.service.ts";
import { changePassword } from "./sessions.password.service.ts";
import { renewSession } from "./sessions.renewal.service.ts";
import { describeSession } from "./sessions.service.ts";

/** The routes by which a session goes on, and by which a member looks after all of theirs. */
export function keepingRoutes(http: Http): void {
  const base = { access: "member", scope: "session", limit: "read" } as const;
  route(
    http,
    {
      method: "POST",
      path: "/auth/refresh",
      about: "Renew the session, by its own cookie, when an answer is 401 with the code `expired`.",
      access: "unasked",
      scope: "session",
      limit: "read",
      answer: [204, z.void()],
    },
    async ({ ctx, request, reply }) => {
      try {
        const { refresh } = readCookies(ctx, request.headers.cookie);
        await giveCookie(ctx, reply, await renewSession(ctx, refresh, originOf(request, reply)));
      } catch (error) {
        if (error instanceof AppError && error.status === 401) takeCookie(ctx, reply);
        throw error;
      }
    },
  );
  route(
    http,
    {
      ...base,
      method: "GET",
      path: "/auth/sessions",
      about: "Where the member is signed in.",
      answer: [200, z.array(SignedIn)],
    },
    ({ ctx, reply }) => {
      // Taken before the list is read, so that a change in between is heard, if need be twice.
      reply.header(cursorHeader, String(ctx.log.position()));
      return listSessions(ctx);
    },
  );
  route(
    http,
    {
      ...base,
      method: "DELETE",
      path: "/auth/sessions/:id",
      about: "End one session of the member.",
      params: z.object({ id: z.string() }),
      answer: [204, z.void()],
    },
    async ({ ctx, params, reply }) => {
      await revokeSession(ctx, params.id);
      if (params.id === ctx.viewer.sessionId) takeCookie(ctx, reply);
    },
  );
  route(
    http,
    {
      ...base,
      method: "DELETE",
      path: "/auth/sessions",
      about: "End every session of the member but this one.",
      answer: [204, z.void()],
    },
    ({ ctx }) => revokeOthers(ctx),
  );
  route(
    http,
    {
      ...base,
      method: "POST",
      path: "/auth/password",
      about: "Change the password; every other session ends.",
      limit: "write",
      body: ChangePassword,
      answer: [200, Me],
    },
    async ({ ctx, body, request, reply }) => {
      const session = await changePassword(ctx, body, originOf(request, reply));
      await giveCookie(ctx, reply, session);
      return describeSession(ctx, session);
    },
  );
}

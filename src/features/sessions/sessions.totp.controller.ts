import { z } from "zod";
import type { Http } from "#core/http";
import { route } from "#core/http.route";
import { Me } from "./sessions.contract.ts";
import { giveCookie } from "./sessions.cookies.ts";
import { originOf } from "./sessions.devices.ts";
import { describeSession } from "./sessions.service.ts";
import { Code, Password, PasswordAndCode, RecoveryCodes, TwoFactor, TwoFactorSetup } from "./sessions.totp.contract.ts";
import {
  confirmTwoFactor,
  disableTwoFactor,
  finishLogIn,
  getTwoFactor,
  renewRecoveryCodes,
  setUpTwoFactor,
} from "./sessions.totp.service.ts";
import { dropTicket, ticketCookie } from "./sessions.totp.ts";

/** The routes of two-step log-in. */
export function totpRoutes(http: Http): void {
  const member = { method: "POST", access: "member", scope: "session", limit: "write" } as const;
  route(
    http,
    {
      method: "POST",
      path: "/auth/login/code",
      about: "The second step of a log-in: a code of the authenticator app, or a recovery code.",
      access: "anyone",
      scope: "session",
      limit: "write",
      body: Code,
      answer: [200, Me],
    },
    async ({ ctx, body, request, reply }) => {
      const session = await finishLogIn(ctx, request.cookies[ticketCookie], body, originOf(request, reply));
      await giveCookie(ctx, reply, session);
      reply.header("set-cookie", dropTicket(ctx));
      return describeSession(ctx, session);
    },
  );
  route(
    http,
    {
      method: "GET",
      path: "/auth/two-factor",
      about: "Whether one's log-in takes a code.",
      access: "member",
      scope: "session",
      limit: "read",
      answer: [200, TwoFactor],
    },
    ({ ctx }) => getTwoFactor(ctx),
  );
  route(
    http,
    {
      ...member,
      path: "/auth/two-factor",
      about: "Begin to set up an authenticator app.",
      body: Password,
      answer: [201, TwoFactorSetup],
    },
    ({ ctx, body }) => setUpTwoFactor(ctx, body),
  );
  route(
    http,
    {
      ...member,
      path: "/auth/two-factor/confirm",
      about: "Turn two-step log-in on with the app's first code; answers the recovery codes.",
      body: Code,
      answer: [200, RecoveryCodes],
    },
    ({ ctx, body, request, reply }) => confirmTwoFactor(ctx, body, originOf(request, reply)),
  );
  route(
    http,
    {
      ...member,
      path: "/auth/two-factor/recovery-codes",
      about: "Replace the recovery codes.",
      body: PasswordAndCode,
      answer: [200, RecoveryCodes],
    },
    ({ ctx, body, request, reply }) => renewRecoveryCodes(ctx, body, originOf(request, reply)),
  );
  route(
    http,
    {
      ...member,
      path: "/auth/two-factor/disable",
      about: "Turn two-step log-in off.",
      body: PasswordAndCode,
      answer: [204, z.void()],
    },
    ({ ctx, body, request, reply }) => disableTwoFactor(ctx, body, originOf(request, reply)),
  );
}

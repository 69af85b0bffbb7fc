import { z } from "zod";
import { guestCookie } from "#core/csrf";
import type { Http } from "#core/http";
import { route } from "#core/http.route";
import { CsrfToken, LogIn, Me, SignUp } from "./sessions.contract.ts";
import { giveCookie, takeCookie } from "./sessions.cookies.ts";
import { originOf } from "./sessions.devices.ts";
import { describeSession, getCsrfToken, getMe, logIn, logOut, signUp } from "./sessions.service.ts";

/** The routes of the web's session. None of them ever shows the cookie's token to a script. */
export function sessionRoutes(http: Http): void {
  const base = { access: "anyone", scope: "session", limit: "read" } as const;
  route(
    http,
    {
      ...base,
      method: "POST",
      path: "/auth/signup",
      about: "Make an account and sign in.",
      limit: "signup",
      body: SignUp,
      answer: [201, Me],
    },
    async ({ ctx, body, request, reply }) => {
      const session = await signUp(ctx, body, originOf(request, reply));
      await giveCookie(ctx, reply, session);
      return describeSession(ctx, session);
    },
  );
  route(
    http,
    { ...base, method: "POST", path: "/auth/login", about: "Sign in.", limit: "write", body: LogIn, answer: [200, Me] },
    async ({ ctx, body, request, reply }) => {
      const session = await logIn(ctx, body, originOf(request, reply));
      await giveCookie(ctx, reply, session);
      return describeSession(ctx, session);
    },
  );
  route(
    http,
    { ...base, method: "POST", path: "/auth/logout", about: "Sign out.", access: "member", answer: [204, z.void()] },
    async ({ ctx, reply }) => {
      await logOut(ctx);
      takeCookie(ctx, reply);
    },
  );
  route(
    http,
    { ...base, method: "GET", path: "/auth/me", about: "Who is signed in.", access: "member", answer: [200, Me] },
    ({ ctx }) => getMe(ctx),
  );
  route(
    http,
    {
      ...base,
      method: "GET",
      path: "/auth/csrf-token",
      about: "The token that goes back in X-CSRF-Token.",
      answer: [200, CsrfToken],
    },
    async ({ ctx, request, reply }) => {
      const { csrfToken, guest } = getCsrfToken(ctx, request.cookies[guestCookie]);
      if (guest) {
        const secure = ctx.config.publicUrl.startsWith("https:");
        reply.setCookie(guestCookie, guest, { path: "/", httpOnly: true, sameSite: "lax", secure });
      }
      return { csrfToken };
    },
  );
}

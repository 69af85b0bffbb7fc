import { parseCookie } from "cookie";
import type { FastifyReply } from "fastify";
import type { App } from "#core/context";
import { nameDevice } from "./sessions.devices.ts";
import { signAccess, signRefresh } from "./sessions.tokens.ts";
import type { OpenedSession } from "./sessions.tokens.ts";

/** The two cookies of a session: one says who it is on every request, one renews it and goes to /auth only. */
const cookiesOf = ({ config }: Pick<App, "config">) => {
  const secure = config.publicUrl.startsWith("https:");
  const base = { httpOnly: true, secure } as const;
  return {
    access: {
      name: secure ? "__Host-xm_session" : "xm_session",
      options: { ...base, path: "/", sameSite: "lax" },
    },
    refresh: {
      name: secure ? "__Secure-xm_refresh" : "xm_refresh",
      options: { ...base, path: "/auth", sameSite: "strict" },
    },
  } as const;
};

/** Gives the browser the session's tokens, in cookies that no script can read. */
export async function giveCookie(app: App, reply: FastifyReply, session: OpenedSession): Promise<void> {
  const { access, refresh } = cookiesOf(app);
  const { expiresAt: expires } = session;
  // The cookie outlasts its token: a stale token tells a browser that may renew from one that nobody is signed in with.
  reply.setCookie(access.name, await signAccess(app, session), { ...access.options, expires });
  reply.setCookie(refresh.name, await signRefresh(app, session), { ...refresh.options, expires });
  nameDevice(app, reply);
}

/** Takes the cookies back. */
export function takeCookie(app: App, reply: FastifyReply): void {
  for (const { name, options } of Object.values(cookiesOf(app))) reply.clearCookie(name, options);
}

/** The tokens in a Cookie header. */
export function readCookies(
  app: Pick<App, "config">,
  header: string | undefined,
): { access: string | undefined; refresh: string | undefined } {
  const { access, refresh } = cookiesOf(app);
  const sent = parseCookie(header ?? "");
  return { access: sent[access.name], refresh: sent[refresh.name] };
}

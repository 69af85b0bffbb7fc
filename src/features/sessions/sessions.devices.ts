import { createHash, randomBytes } from "node:crypto";
import type { App } from "#core/context";
import type { FastifyReply, FastifyRequest } from "fastify";
import { deviceOf } from "./sessions.syntax.ts";

/** Where a log-in comes from. `mark` is the browser's own name in our books, the same at its next log-in. */
export type Origin = { ip: string; device: string; mark?: string };

const cookie = "xm_device";
/** As long as browsers allow, in seconds. */
const maxAge = 400 * 24 * 3600;

/** The names that browsers get when their answer is sent. */
const newNames = new WeakMap<FastifyReply, string>();

/** Where a request comes from; a browser that was never here gets a name, which `nameDevice` tells it. */
export function originOf(request: FastifyRequest, reply: FastifyReply): Origin {
  const kept = request.cookies[cookie];
  const known = kept !== undefined && /^[\w-]{20,40}$/.test(kept);
  const name = known ? kept : randomBytes(18).toString("base64url");
  if (!known) newNames.set(reply, name);
  return { ip: request.ip, device: request.headers["user-agent"] ?? "", mark: markOf(name) };
}

/** Gives a browser that was let in for the first time the cookie it is known by at its next log-in. */
export function nameDevice({ config }: Pick<App, "config">, reply: FastifyReply): void {
  const name = newNames.get(reply);
  const secure = config.publicUrl.startsWith("https:");
  if (name) reply.setCookie(cookie, name, { path: "/auth", httpOnly: true, sameSite: "lax", secure, maxAge });
}

/** What is told of a log-in: the session it began may be over before anybody reads of it. */
export const arrivalOf = (
  { clock }: Pick<App, "clock">,
  { accountId, device, network }: { accountId: string; device: string; network: string },
  { mark }: Origin,
) => ({
  account: accountId,
  mark: mark ?? markOf(device),
  device: deviceName(device),
  network,
  at: clock().toISOString(),
});

/** What is kept of a browser's name: enough to know it again, not to be it. */
const markOf = (name: string): string => createHash("sha256").update(name).digest("base64url");

/** A device as a person would call it, from what its browser says of itself: "Firefox, Windows". Empty when it says nothing known. */
function deviceName(agent: string): string {
  const { browser, system } = deviceOf(agent);
  return [browser, system].filter(Boolean).join(", ");
}

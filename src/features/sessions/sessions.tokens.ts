import { createHash, createHmac, randomBytes } from "node:crypto";
import { SignJWT, errors, jwtVerify } from "jose";
import type { App } from "#core/context";
import type { SessionRow } from "./sessions.model.ts";

type Signer = Pick<App, "secret" | "clock">;

/** A session that just began or was renewed, with the key that renews it next; only its hash is kept. */
export type OpenedSession = SessionRow & { refreshKey: string };

/** How long a browser goes on before its session is looked at anew. */
const accessMs = 15 * 60_000;

const algorithms = ["HS256"];

/** A key that nobody can guess. */
export const newKey = (): string => randomBytes(32).toString("base64url");

/**
 * The key that takes a key's place. It is always the same one: whoever asks again, because an answer was lost or two
 * tabs asked at once, is told what was told before, and the chain never forks.
 */
export const keyAfter = ({ secret }: Signer, key: string): string =>
  createHmac("sha256", secret).update(`refresh:${key}`).digest("base64url");

/** What is kept of a key. */
export const hashKey = (key: string): string => createHash("sha256").update(key).digest("base64url");

/** Says for a quarter of an hour who somebody is. */
export const signAccess = (app: Signer, { id, accountId }: SessionRow): Promise<string> =>
  new SignJWT({ sid: id })
    .setProtectedHeader({ alg: "HS256" })
    .setAudience("access")
    .setSubject(accountId)
    .setIssuedAt(app.clock())
    .setExpirationTime(new Date(app.clock().getTime() + accessMs))
    .sign(app.secret);

/** Who a token names with our signature; `expired` when it did until lately, null for none or a forged one. */
export async function readAccess(
  app: Signer,
  token: string | undefined,
): Promise<{ sessionId: string; accountId: string } | "expired" | null> {
  if (!token) return null;
  try {
    const { payload } = await jwtVerify<{ sid: string }>(token, app.secret, {
      algorithms,
      audience: "access",
      currentDate: app.clock(),
    });
    return { sessionId: payload.sid, accountId: payload.sub! };
  } catch (error) {
    return error instanceof errors.JWTExpired ? "expired" : null;
  }
}

/** The session's key under our signature, so that a made-up key ends nobody's session. */
export const signRefresh = (app: Signer, { id, refreshKey, expiresAt }: OpenedSession): Promise<string> =>
  new SignJWT({ sid: id, key: refreshKey })
    .setProtectedHeader({ alg: "HS256" })
    .setAudience("refresh")
    .setExpirationTime(expiresAt)
    .sign(app.secret);

/** The session and the key that a token names with our signature; null for none, a forged or an expired one. */
export async function readRefresh(
  app: Signer,
  token: string | undefined,
): Promise<{ sessionId: string; key: string } | null> {
  if (!token) return null;
  try {
    const { payload } = await jwtVerify<{ sid: string; key: string }>(token, app.secret, {
      algorithms,
      audience: "refresh",
      currentDate: app.clock(),
    });
    return { sessionId: payload.sid, key: payload.key };
  } catch {
    return null;
  }
}

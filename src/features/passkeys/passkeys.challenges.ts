import { createHmac, randomBytes } from "node:crypto";
import { SignJWT, jwtVerify } from "jose";
import type { App } from "#core/context";
import { passkeyLimits } from "./passkeys.limits.ts";

/** What a challenge is for: a new passkey of one account, or whoever comes to log in. */
export type Purpose = { kind: "add"; accountId: string } | { kind: "log-in" };

/** A challenge that was answered. It may be answered once; `id` tells whether it was. */
export type Answered = { id: string; expiresAt: Date };

const algorithms = ["HS256"];
const addressee = (purpose: Purpose) => (purpose.kind === "add" ? `add:${purpose.accountId}` : "log-in");
/** A key of their own, so that a challenge is good for nothing else that we sign. */
const key = ({ secret }: Pick<App, "secret">) => createHmac("sha256", secret).update("passkey challenges").digest();

/** A challenge that says itself what it is for and until when, under our signature: until it is answered nothing is kept of it. */
export function makeChallenge(app: App, purpose: Purpose): Promise<string> {
  return new SignJWT({})
    .setProtectedHeader({ alg: "HS256" })
    .setAudience(addressee(purpose))
    .setJti(randomBytes(24).toString("base64url"))
    .setExpirationTime(new Date(app.clock().getTime() + passkeyLimits.offerMs))
    .sign(key(app));
}

/** Reads the challenge in what a browser says it answered; null when it is not ours, not for this, or too old. */
export async function readChallenge(app: App, purpose: Purpose, encoded: string): Promise<Answered | null> {
  try {
    const { payload } = await jwtVerify(Buffer.from(encoded, "base64url").toString(), key(app), {
      algorithms,
      audience: addressee(purpose),
      currentDate: app.clock(),
    });
    return { id: payload.jti!, expiresAt: new Date(payload.exp! * 1000) };
  } catch {
    return null;
  }
}

import { createHmac, randomBytes } from "node:crypto";
import { SignJWT, jwtVerify } from "jose";
import type { App, MemberCtx, Viewer } from "#core/context";
import { write } from "#core/events";
import { renewViewer } from "./sessions.service.ts";
import type { Ticket } from "./sessions.tickets.contract.ts";
import { spendTicket } from "./sessions.tickets.model.ts";

/** Seconds from asking for a ticket to the handshake with it. */
const lifetime = 30;

/** A key of its own, so that no ticket passes for a session's token and no token for a ticket. */
const keyOf = ({ secret }: Pick<App, "secret">) => createHmac("sha256", secret).update("live ticket").digest();

/** A ticket for one live connection of the caller's session: cookies do not reach a server on another host. */
export async function giveTicket(ctx: MemberCtx): Promise<Ticket> {
  const now = Math.floor(ctx.clock().getTime() / 1000);
  const ticket = await new SignJWT({ sid: ctx.viewer.sessionId })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(ctx.viewer.accountId)
    .setJti(randomBytes(16).toString("base64url"))
    .setExpirationTime(now + lifetime)
    .sign(keyOf(ctx));
  return { ticket, expires_in: lifetime };
}

/** Who brings a ticket; of several who bring the same one, on whichever node, exactly one is let in. */
export async function redeemTicket(app: App, ticket: string): Promise<Viewer | null> {
  const claims = await readTicket(app, ticket);
  if (!claims) return null;
  const first = await write(app, async (tx, emit) => {
    const used = await spendTicket(tx, claims.id, claims.expiresAt);
    if (used) emit({ type: "ticket.used", subject: claims.sessionId });
    return used;
  });
  return first ? renewViewer(app, claims) : null;
}

async function readTicket(app: App, ticket: string): Promise<(Viewer & { id: string }) | null> {
  try {
    const { payload } = await jwtVerify<{ sid: string }>(ticket, keyOf(app), {
      algorithms: ["HS256"],
      currentDate: app.clock(),
      requiredClaims: ["exp", "jti", "sid", "sub"],
    });
    const { jti, sid, sub, exp } = payload;
    return { id: jti!, sessionId: sid, accountId: sub!, expiresAt: new Date(exp! * 1000) };
  } catch {
    return null;
  }
}

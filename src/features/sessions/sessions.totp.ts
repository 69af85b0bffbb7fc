import { createHash, randomInt } from "node:crypto";
import { stringifySetCookie } from "cookie";
import { SignJWT, jwtVerify } from "jose";
import { Secret, TOTP } from "otpauth";
import type { App, Ctx } from "#core/context";
import type { Tx } from "#core/db";
import { tooMany } from "#core/limits";
import { deriveKey, fingerprint, seal, unseal } from "#core/seal";
import { findLogin } from "./sessions.model.ts";
import type { LoginRow } from "./sessions.model.ts";
import { codeNeeded } from "./sessions.recovery.errors.ts";
import { findTotp, takeRecoveryCode, takeStep } from "./sessions.totp.model.ts";

const periodSeconds = 30;
/** How long the code may come after the password. */
const ticketSeconds = 300;
/** Letters and digits that nobody takes for another. */
const letters = "abcdefghjkmnpqrstuvwxyz23456789";

/** The cookie that holds the ticket from the password to the code; no script can read it. */
export const ticketCookie = "xm_step";

/** A new secret: to type into an app, and sealed for the database. */
export function makeSecret(app: Pick<App, "secret">): { shown: string; sealed: string } {
  const shown = new Secret({ size: 20 }).base32;
  return { shown, sealed: seal(app.secret, "totp", shown) };
}

/** The link that an authenticator app reads, also from a picture. */
export const appLink = (issuer: string, label: string, secret: string): string =>
  new TOTP({ issuer, label, secret: Secret.fromBase32(secret), period: periodSeconds }).toString();

/** The half minute that a code belongs to, if it is the present one, the one before or the one after. */
export function stepOf(app: Pick<App, "secret" | "clock">, sealed: string, code: string): number | null {
  const totp = new TOTP({ secret: Secret.fromBase32(unseal(app.secret, "totp", sealed)), period: periodSeconds });
  const timestamp = app.clock().getTime();
  const delta = totp.validate({ token: code, timestamp, window: 1 });
  return delta === null ? null : Math.floor(timestamp / 1000 / periodSeconds) + delta;
}

/** Ten new recovery codes, as they are shown: about 49 bits each. */
export const makeRecoveryCodes = (): string[] =>
  Array.from({ length: 10 }, () => {
    const code = Array.from({ length: 10 }, () => letters[randomInt(letters.length)]).join("");
    return `${code.slice(0, 5)}-${code.slice(5)}`;
  });

/** A code as it is compared: without the spaces and dashes that people type. */
export const plainCode = (code: string): string => code.replace(/[\s-]/g, "").toLowerCase();

/** What is kept of a recovery code. */
export const recoveryHash = (app: Pick<App, "secret">, accountId: string, code: string): string =>
  fingerprint(app.secret, "recovery-code", `${accountId} ${plainCode(code)}`);

/** Whether a code from the app or a recovery code is right; a right one is used up. */
export async function takeCode(app: App, tx: Tx, accountId: string, typed: string): Promise<boolean> {
  const code = plainCode(typed);
  if (!/^\d{6}$/.test(code)) return takeRecoveryCode(tx, accountId, recoveryHash(app, accountId, code));
  const totp = await findTotp(tx, accountId);
  const step = totp?.confirmedAt ? stepOf(app, totp.secret, code) : null;
  return step !== null && takeStep(tx, accountId, step);
}

/**
 * Counts a try before it is made, and returns how to take it back. Codes of the app are counted per account; whoever
 * uses those tries up locks nobody out: a recovery code, too long to be guessed, is counted per network.
 */
export async function countTry(
  ctx: Ctx,
  accountId: string,
  typed: string,
  network: string,
): Promise<() => Promise<void>> {
  const digits = /^\d{6}$/.test(plainCode(typed));
  const key = digits ? accountId : `${accountId} ${network}`;
  const standing = await ctx.limits.hit("code", key);
  if (standing.exceeded) throw tooMany(standing);
  return () => ctx.limits.forgive("code", key);
}

/** Lets a log-in with the right password go on when no code is asked for; else throws the 401 that asks for it. */
export async function demandCode(ctx: Ctx, login: LoginRow): Promise<void> {
  const totp = await findTotp(ctx.db, login.accountId);
  if (!totp?.confirmedAt) return;
  const ticket = await new SignJWT({ password: mark(login) })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(login.accountId)
    .setIssuedAt()
    .setExpirationTime(`${ticketSeconds}s`)
    .sign(ticketKey(ctx));
  throw codeNeeded(ticketHeader(ctx, ticket, ticketSeconds));
}

/** Takes the ticket back. */
export const dropTicket = (app: Pick<App, "config">): string => ticketHeader(app, "", 0);

/** The account whose password a ticket proves; null when it is forged, too old, or the password is another by now. */
export async function readTicket(app: App, ticket: string | undefined): Promise<LoginRow | null> {
  if (!ticket) return null;
  try {
    const { payload } = await jwtVerify(ticket, ticketKey(app), { algorithms: ["HS256"] });
    const login = await findLogin(app.db, payload.sub!);
    return login && payload["password"] === mark(login) ? login : null;
  } catch {
    return null;
  }
}

// A key of its own: a ticket is never taken for a session, nor a session for a ticket.
const ticketKey = (app: Pick<App, "secret">) => deriveKey(app.secret, "second-step");
const mark = ({ passwordHash }: LoginRow) => createHash("sha256").update(passwordHash).digest("base64url").slice(0, 22);

const ticketHeader = ({ config }: Pick<App, "config">, value: string, maxAge: number): string =>
  stringifySetCookie({
    name: ticketCookie,
    value,
    path: "/auth/login",
    httpOnly: true,
    sameSite: "strict",
    secure: config.publicUrl.startsWith("https:"),
    maxAge,
  });

import { randomBytes } from "node:crypto";
import type { FastifyRequest } from "fastify";
import type { App, Ctx, MemberCtx, Viewer } from "#core/context";
import { csrfTokenFor } from "#core/csrf";
import { invalid } from "#core/errors";
import { write } from "#core/events";
import type { Emit } from "#core/events";
import { databaseError } from "#core/db";
import type { Tx } from "#core/db";
import { networkOf, tooMany } from "#core/limits";
import { findAccount, findAccountByKey, insertAccount, showOwnAccount, usernameKey, usernamePattern } from "#accounts";
import { readCookies } from "./sessions.cookies.ts";
import type { LogIn, Me, SignUp } from "./sessions.contract.ts";
import { arrivalOf } from "./sessions.devices.ts";
import type { Origin } from "./sessions.devices.ts";
import { sessionOver, sessionStale, wrong, wrongPassword } from "./sessions.errors.ts";
import {
  findLogin,
  findOpenSession,
  holdPassword,
  insertLogin,
  insertSession,
  removeSession,
  setLang,
  touchSession,
} from "./sessions.model.ts";
import type { SessionRow } from "./sessions.model.ts";
import { checkPassword, hashPassword } from "./sessions.passwords.ts";
import { checkSignUp } from "./sessions.rules.ts";
import { lifetimeFrom, placeOf, sessionEnded } from "./sessions.lifetime.ts";
import { hashKey, newKey, readAccess } from "./sessions.tokens.ts";
import type { OpenedSession } from "./sessions.tokens.ts";
import { demandCode } from "./sessions.totp.ts";

/** How exactly it is known when a session was last used. */
const useMs = 60_000;

/** Makes an account and signs it in. Of several who want one name at once, exactly one gets it. */
export async function signUp(ctx: Ctx, input: SignUp, from: Origin): Promise<OpenedSession> {
  const clean = checkSignUp(input);
  const passwordHash = await hashPassword(clean.password);
  return write(ctx, async (tx, emit) => {
    const account = await insertAccount(tx, clean);
    if (!account) throw invalid([wrong.usernameTaken()]);
    await insertLogin(tx, { accountId: account.id, passwordHash, email: clean.email });
    emit({ type: "account.created", subject: account.id });
    return startSession(ctx, tx, emit, account.id, from);
  });
}

/** Signs in. Guessing is slowed per name and network, so the owner is never locked out elsewhere. */
export async function logIn(ctx: Ctx, input: LogIn, from: Origin): Promise<OpenedSession> {
  const key = usernameKey(input.username.trim());
  const guesses = `${networkOf(from.ip)} ${key.slice(0, 100)}`;
  // Counted before the check, or a thousand guesses sent at once would all come before the first is counted.
  const standing = await ctx.limits.hit("login", guesses);
  if (standing.exceeded) throw tooMany(standing);
  const login = await findLoginByName(ctx, key);
  if (!(await checkPassword(login?.passwordHash, input.password)) || !login) throw wrongPassword();
  await demandCode(ctx, login);
  await ctx.limits.forgive("login", guesses);
  return write(ctx, async (tx, emit) => {
    if (!(await holdPassword(tx, login.accountId, login.passwordHash))) throw wrongPassword();
    return startSession(ctx, tx, emit, login.accountId, from);
  });
}

/** Ends the session, everywhere and at once: its sockets close, and its token is worthless from now on. */
export async function logOut(ctx: MemberCtx): Promise<void> {
  const { accountId, sessionId } = ctx.viewer;
  await write(ctx, async (tx, emit) => {
    if (await removeSession(tx, accountId, sessionId)) emit(sessionEnded(accountId, sessionId, "signed-out"));
  });
}

/** Who is signed in, and until when. */
export async function getMe(ctx: MemberCtx): Promise<Me> {
  const session = await findOpenSession(ctx.db, ctx.viewer.sessionId);
  if (!session) throw sessionOver();
  return describeSession(ctx, session);
}

/** What the page of a fresh session is told. */
export async function describeSession(ctx: Ctx, session: SessionRow): Promise<Me> {
  const account = await findAccount(ctx.db, session.accountId);
  if (!account) throw sessionOver();
  return {
    username: account.username,
    account: await showOwnAccount(ctx, account),
    expires_at: session.expiresAt.toISOString(),
    socket_url: ctx.config.socketUrl,
  };
}

/** The CSRF token of the session; of a guest, the token and the name of the guest that it belongs to. */
export function getCsrfToken(ctx: Ctx, guest: string | undefined): { csrfToken: string; guest: string | null } {
  if (ctx.viewer) return { csrfToken: csrfTokenFor(ctx.secret, `session:${ctx.viewer.sessionId}`), guest: null };
  const known = guest && /^[\w-]{20,40}$/.test(guest) ? guest : randomBytes(18).toString("base64url");
  return { csrfToken: csrfTokenFor(ctx.secret, `guest:${known}`), guest: known };
}

/** Who sent a request, by its cookie; one that has to be renewed first is refused, or a member would see what a stranger sees. */
export async function authenticateRequest(app: App, request: Pick<FastifyRequest, "headers">): Promise<Viewer | null> {
  const named = await readAccess(app, readCookies(app, request.headers.cookie).access);
  if (named === "expired") throw sessionStale();
  const session = named && (await openSession(app, named.sessionId, named.accountId));
  if (!session) return null;
  await noteUse(app, session);
  return viewerOf(session);
}

/** The viewer as the session stands now; null when it is over. */
export async function renewViewer(app: App, viewer: Viewer): Promise<Viewer | null> {
  const session = await openSession(app, viewer.sessionId, viewer.accountId);
  return session && viewerOf(session);
}

/** Starts a session inside a transaction, under a new id; the one that this browser had is over. */
export async function startSession(
  ctx: Ctx,
  tx: Tx,
  emit: Emit,
  accountId: string,
  from: Origin,
): Promise<OpenedSession> {
  const { viewer } = ctx;
  if (viewer && (await removeSession(tx, viewer.accountId, viewer.sessionId)))
    emit(sessionEnded(viewer.accountId, viewer.sessionId, "replaced"));
  const refreshKey = newKey();
  const refreshHash = hashKey(refreshKey);
  const session = await insertSession(tx, {
    accountId,
    refreshHash,
    ...placeOf(from),
    ...lifetimeFrom(ctx.clock()),
  });
  await setLang(tx, accountId, ctx.lang);
  emit({ type: "session.started", subject: session.id, data: arrivalOf(ctx, session, from) });
  return { ...session, refreshKey };
}

const viewerOf = ({ id, accountId, expiresAt }: SessionRow): Viewer => ({ accountId, sessionId: id, expiresAt });

async function openSession(app: App, sessionId: string, accountId: string): Promise<SessionRow | null> {
  const session = await findOpenSession(app.db, sessionId);
  return session?.accountId === accountId ? session : null;
}

/** Notes now and then that a session is used; whoever only reads is served even when nothing can be written. */
async function noteUse(app: App, { id, usedAt }: SessionRow): Promise<void> {
  const now = app.clock();
  const before = new Date(now.getTime() - useMs);
  if (usedAt > before) return;
  await write(app, (tx) => touchSession(tx, id, now, before)).catch((error: unknown) =>
    app.logger.warn({ err: databaseError(error) }, "the last use of a session could not be noted"),
  );
}

/** The same queries for an unknown name as for a known one. */
async function findLoginByName(ctx: Ctx, key: string) {
  const account = usernamePattern.test(key) ? await findAccountByKey(ctx.db, key) : undefined;
  return findLogin(ctx.db, account?.id ?? "0");
}

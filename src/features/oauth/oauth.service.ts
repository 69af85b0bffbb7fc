import type { FastifyRequest } from "fastify";
import type { App, Caller, Ctx, MemberCtx, Viewer } from "#core/context";
import { databaseError } from "#core/db";
import { notFound } from "#core/errors";
import { write } from "#core/events";
import { findAccount } from "#accounts";
import type { AppRow } from "./oauth.apps.model.ts";
import type { AuthorizedApp, RevokeRequest, Token, TokenRequest, UserInfo } from "./oauth.contract.ts";
import { badToken, oauthError } from "./oauth.errors.ts";
import {
  findToken,
  findTokenById,
  findTokensOf,
  insertToken,
  lockCode,
  removeToken,
  removeTokensOf,
  spendCode,
  touchToken,
} from "./oauth.model.ts";
import type { TokenRow } from "./oauth.model.ts";
import { scopesWithin } from "./oauth.rules.ts";
import { hashSecret, newSecret, readBearer, verifierFits } from "./oauth.secrets.ts";
import { authorizedAppsView, tokenView, userInfoView } from "./oauth.view.ts";

/** After so long an open socket looks whether its token still stands, should a word of its end ever be lost. */
const recheckMs = 10 * 60_000;
/** How often a token's last use is noted, at most. */
const touchMs = 60_000;

/** Gives a token to an app that has proved itself: for a member's code, or for the app alone. */
export async function createToken(ctx: Ctx, app: AppRow, input: TokenRequest): Promise<Token> {
  if (!input.grant_type) throw oauthError("invalid_request");
  if (input.grant_type === "authorization_code") return exchangeCode(ctx, app, input);
  if (input.grant_type !== "client_credentials") throw oauthError("unsupported_grant_type");
  const scopes = scopesWithin(app.scopes, input.scope);
  if (!scopes) throw oauthError("invalid_scope");
  const secret = newSecret();
  const row = await write(ctx, async (tx, emit) => {
    const added = await insertToken(tx, { hash: hashSecret(secret), appId: app.id, accountId: null, scopes });
    emit({ type: "oauth.granted", subject: added.id });
    return added;
  });
  return tokenView(secret, row);
}

/** A code is good once. Whoever comes with it again may have stolen it, or be the one it was stolen from: its token ends. */
async function exchangeCode(ctx: Ctx, app: AppRow, input: TokenRequest): Promise<Token> {
  if (!input.code || !input.redirect_uri) throw oauthError("invalid_request");
  const secret = newSecret();
  const hash = hashSecret(input.code);
  const row = await write(ctx, async (tx, emit) => {
    const code = await lockCode(tx, hash);
    if (code?.appId !== app.id) return null;
    if (code.tokenId !== null) {
      if (await removeToken(tx, code.tokenId)) emit({ type: "oauth.revoked", subject: code.tokenId });
      return null;
    }
    const late = code.expiresAt <= ctx.clock();
    if (late || code.redirectUri !== input.redirect_uri || !verifierFits(code.challenge, input.code_verifier))
      return null;
    const { appId, accountId, scopes } = code;
    const added = await insertToken(tx, { hash: hashSecret(secret), appId, accountId, scopes });
    await spendCode(tx, hash, added.id);
    emit({ type: "oauth.granted", subject: added.id });
    return added;
  });
  if (!row) throw oauthError("invalid_grant");
  return tokenView(secret, row);
}

/** Ends a token of the app's own; one that nobody knows has ended already. */
export async function revokeToken(ctx: Ctx, app: AppRow, { token }: RevokeRequest): Promise<Record<string, never>> {
  if (!token) throw oauthError("invalid_request");
  const row = await findToken(ctx.db, hashSecret(token));
  if (row && row.appId !== app.id) throw oauthError("unauthorized_client", 403);
  if (row)
    await write(ctx, async (tx, emit) => {
      if (await removeToken(tx, row.id)) emit({ type: "oauth.revoked", subject: row.id });
    });
  return {};
}

/** The apps that a member has let in. */
export async function listApps(ctx: MemberCtx): Promise<AuthorizedApp[]> {
  return authorizedAppsView(await findTokensOf(ctx.db, ctx.viewer.accountId));
}

/** Shuts an app out of a member's account: all its tokens and sockets end; 404 when it was not in. */
export async function revokeApp(ctx: MemberCtx, appId: string): Promise<void> {
  await write(ctx, async (tx, emit) => {
    const ended = await removeTokensOf(tx, ctx.viewer.accountId, appId);
    if (ended.length === 0) throw notFound();
    for (const subject of ended) emit({ type: "oauth.revoked", subject });
  });
}

/** Who the token speaks for. */
export async function getUserInfo(ctx: MemberCtx): Promise<UserInfo> {
  const row = await findAccount(ctx.db, ctx.viewer.accountId);
  if (!row) throw notFound();
  return userInfoView(ctx.config, row);
}

/** Who sent a request, by its token; null when it brings none. Other kinds of credentials are refused, whatever the route. */
export async function authenticateToken(
  app: App,
  { headers }: Pick<FastifyRequest, "headers">,
): Promise<Caller | null> {
  if (headers.authorization === undefined) return null;
  const secret = readBearer(headers.authorization);
  const row = secret === null ? undefined : await findToken(app.db, hashSecret(secret));
  if (!row) throw badToken();
  await noteUse(app, row);
  return { viewer: viewerOf(app, row), grant: { tokenId: row.id, appId: row.appId, scopes: row.scopes } };
}

/** The viewer of a token as it stands now: null when it has ended; undefined for a viewer that came in otherwise. */
export async function renewToken(app: App, { sessionId }: Viewer): Promise<Viewer | null | undefined> {
  const id = /^token:(\d+)$/.exec(sessionId)?.[1];
  if (id === undefined) return undefined;
  const row = await findTokenById(app.db, id);
  return row ? viewerOf(app, row) : null;
}

const viewerOf = (app: App, { id, accountId }: TokenRow): Viewer | null =>
  accountId === null
    ? null
    : { accountId, sessionId: `token:${id}`, expiresAt: new Date(app.clock().getTime() + recheckMs) };

/** Reading goes on where nothing can be written: a use that cannot be noted is only logged. */
async function noteUse(app: App, { id, lastUsedAt }: TokenRow): Promise<void> {
  const now = app.clock();
  const before = new Date(now.getTime() - touchMs);
  if (lastUsedAt && lastUsedAt >= before) return;
  await write(app, async (tx, emit) => {
    if (await touchToken(tx, id, now, before)) emit({ type: "oauth.used", subject: id });
  }).catch((error: unknown) => app.logger.warn({ err: databaseError(error) }, "the use of a token could not be noted"));
}

import { z } from "zod";
import type { Http } from "#core/http";
import { route } from "#core/http.route";
import { getOwnApp, proveApp, registerApp } from "./oauth.apps.service.ts";
import { decideConsent, getConsent } from "./oauth.consent.service.ts";
import {
  AppId,
  Application,
  AuthorizedApp,
  Authorize,
  Consent,
  CredentialApplication,
  Decide,
  Decision,
  RegisterApp,
  RevokeRequest,
  ServerMetadata,
  Token,
  TokenRequest,
  UserInfo,
} from "./oauth.contract.ts";
import { createToken, getUserInfo, listApps, revokeApp, revokeToken } from "./oauth.service.ts";
import { metadataView } from "./oauth.view.ts";

/** The routes that apps call. */
export function oauthRoutes(http: Http): void {
  const client = { method: "POST", access: "client", scope: "none", limit: "write" } as const;
  const read = { method: "GET", limit: "read" } as const;
  route(
    http,
    {
      ...client,
      path: "/api/v1/apps",
      about: "Register an app.",
      body: RegisterApp,
      answer: [200, CredentialApplication],
    },
    ({ ctx, body }) => registerApp(ctx, body),
  );
  route(
    http,
    {
      ...read,
      path: "/api/v1/apps/verify_credentials",
      about: "The app that a token belongs to.",
      access: "anyone",
      scope: "none",
      answer: [200, Application],
    },
    ({ ctx }) => getOwnApp(ctx),
  );
  route(
    http,
    {
      ...client,
      path: "/oauth/token",
      about: "Exchange a code, or an app's own credentials, for a token.",
      body: TokenRequest,
      answer: [200, Token],
    },
    async ({ ctx, body, request }) => createToken(ctx, await proveApp(ctx, request, body), body),
  );
  route(
    http,
    {
      ...client,
      path: "/oauth/revoke",
      about: "End a token of one's own.",
      body: RevokeRequest,
      answer: [200, z.object({})],
    },
    async ({ ctx, body, request }) => revokeToken(ctx, await proveApp(ctx, request, body), body),
  );
  route(
    http,
    {
      ...read,
      path: "/oauth/userinfo",
      about: "Who a token speaks for.",
      access: "member",
      scope: "profile",
      answer: [200, UserInfo],
    },
    ({ ctx }) => getUserInfo(ctx),
  );
  route(
    http,
    {
      ...read,
      path: "/.well-known/oauth-authorization-server",
      about: "How apps log in here.",
      access: "anyone",
      scope: "none",
      answer: [200, ServerMetadata],
    },
    async ({ ctx }) => metadataView(ctx.config),
  );
  consentRoutes(http);
}

/** The routes of the pages on which a member lets apps in and shuts them out; no token opens them. */
function consentRoutes(http: Http): void {
  const own = { access: "member", scope: "session" } as const;
  const answer = [200, z.discriminatedUnion("kind", [Consent, Decision])] as const;
  route(
    http,
    {
      ...own,
      method: "GET",
      path: "/oauth/consent",
      about: "What an app asks for.",
      limit: "read",
      query: Authorize,
      answer,
    },
    ({ ctx, query }) => getConsent(ctx, query),
  );
  route(
    http,
    {
      ...own,
      method: "POST",
      path: "/oauth/authorize",
      about: "Let an app in, or not.",
      limit: "write",
      body: Decide,
      answer: [200, Decision],
    },
    ({ ctx, body }) => decideConsent(ctx, body),
  );
  route(
    http,
    {
      ...own,
      method: "GET",
      path: "/auth/apps",
      about: "The apps that one has let in.",
      limit: "read",
      answer: [200, z.array(AuthorizedApp)],
    },
    ({ ctx }) => listApps(ctx),
  );
  route(
    http,
    {
      ...own,
      method: "DELETE",
      path: "/auth/apps/:id",
      about: "Shut an app out.",
      limit: "write",
      params: AppId,
      answer: [204, z.void()],
    },
    ({ ctx, params }) => revokeApp(ctx, params.id),
  );
}

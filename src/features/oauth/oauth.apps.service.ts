import type { FastifyRequest } from "fastify";
import type { Ctx } from "#core/context";
import { write } from "#core/events";
import type { Application, CredentialApplication, RegisterApp } from "./oauth.contract.ts";
import { findApp, findAppById, insertApp } from "./oauth.apps.model.ts";
import type { AppRow } from "./oauth.apps.model.ts";
import { badToken, oauthError } from "./oauth.errors.ts";
import { checkApp } from "./oauth.rules.ts";
import { hashSecret, newSecret, readBasic, secretFits } from "./oauth.secrets.ts";
import { appView } from "./oauth.view.ts";

/** Registers an app. Its secret is in the answer and nowhere else. */
export async function registerApp(ctx: Ctx, input: RegisterApp): Promise<CredentialApplication> {
  const clean = checkApp(input);
  const [clientId, secret] = [newSecret(), newSecret()];
  const app = await write(ctx, async (tx, emit) => {
    const added = await insertApp(tx, { ...clean, clientId, secretHash: hashSecret(secret) });
    emit({ type: "oauth.registered", subject: added.id });
    return added;
  });
  return { ...appView(app), client_id: clientId, client_secret: secret, client_secret_expires_at: 0 };
}

/** The app that a token belongs to; 401 without one. */
export async function getOwnApp(ctx: Ctx): Promise<Application> {
  const app = ctx.grant ? await findAppById(ctx.db, ctx.grant.appId) : undefined;
  if (!app) throw badToken();
  return appView(app);
}

/** The app that proves itself in a request, by HTTP Basic or in the body but not by both; 401 for any other. */
export async function proveApp(
  ctx: Ctx,
  { headers }: Pick<FastifyRequest, "headers">,
  body: { client_id?: string | undefined; client_secret?: string | undefined },
): Promise<AppRow> {
  const { authorization } = headers;
  const basic = readBasic(authorization);
  if (basic && body.client_secret) throw oauthError("invalid_request");
  const given = basic ?? { clientId: body.client_id ?? "", secret: body.client_secret ?? "" };
  const app = await findApp(ctx.db, given.clientId);
  if (app && secretFits(app.secretHash, given.secret) && (body.client_id ?? app.clientId) === app.clientId) return app;
  throw oauthError("invalid_client", 401, basic ? { "www-authenticate": 'Basic realm="oauth"' } : {});
}

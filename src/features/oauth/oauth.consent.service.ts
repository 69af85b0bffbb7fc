import type { MemberCtx } from "#core/context";
import { write } from "#core/events";
import { findApp } from "./oauth.apps.model.ts";
import type { AppRow } from "./oauth.apps.model.ts";
import type { Authorize, Consent, Decide, Decision } from "./oauth.contract.ts";
import { unknownApp } from "./oauth.errors.ts";
import { codeMinutes } from "./oauth.limits.ts";
import { insertCode } from "./oauth.model.ts";
import { checkAuthorize } from "./oauth.rules.ts";
import { hashSecret, newSecret } from "./oauth.secrets.ts";
import { outOfBand, withAnswer } from "./oauth.syntax.ts";

/** What an app asks this member for; where the app asked wrongly, the address that tells it so. */
export async function getConsent(ctx: MemberCtx, input: Authorize): Promise<Consent | Decision> {
  const app = await findAsking(ctx, input);
  const asked = checkAuthorize(app, input);
  if (asked.fault) return answer(ctx, input, asked.redirectUri, { error: asked.fault });
  const { redirectUri, scopes } = asked;
  return { kind: "ask", name: app.name, website: app.website, redirect_uri: redirectUri, scopes };
}

/** Takes the member's decision, and says where the browser brings it to. */
export async function decideConsent(ctx: MemberCtx, input: Decide): Promise<Decision> {
  const app = await findAsking(ctx, input);
  const asked = checkAuthorize(app, input);
  if (asked.fault) return answer(ctx, input, asked.redirectUri, { error: asked.fault });
  const { redirectUri, scopes, challenge } = asked;
  if (!input.allow) return answer(ctx, input, redirectUri, { error: "access_denied" });
  const code = newSecret();
  const { accountId } = ctx.viewer;
  const expiresAt = new Date(ctx.clock().getTime() + codeMinutes * 60_000);
  await write(ctx, async (tx, emit) => {
    await insertCode(tx, {
      hash: hashSecret(code),
      appId: app.id,
      accountId,
      redirectUri,
      scopes,
      challenge,
      expiresAt,
    });
    emit({ type: "oauth.allowed", subject: app.id });
  });
  return answer(ctx, input, redirectUri, { code });
}

/** The state comes back, and beside it who answers: an app that knows several servers cannot mix them up (RFC 9207). */
function answer(
  { config }: MemberCtx,
  { state }: Authorize,
  redirectUri: string,
  told: { code: string } | { error: string },
): Decision {
  if (redirectUri === outOfBand) return { kind: "go", redirect_uri: null, code: "code" in told ? told.code : null };
  return { kind: "go", redirect_uri: withAnswer(redirectUri, { ...told, state, iss: config.publicUrl }), code: null };
}

async function findAsking(ctx: MemberCtx, { client_id }: Authorize): Promise<AppRow> {
  const app = client_id ? await findApp(ctx.db, client_id) : undefined;
  if (!app) throw unknownApp();
  return app;
}

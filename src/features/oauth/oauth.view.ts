import type { Config } from "#core/config";
import { scopes } from "#core/scopes";
import { accountUrl, accountView } from "#accounts";
import type { AccountRow } from "#accounts";
import type { AppRow } from "./oauth.apps.model.ts";
import type { Application, AuthorizedApp, ServerMetadata, Token, UserInfo } from "./oauth.contract.ts";
import type { TokenRow } from "./oauth.model.ts";

type Site = Pick<Config, "publicUrl">;

/** An app as it sees itself. */
export const appView = (app: AppRow): Application => ({
  id: app.id,
  name: app.name,
  website: app.website,
  scopes: app.scopes,
  redirect_uris: app.redirectUris,
  redirect_uri: app.redirectUris.join("\n"),
});

/** A fresh token, the only time that it is told. */
export const tokenView = (secret: string, row: TokenRow): Token => ({
  access_token: secret,
  token_type: "Bearer",
  scope: row.scopes.join(" "),
  created_at: Math.floor(row.createdAt.getTime() / 1000),
});

/** The apps behind an account's tokens (newest first): what they may do together, since when, and when they last did. */
export function authorizedAppsView(rows: { token: TokenRow; app: AppRow }[]): AuthorizedApp[] {
  return [...Map.groupBy(rows, ({ app }) => app.id).values()].map((held) => {
    const { app } = held[0]!;
    const used = held.flatMap(({ token }) => token.lastUsedAt?.toISOString() ?? []).sort();
    return {
      id: app.id,
      name: app.name,
      website: app.website,
      scopes: [...new Set(held.flatMap(({ token }) => token.scopes))],
      created_at: held.at(-1)!.token.createdAt.toISOString(),
      last_used_at: used.at(-1) ?? null,
    };
  });
}

/** Who a token speaks for, in OpenID's words. */
export function userInfoView(site: Site, row: AccountRow): UserInfo {
  const { display_name, username, avatar } = accountView(site, row);
  const url = accountUrl(site, row.username);
  return {
    iss: site.publicUrl,
    sub: url,
    name: display_name,
    preferred_username: username,
    profile: url,
    picture: avatar,
  };
}

/** How apps log in here. */
export function metadataView({ publicUrl }: Site): ServerMetadata {
  const proofs = ["client_secret_basic", "client_secret_post"];
  return {
    issuer: publicUrl,
    authorization_endpoint: `${publicUrl}/oauth/authorize`,
    token_endpoint: `${publicUrl}/oauth/token`,
    revocation_endpoint: `${publicUrl}/oauth/revoke`,
    userinfo_endpoint: `${publicUrl}/oauth/userinfo`,
    app_registration_endpoint: `${publicUrl}/api/v1/apps`,
    service_documentation: "https://docs.joinmastodon.org/",
    scopes_supported: [...scopes],
    response_types_supported: ["code"],
    response_modes_supported: ["query"],
    grant_types_supported: ["authorization_code", "client_credentials"],
    token_endpoint_auth_methods_supported: proofs,
    revocation_endpoint_auth_methods_supported: proofs,
    code_challenge_methods_supported: ["S256"],
    authorization_response_iss_parameter_supported: true,
  };
}

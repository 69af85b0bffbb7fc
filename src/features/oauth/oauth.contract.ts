import { z } from "zod";
import { truth } from "#core/forms";

/** Told in RFC 6749's own words when it is missing, so what is no text counts as missing. */
const said = z.string().max(5000).optional().catch(undefined);
const list = z.union([z.string().max(50_000), z.array(z.string().max(5000)).max(100)]);

export const RegisterApp = z.object({
  client_name: z.string().max(1000),
  redirect_uris: list,
  scopes: list.nullish(),
  website: z.string().max(5000).nullish(),
});
export type RegisterApp = z.infer<typeof RegisterApp>;

/** Mastodon's Application, as the app itself sees it. */
export const Application = z
  .object({
    id: z.string(),
    name: z.string(),
    website: z.string().nullable(),
    scopes: z.array(z.string()),
    redirect_uris: z.array(z.string()),
    redirect_uri: z.string(),
  })
  .meta({ id: "Application" });
export type Application = z.infer<typeof Application>;

/** The same with what the app proves itself by; the secret is told this once. */
export const CredentialApplication = Application.extend({
  client_id: z.string(),
  client_secret: z.string(),
  client_secret_expires_at: z.literal(0),
}).meta({ id: "CredentialApplication" });
export type CredentialApplication = z.infer<typeof CredentialApplication>;

export const Authorize = z.object({
  client_id: said,
  redirect_uri: said,
  response_type: said,
  scope: said,
  state: said,
  code_challenge: said,
  code_challenge_method: said,
});
export type Authorize = z.infer<typeof Authorize>;

export const Decide = Authorize.extend({ allow: truth });
export type Decide = z.infer<typeof Decide>;

/** What an app asks a member for. */
export const Consent = z.object({
  kind: z.literal("ask"),
  name: z.string(),
  website: z.string().nullable(),
  redirect_uri: z.string(),
  scopes: z.array(z.string()),
});
export type Consent = z.infer<typeof Consent>;

/** Where the browser goes now; without an address, the code (null when denied) is shown to be copied. */
export const Decision = z.object({
  kind: z.literal("go"),
  redirect_uri: z.string().nullable(),
  code: z.string().nullable(),
});
export type Decision = z.infer<typeof Decision>;

export const TokenRequest = z.object({
  grant_type: said,
  client_id: said,
  client_secret: said,
  code: said,
  redirect_uri: said,
  code_verifier: said,
  scope: said,
});
export type TokenRequest = z.infer<typeof TokenRequest>;

export const Token = z
  .object({ access_token: z.string(), token_type: z.literal("Bearer"), scope: z.string(), created_at: z.number() })
  .meta({ id: "Token" });
export type Token = z.infer<typeof Token>;

export const RevokeRequest = z.object({ client_id: said, client_secret: said, token: said });
export type RevokeRequest = z.infer<typeof RevokeRequest>;

/** An app that a member has let in; the times are ISO 8601. */
export const AuthorizedApp = z
  .object({
    id: z.string(),
    name: z.string(),
    website: z.string().nullable(),
    scopes: z.array(z.string()),
    created_at: z.string(),
    last_used_at: z.string().nullable(),
  })
  .meta({ id: "AuthorizedApp" });
export type AuthorizedApp = z.infer<typeof AuthorizedApp>;

export const AppId = z.object({ id: z.string() });

export const UserInfo = z.object({
  iss: z.string(),
  sub: z.string(),
  name: z.string(),
  preferred_username: z.string(),
  profile: z.string(),
  picture: z.string(),
});
export type UserInfo = z.infer<typeof UserInfo>;

/** RFC 8414, and how Mastodon's apps find out what an instance can do. */
export const ServerMetadata = z.object({
  issuer: z.string(),
  authorization_endpoint: z.string(),
  token_endpoint: z.string(),
  revocation_endpoint: z.string(),
  userinfo_endpoint: z.string(),
  app_registration_endpoint: z.string(),
  service_documentation: z.string(),
  scopes_supported: z.array(z.string()),
  response_types_supported: z.array(z.string()),
  response_modes_supported: z.array(z.string()),
  grant_types_supported: z.array(z.string()),
  token_endpoint_auth_methods_supported: z.array(z.string()),
  revocation_endpoint_auth_methods_supported: z.array(z.string()),
  code_challenge_methods_supported: z.array(z.string()),
  authorization_response_iss_parameter_supported: z.boolean(),
});
export type ServerMetadata = z.infer<typeof ServerMetadata>;

import { createHash, randomBytes } from "node:crypto";
import type { Answer, Member, TestNode } from "./app.ts";

/** A registered app. */
export type Client = { id: string; client_id: string; client_secret: string };

/** What the token endpoint answers. */
export type TokenBody = { access_token: string; token_type: string; scope: string; created_at: number; error: string };

export const callback = "https://app.example/callback";

/** Registers an app for one redirect address. */
export async function registerApp(
  app: TestNode,
  scopes = "read write follow push",
  redirect = callback,
): Promise<Client> {
  const answer = await app.guest().send<Client>("POST", "/api/v1/apps", {
    body: { client_name: "Test app", redirect_uris: redirect, scopes },
  });
  if (answer.status !== 200) throw new Error(`the app was refused: ${answer.status} ${answer.text}`);
  return answer.body;
}

/** A PKCE verifier with its S256 challenge. */
export function pkce() {
  const verifier = randomBytes(32).toString("base64url");
  return { verifier, challenge: createHash("sha256").update(verifier).digest("base64url") };
}

/** What the consent page does when the member says yes (or no): the address it leads to, as the app gets it. */
export async function consent(member: Member, client: Client, more: Record<string, unknown> = {}): Promise<URL> {
  const answer = await member.send<{ redirect_uri: string }>("POST", "/oauth/authorize", {
    body: {
      client_id: client.client_id,
      redirect_uri: callback,
      response_type: "code",
      scope: "read write",
      state: "xyz",
      allow: true,
      ...more,
    },
  });
  if (answer.status !== 200) throw new Error(`no consent: ${answer.status} ${answer.text}`);
  return new URL(answer.body.redirect_uri);
}

/** Asks the token endpoint, with the app's credentials in the body. */
export const askToken = (
  app: TestNode,
  { client_id, client_secret }: Client,
  more: Record<string, string>,
): Promise<Answer<TokenBody>> =>
  app.guest().send<TokenBody>("POST", "/oauth/token", {
    form: { client_id, client_secret, grant_type: "authorization_code", redirect_uri: callback, ...more },
  });

/** A token of a member for an app, with these scopes. */
export async function tokenOf(app: TestNode, member: Member, scope = "read write", client?: Client): Promise<string> {
  const asking = client ?? (await registerApp(app, scope));
  const code = (await consent(member, asking, { scope })).searchParams.get("code")!;
  const { body, text } = await askToken(app, asking, { code });
  if (!body.access_token) throw new Error(`no token: ${text}`);
  return body.access_token;
}

/** The header that carries a token. */
export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

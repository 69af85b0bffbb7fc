import { invalid } from "#core/errors";
import { covers, scopes as known } from "#core/scopes";
import { graphemes, httpUrl, isReadable } from "#accounts";
import type { Authorize, RegisterApp } from "./oauth.contract.ts";
import { strangeRedirect, wrong } from "./oauth.errors.ts";
import type { OAuthError } from "./oauth.errors.ts";
import { appLimits } from "./oauth.limits.ts";
import { isRedirectUri, isSameRedirect } from "./oauth.syntax.ts";

/** An app as it is stored. */
export type CleanApp = { name: string; website: string | null; redirectUris: string[]; scopes: string[] };

/** The words of a list that came as an array, on lines, or with spaces (`%20` and `+` alike) between them. */
const wordsOf = (list: string | string[] | null | undefined): string[] => [
  ...new Set([list ?? []].flat().flatMap((text) => text.split(/\s+/).filter(Boolean))),
];

/** Checks what an app says about itself; throws 422 with everything that is wrong, a field at a time. */
export function checkApp(input: RegisterApp): CleanApp {
  const name = input.client_name.trim().normalize("NFC");
  const website = input.website?.trim() ? httpUrl(input.website.trim()) : null;
  const redirectUris = wordsOf(input.redirect_uris);
  const scopes = scopesOf(wordsOf(input.scopes).join(" "));
  const count = redirectUris.length;
  const problems = [
    name === "" || graphemes(name) > appLimits.name || !isReadable(name) ? wrong.name() : null,
    website === undefined || (website?.length ?? 0) > appLimits.website ? wrong.website() : null,
    count === 0 || count > appLimits.redirectUris || !redirectUris.every(isRedirectUri) ? wrong.redirectUris() : null,
    scopes ? null : wrong.scopes(),
  ].filter((problem) => problem !== null);
  if (problems.length > 0) throw invalid(problems);
  return { name, website: website ?? null, redirectUris, scopes: scopes! };
}

/** The scopes that a text names, `read` when it names none; null when one of them does not exist. */
export function scopesOf(text: string | undefined): string[] | null {
  const asked = wordsOf(text);
  if (asked.length === 0) return ["read"];
  return asked.every((scope) => known.includes(scope)) ? asked : null;
}

/** The scopes that are asked for, where the app registered as much; else null. */
export function scopesWithin(registered: string[], text: string | undefined): string[] | null {
  const asked = scopesOf(text);
  return asked?.every((scope) => covers(registered, scope)) ? asked : null;
}

/** What a consent is about, once it is checked. */
export type Asked = { redirectUri: string; scopes: string[]; challenge: string | null };

/**
 * Checks what an app asks a member for. An address that is not registered throws: nobody is sent there. Any other
 * fault is told to the app by its name, at its own address.
 */
export function checkAuthorize(
  app: CleanApp,
  input: Authorize,
): { redirectUri: string; fault: OAuthError } | (Asked & { fault: null }) {
  const redirectUri = input.redirect_uri;
  if (!redirectUri || !app.redirectUris.some((registered) => isSameRedirect(registered, redirectUri)))
    throw strangeRedirect();
  const challenge = input.code_challenge || null;
  const scopes = scopesWithin(app.scopes, input.scope);
  if (input.response_type !== "code")
    return { redirectUri, fault: input.response_type ? "unsupported_response_type" : "invalid_request" };
  if ((input.state?.length ?? 0) > appLimits.state) return { redirectUri, fault: "invalid_request" };
  if (challenge !== null && (input.code_challenge_method !== "S256" || !/^[\w-]{43}$/.test(challenge)))
    return { redirectUri, fault: "invalid_request" };
  return scopes ? { redirectUri, scopes, challenge, fault: null } : { redirectUri, fault: "invalid_scope" };
}

import { type Api, api } from "#web/api";
import type { Consent, Decision } from "../oauth.contract.ts";

const asked = [
  ...["client_id", "redirect_uri", "response_type", "scope", "state"],
  ...["code_challenge", "code_challenge_method"],
];

/** What the app's link asks for, word for word; the rest of the address is not the server's to see. */
const requestOf = (search: URLSearchParams): Record<string, string> =>
  Object.fromEntries(asked.flatMap((name) => (search.has(name) ? [[name, search.get(name)!]] : [])));

/** Asks the server about an app's request; rejects with an ApiError where nobody should go on. */
export const askConsent = async (search: URLSearchParams, via: Api = api): Promise<Consent | Decision> =>
  (await via.get<Consent | Decision>("/oauth/consent", requestOf(search))).data;

/** Sends the member's decision. */
export const decide = (search: URLSearchParams, allow: boolean, via: Api = api): Promise<Decision> =>
  via.send<Decision>("POST", "/oauth/authorize", { ...requestOf(search), allow });

/** The address of this page without the wish to log in anew, once that has been granted. */
export function withoutForce(search: URLSearchParams): string {
  const rest = new URLSearchParams(search);
  rest.delete("force_login");
  return `/oauth/authorize?${rest}`;
}

/** Whether the app wants the member to log in anew, whoever is logged in. */
export const forcesLogin = (search: URLSearchParams): boolean =>
  ["true", "1", "on"].includes(search.get("force_login") ?? "");

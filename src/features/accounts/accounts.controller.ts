import type { Http } from "#core/http";
import { route } from "#core/http.route";
import {
  Account,
  AccountId,
  CredentialAccount,
  LookupQuery,
  Preferences,
  UpdateCredentials,
} from "./accounts.contract.ts";
import { getAccount, getOwnAccount, getPreferences, lookupAccount, updateCredentials } from "./accounts.service.ts";

/** The routes of accounts. */
export function accountRoutes(http: Http): void {
  route(
    http,
    {
      method: "GET",
      path: "/api/v1/accounts/verify_credentials",
      about: "One's own account.",
      access: "member",
      scope: "profile",
      limit: "read",
      answer: [200, CredentialAccount],
    },
    ({ ctx }) => getOwnAccount(ctx),
  );
  route(
    http,
    {
      method: "PATCH",
      path: "/api/v1/accounts/update_credentials",
      about: "Change one's profile and what new posts start with.",
      access: "member",
      scope: "write:accounts",
      limit: "write",
      body: UpdateCredentials,
      answer: [200, CredentialAccount],
    },
    ({ ctx, body }) => updateCredentials(ctx, body),
  );
  route(
    http,
    {
      method: "GET",
      path: "/api/v1/preferences",
      about: "What one's clients start with.",
      access: "member",
      scope: "read:accounts",
      limit: "read",
      answer: [200, Preferences],
    },
    ({ ctx }) => getPreferences(ctx),
  );
  route(
    http,
    {
      method: "GET",
      path: "/api/v1/accounts/lookup",
      about: "The account of a name.",
      access: "anyone",
      scope: "read:accounts",
      limit: "read",
      query: LookupQuery,
      answer: [200, Account],
    },
    ({ ctx, query }) => lookupAccount(ctx, query.acct),
  );
  route(
    http,
    {
      method: "GET",
      path: "/api/v1/accounts/:id",
      about: "The account with an id.",
      access: "anyone",
      scope: "read:accounts",
      limit: "read",
      params: AccountId,
      answer: [200, Account],
    },
    ({ ctx, params }) => getAccount(ctx, params.id),
  );
}

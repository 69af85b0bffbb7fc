import { z } from "zod";
import type { Http } from "#core/http";
import { route } from "#core/http.route";
import { Me, describeSession, giveCookie, originOf } from "#sessions";
import {
  NewPasskey,
  OfferPasskey,
  Passkey,
  PasskeyId,
  PasskeyOptions,
  PasskeyProof,
  RenamePasskey,
} from "./passkeys.contract.ts";
import {
  addPasskey,
  listPasskeys,
  logInByPasskey,
  offerLogIn,
  offerPasskey,
  removePasskey,
  renamePasskey,
} from "./passkeys.service.ts";

/** The routes of passkeys: a member's own, and the log-in by one. */
export function passkeyRoutes(http: Http): void {
  const own = { access: "member", scope: "session", limit: "write" } as const;
  const door = { method: "POST", access: "anyone", scope: "session", limit: "write" } as const;
  const path = "/auth/passkeys";
  route(
    http,
    {
      method: "GET",
      path,
      about: "Your passkeys.",
      access: "member",
      scope: "session",
      limit: "read",
      answer: [200, z.array(Passkey)],
    },
    ({ ctx }) => listPasskeys(ctx),
  );
  route(
    http,
    {
      ...own,
      method: "POST",
      path: `${path}/options`,
      about: "What a browser needs to make a passkey; good for five minutes.",
      body: OfferPasskey,
      answer: [200, PasskeyOptions],
    },
    async ({ ctx, body }) => ({ ...(await offerPasskey(ctx, body)) }),
  );
  route(
    http,
    {
      ...own,
      method: "POST",
      path,
      about: "Add the passkey a browser made.",
      body: NewPasskey,
      answer: [200, Passkey],
    },
    ({ ctx, body }) => addPasskey(ctx, body),
  );
  route(
    http,
    {
      ...own,
      method: "PUT",
      path: `${path}/:id`,
      about: "Rename a passkey.",
      params: PasskeyId,
      body: RenamePasskey,
      answer: [200, Passkey],
    },
    ({ ctx, params, body }) => renamePasskey(ctx, params.id, body),
  );
  route(
    http,
    {
      ...own,
      method: "DELETE",
      path: `${path}/:id`,
      about: "Remove a passkey.",
      params: PasskeyId,
      answer: [204, z.void()],
    },
    ({ ctx, params }) => removePasskey(ctx, params.id),
  );
  route(
    http,
    {
      ...door,
      path: `${path}/login/options`,
      about: "What a browser needs to log in with a passkey; good for five minutes.",
      answer: [200, PasskeyOptions],
    },
    async ({ ctx }) => ({ ...(await offerLogIn(ctx)) }),
  );
  route(
    http,
    { ...door, path: `${path}/login`, about: "Sign in with a passkey.", body: PasskeyProof, answer: [200, Me] },
    async ({ ctx, body, request, reply }) => {
      const session = await logInByPasskey(ctx, body, originOf(request, reply));
      await giveCookie(ctx, reply, session);
      return describeSession(ctx, session);
    },
  );
}

import { z } from "zod";
import type { Http } from "#core/http";
import { route } from "#core/http.route";
import { changeAddress, getAddress, resendProof, verifyAddress } from "./sessions.address.service.ts";
import { Address, AskReset, ChangeAddress, Reset, Verify } from "./sessions.recovery.contract.ts";
import { askReset, resetPassword } from "./sessions.recovery.service.ts";

/** The routes of the account's address and of forgotten passwords. */
export function recoveryRoutes(http: Http): void {
  const anyone = { method: "POST", access: "anyone", scope: "session" } as const;
  const member = { access: "member", scope: "session", limit: "read" } as const;
  route(
    http,
    {
      ...anyone,
      path: "/auth/reset",
      about: "Ask for a link to choose a new password; the answer is the same for every address.",
      limit: "mail",
      body: AskReset,
      answer: [202, z.object({})],
    },
    async ({ ctx, body }) => {
      await askReset(ctx, body);
      return {};
    },
  );
  route(
    http,
    {
      ...anyone,
      path: "/auth/reset/confirm",
      about: "Choose a new password by the token of such a link; ends every session.",
      limit: "write",
      body: Reset,
      answer: [204, z.void()],
    },
    ({ ctx, body }) => resetPassword(ctx, body),
  );
  route(
    http,
    {
      ...anyone,
      path: "/auth/email/verify",
      about: "Prove an address by the token of the link that was sent there.",
      limit: "write",
      body: Verify,
      answer: [204, z.void()],
    },
    ({ ctx, body }) => verifyAddress(ctx, body),
  );
  route(
    http,
    { ...member, method: "GET", path: "/auth/email", about: "One's own address.", answer: [200, Address] },
    ({ ctx }) => getAddress(ctx),
  );
  route(
    http,
    {
      ...member,
      method: "POST",
      path: "/auth/email",
      about: "Ask to have another address; it counts once its link was opened.",
      limit: "mail",
      body: ChangeAddress,
      answer: [202, Address],
    },
    ({ ctx, body }) => changeAddress(ctx, body),
  );
  route(
    http,
    {
      ...member,
      method: "POST",
      path: "/auth/email/resend",
      about: "Send the link once more.",
      limit: "mail",
      answer: [202, Address],
    },
    ({ ctx }) => resendProof(ctx),
  );
}

import { z } from "zod";
import { CredentialAccount } from "#accounts";

export const SignUp = z.object({
  username: z.string().max(1000),
  password: z.string().max(1000),
  email: z.string().max(1000),
  display_name: z.string().max(1000).optional(),
  url: z.string().max(5000).nullish(),
});
export type SignUp = z.infer<typeof SignUp>;

export const LogIn = z.object({ username: z.string().max(1000), password: z.string().max(1000) });
export type LogIn = z.infer<typeof LogIn>;

/**
 * Who is signed in, and until when (ISO 8601) without doing anything. `socket_url` is where the live channel is when the
 * client's host cannot pass it on; it is entered there with a ticket.
 */
export const Me = z
  .object({
    username: z.string(),
    account: CredentialAccount,
    expires_at: z.string(),
    socket_url: z.string().nullable(),
  })
  .meta({ id: "Me" });
export type Me = z.infer<typeof Me>;

/** Goes back in the header X-CSRF-Token with every request of this session that changes something. */
export const CsrfToken = z.object({ csrfToken: z.string() });

export const ChangePassword = z.object({ current: z.string().max(1000), new: z.string().max(1000) });
export type ChangePassword = z.infer<typeof ChangePassword>;

/** A place where the member is signed in; `network` is the part of its address that a whole network shares. */
export const SignedIn = z
  .object({
    id: z.string(),
    browser: z.string().nullable(),
    system: z.string().nullable(),
    network: z.string(),
    created_at: z.string(),
    used_at: z.string(),
    current: z.boolean(),
  })
  .meta({ id: "SignedIn" });
export type SignedIn = z.infer<typeof SignedIn>;

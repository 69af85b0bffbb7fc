import { z } from "zod";

const encoded = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[\w-]+$/);
const credential = {
  id: encoded(2000),
  rawId: encoded(2000),
  type: z.literal("public-key"),
};

/** Options as the browser takes them (WebAuthn's JSON). */
export const PasskeyOptions = z.looseObject({ challenge: z.string() });

/** Asks to add a passkey; the password shows that it is the member who asks. */
export const OfferPasskey = z.object({ password: z.string().max(1000) });
export type OfferPasskey = z.infer<typeof OfferPasskey>;

/** A new passkey, as the browser made it. */
export const NewPasskey = z.object({
  name: z.string().max(1000),
  response: z.object({
    ...credential,
    response: z.object({
      clientDataJSON: encoded(5000),
      attestationObject: encoded(20_000),
      transports: z.array(z.string().max(40)).max(10).optional(),
    }),
  }),
});
export type NewPasskey = z.infer<typeof NewPasskey>;

/** What a passkey signed for a log-in. */
export const PasskeyProof = z.object({
  response: z.object({
    ...credential,
    response: z.object({
      clientDataJSON: encoded(5000),
      authenticatorData: encoded(5000),
      signature: encoded(5000),
      userHandle: encoded(200).nullish(),
    }),
  }),
});
export type PasskeyProof = z.infer<typeof PasskeyProof>;

export const PasskeyId = z.object({ id: z.string() });
export const RenamePasskey = z.object({ name: z.string().max(1000) });

/** A passkey as its owner sees it; `last_used_at` is null until it was used to log in. */
export const Passkey = z
  .object({ id: z.string(), name: z.string(), created_at: z.string(), last_used_at: z.string().nullable() })
  .meta({ id: "Passkey" });
export type Passkey = z.infer<typeof Passkey>;

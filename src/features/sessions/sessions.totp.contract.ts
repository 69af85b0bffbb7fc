import { z } from "zod";

const password = z.string().max(1000);
const code = z.string().max(100);

export const Code = z.object({ code });
export const Password = z.object({ password });
export const PasswordAndCode = z.object({ password, code });

/** Whether logging in takes a code, and how many recovery codes are left. */
export const TwoFactor = z.object({ enabled: z.boolean(), recovery_codes_left: z.number() }).meta({ id: "TwoFactor" });
export type TwoFactor = z.infer<typeof TwoFactor>;

/** What an authenticator app needs: to type, as a link, and as a picture (SVG). Shown this once. */
export const TwoFactorSetup = z
  .object({ secret: z.string(), uri: z.string(), qr: z.string() })
  .meta({ id: "TwoFactorSetup" });
export type TwoFactorSetup = z.infer<typeof TwoFactorSetup>;

/** Codes for when the app is gone; shown this once, each works once. */
export const RecoveryCodes = z.object({ recovery_codes: z.array(z.string()) }).meta({ id: "RecoveryCodes" });
export type RecoveryCodes = z.infer<typeof RecoveryCodes>;

import { later, optional } from "#web/ui";

// Only who logs in or manages passkeys needs them.
/** The way in by passkey, below the log-in form. */
export const PasskeyLogIn = optional(async () => (await import("./PasskeyLogIn.tsx")).PasskeyLogIn);
/** The page of the member's passkeys. */
export const PasskeysPage = later(async () => (await import("./PasskeysPage.tsx")).PasskeysPage);

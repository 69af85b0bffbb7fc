import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from "@simplewebauthn/browser";

/** Why there is no passkey, where the browser or the person holding it says so. */
export type Trouble = "unsupported" | "cancelled" | "already" | "address" | "device";

/** The browser gave no passkey; `trouble` says why. */
export class CeremonyError extends Error {
  override readonly name = "CeremonyError";
  readonly trouble: Trouble;
  constructor(trouble: Trouble) {
    super(trouble);
    this.trouble = trouble;
  }
}

// Most visits need none of it.
const library = () => import("@simplewebauthn/browser");

/** Why there can be no passkeys here at all; null when there can. Browsers take none at an IP address. */
export function obstacle(host: string): "unsupported" | "address" | null {
  if (/^[\d.]+$|:/.test(host)) return "address";
  return typeof globalThis.PublicKeyCredential === "function" ? null : "unsupported";
}

/** Whether this browser offers passkeys where a username is typed. */
export const offersInField = async (): Promise<boolean> => (await library()).browserSupportsWebAuthnAutofill();

/** Has the device make a passkey; rejects with a CeremonyError. */
export const makePasskey = (options: PublicKeyCredentialCreationOptionsJSON): Promise<RegistrationResponseJSON> =>
  perform(async () => (await library()).startRegistration({ optionsJSON: options }));

/**
 * Has the device use a passkey, after its own question or, `inField`, when the member picks it where the username is
 * typed; rejects with a CeremonyError. One that begins ends the one before.
 */
export const signWithPasskey = (
  options: PublicKeyCredentialRequestOptionsJSON,
  inField: boolean,
): Promise<AuthenticationResponseJSON> =>
  perform(async () => (await library()).startAuthentication({ optionsJSON: options, useBrowserAutofill: inField }));

/** Ends whatever is still waiting for a passkey. */
export const stopWaiting = async (): Promise<void> => (await library()).WebAuthnAbortService.cancelCeremony();

async function perform<T>(work: () => Promise<T>): Promise<T> {
  const reason = obstacle(location.hostname);
  if (reason) throw new CeremonyError(reason);
  try {
    return await work();
  } catch (error) {
    throw new CeremonyError(troubleOf(error));
  }
}

/** What a failed ceremony comes to, for the person in front of it. */
export function troubleOf(error: unknown): Trouble {
  const { name, code } = error as { name?: string; code?: unknown };
  if (code === "ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED") return "already";
  if (code === "ERROR_INVALID_DOMAIN" || code === "ERROR_INVALID_RP_ID" || name === "SecurityError") return "address";
  if (code === "ERROR_CEREMONY_ABORTED" || name === "NotAllowedError" || name === "AbortError") return "cancelled";
  return "device";
}

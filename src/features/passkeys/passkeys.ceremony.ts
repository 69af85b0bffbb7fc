import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import type { WebAuthnCredential } from "@simplewebauthn/server";
import { COSEALG, decodeAttestationObject } from "@simplewebauthn/server/helpers";
import type { App, Ctx } from "#core/context";
import type { AccountRow } from "#accounts";
import { makeChallenge, readChallenge } from "./passkeys.challenges.ts";
import type { Answered, Purpose } from "./passkeys.challenges.ts";
import type { NewPasskey, PasskeyProof } from "./passkeys.contract.ts";
import { passkeyLimits } from "./passkeys.limits.ts";
import type { PasskeyRow } from "./passkeys.model.ts";

/** What every authenticator signs with one of, whichever the runtime could check besides. */
const supportedAlgorithmIDs = [COSEALG.EdDSA, COSEALG.ES256, COSEALG.RS256];
const timeout = passkeyLimits.offerMs;
const siteOf = ({ config }: Pick<App, "config">) => new URL(config.publicUrl);
const handleOf = (accountId: string) => new TextEncoder().encode(accountId);

/** What a browser needs to make a passkey that finds its account by itself and asks who holds it. */
export async function optionsToAdd(ctx: Ctx, account: AccountRow, known: PasskeyRow[]) {
  return generateRegistrationOptions({
    rpName: ctx.config.title,
    rpID: siteOf(ctx).hostname,
    userID: handleOf(account.id),
    userName: account.username,
    userDisplayName: account.displayName,
    challenge: await makeChallenge(ctx, { kind: "add", accountId: account.id }),
    timeout,
    attestationType: "none",
    supportedAlgorithmIDs,
    excludeCredentials: known.map((row) => ({ id: row.credentialId, transports: row.transports })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
}

/** What a browser needs to log in with any passkey of this site. */
export async function optionsToLogIn(ctx: Ctx) {
  const challenge = await makeChallenge(ctx, { kind: "log-in" });
  return generateAuthenticationOptions({
    rpID: siteOf(ctx).hostname,
    challenge,
    timeout,
    userVerification: "required",
  });
}

/** The credential in a new passkey and the challenge it answered; null when it is not what we asked for. */
export async function verifyNew(
  ctx: Ctx,
  accountId: string,
  { response }: NewPasskey,
): Promise<{ credential: WebAuthnCredential; answered: Answered } | null> {
  try {
    const { attestationObject } = response.response;
    // We ask for no certificate, and reading one would let a stranger choose addresses for us to fetch revocations from.
    const statement = decodeAttestationObject(Uint8Array.from(Buffer.from(attestationObject, "base64url")));
    const bare = statement.get("fmt") === "packed" && !statement.get("attStmt").get("x5c");
    if (statement.get("fmt") !== "none" && !bare) return null;
    const listener = listenFor(ctx, { kind: "add", accountId });
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: { ...response, clientExtensionResults: {} },
      supportedAlgorithmIDs,
      expectedChallenge: listener.expect,
      expectedOrigin: siteOf(ctx).origin,
      expectedRPID: siteOf(ctx).hostname,
    });
    const answered = listener.heard();
    return verified && answered ? { credential: registrationInfo.credential, answered } : null;
  } catch {
    return null;
  }
}

/** The counter that a known passkey came with and the challenge it answered; null when it is not what we asked for. */
export async function verifyUse(
  ctx: Ctx,
  row: PasskeyRow,
  { response }: PasskeyProof,
): Promise<{ counter: number; answered: Answered } | null> {
  const { userHandle, ...signed } = response.response;
  if (userHandle && userHandle !== Buffer.from(handleOf(row.accountId)).toString("base64url")) return null;
  try {
    const listener = listenFor(ctx, { kind: "log-in" });
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { ...response, response: signed, clientExtensionResults: {} },
      expectedChallenge: listener.expect,
      expectedOrigin: siteOf(ctx).origin,
      expectedRPID: siteOf(ctx).hostname,
      credential: { id: row.credentialId, publicKey: row.publicKey, counter: row.counter },
    });
    const answered = listener.heard();
    return verified && answered ? { counter: authenticationInfo.newCounter, answered } : null;
  } catch {
    return null;
  }
}

/** Accepts a challenge of ours for a purpose, and remembers it. */
function listenFor(ctx: Ctx, purpose: Purpose) {
  let answered: Answered | null = null;
  return {
    expect: async (challenge: string) => (answered = await readChallenge(ctx, purpose, challenge)) !== null,
    heard: () => answered,
  };
}

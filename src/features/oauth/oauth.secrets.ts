import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

const digest = (text: string) => createHash("sha256").update(text).digest();

/** 256 bits that nobody can guess, as text for headers and addresses. */
export const newSecret = (): string => randomBytes(32).toString("base64url");

/** What is kept of such a secret; as it cannot be guessed, one round is enough. */
export const hashSecret = (secret: string): string => digest(secret).toString("base64url");

/** Whether a secret is the one with this hash. */
export const secretFits = (hash: string, secret: string): boolean =>
  timingSafeEqual(Buffer.from(hash, "base64url"), digest(secret));

/**
 * PKCE (RFC 7636) with S256: a code that was asked for with a challenge needs the verifier that fits. One without takes
 * none either: a verifier then means that somebody stripped the challenge on its way.
 */
export function verifierFits(challenge: string | null, verifier: string | undefined): boolean {
  if (challenge === null) return !verifier;
  return /^[A-Za-z0-9._~-]{43,128}$/.test(verifier ?? "") && hashSecret(verifier!) === challenge;
}

/** The credentials of `Authorization: Basic`, each part form-encoded (RFC 6749, 2.3.1); null when it is something else. */
export function readBasic(header: string | undefined): { clientId: string; secret: string } | null {
  const encoded = /^Basic ([A-Za-z0-9+/=_-]{1,4000})$/i.exec(header ?? "")?.[1];
  if (encoded === undefined) return null;
  const [, id, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, "base64").toString()) ?? [];
  try {
    return id === undefined || secret === undefined
      ? null
      : { clientId: decodeURIComponent(id), secret: decodeURIComponent(secret) };
  } catch {
    return null;
  }
}

/** The token of `Authorization: Bearer`; null when it is something else. */
export const readBearer = (header: string | undefined): string | null =>
  /^Bearer +([\w.~+/=-]{1,500})$/i.exec(header ?? "")?.[1] ?? null;

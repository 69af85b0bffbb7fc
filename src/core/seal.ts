import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";

/** A key for one purpose, from which neither the server's secret nor the key of another purpose can be found. */
export const deriveKey = (secret: Uint8Array, purpose: string): Buffer =>
  Buffer.from(hkdfSync("sha256", secret, "x-messenger", purpose, 32));

/** Encrypts a text for the database (AES-256-GCM): without the server's secret it can be neither read nor changed. */
export function seal(secret: Uint8Array, purpose: string, text: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", deriveKey(secret, purpose), iv);
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64url");
}

/** The text that was sealed for this purpose; throws when the secret is another one or somebody changed a byte. */
export function unseal(secret: Uint8Array, purpose: string, sealed: string): string {
  const bytes = Buffer.from(sealed, "base64url");
  const decipher = createDecipheriv("aes-256-gcm", deriveKey(secret, purpose), bytes.subarray(0, 12), {
    authTagLength: 16,
  });
  decipher.setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
}

/** A name for a text under which it is found again but not read, not even by trying all the likely ones. */
export const fingerprint = (secret: Uint8Array, purpose: string, text: string): string =>
  createHmac("sha256", deriveKey(secret, purpose)).update(text).digest("base64url");

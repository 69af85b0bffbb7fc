import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { isoCBOR } from "@simplewebauthn/server/helpers";

type Options = { challenge: string; rp?: { id: string }; rpId?: string; user?: { id: string } };

/** What a test may tell an authenticator to do wrong. */
export type Odd = {
  origin?: string;
  rpId?: string;
  challenge?: string;
  counter?: number;
  unlocked?: boolean;
  type?: string;
  userHandle?: string;
  statement?: { fmt: string; attStmt: Map<string, string | Uint8Array<ArrayBuffer>[]> };
};

const encode = (bytes: Uint8Array | string) => Buffer.from(bytes).toString("base64url");
const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest();

/** An authenticator in software that holds one passkey, and answers as a browser hands it on. */
export function createAuthenticator(origin: string, { counts = true }: { counts?: boolean } = {}) {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x, y } = publicKey.export({ format: "jwk" });
  const id = randomBytes(32);
  let handle = encode("1");
  let used = 0;

  const clientData = (type: string, challenge: string, odd: Odd) =>
    Buffer.from(
      JSON.stringify({
        type: odd.type ?? type,
        challenge: odd.challenge ?? challenge,
        origin: odd.origin ?? origin,
        crossOrigin: false,
      }),
    );
  const authData = (rpId: string, made: Uint8Array, odd: Odd) => {
    if (counts) used++;
    const flags = 0x01 | (odd.unlocked === false ? 0 : 0x04) | (made.length > 0 ? 0x40 : 0);
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(odd.counter ?? used);
    return Buffer.concat([sha256(odd.rpId ?? rpId), Buffer.from([flags]), counter, made]);
  };
  const wrap = <T>(response: T) => ({ id: encode(id), rawId: encode(id), type: "public-key", response });

  return {
    /** Makes the passkey for these options. */
    make: ({ challenge, rp, user }: Options, odd: Odd = {}) => {
      handle = user!.id;
      const cose = isoCBOR.encode(
        new Map<number, number | Uint8Array<ArrayBuffer>>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, Uint8Array.from(Buffer.from(x!, "base64url"))],
          [-3, Uint8Array.from(Buffer.from(y!, "base64url"))],
        ]),
      );
      const made = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, cose]);
      const { fmt, attStmt } = odd.statement ?? { fmt: "none", attStmt: new Map() };
      const attestation = isoCBOR.encode(
        new Map<string, unknown>([
          ["fmt", fmt],
          ["attStmt", attStmt],
          ["authData", Uint8Array.from(authData(rp!.id, made, odd))],
        ]) as Parameters<typeof isoCBOR.encode>[0],
      );
      return wrap({
        clientDataJSON: encode(clientData("webauthn.create", challenge, odd)),
        attestationObject: encode(attestation),
        transports: ["internal"],
      });
    },
    /** Signs for these options. */
    use: ({ challenge, rpId }: Options, odd: Odd = {}) => {
      const client = clientData("webauthn.get", challenge, odd);
      const data = authData(rpId!, new Uint8Array(), odd);
      return wrap({
        clientDataJSON: encode(client),
        authenticatorData: encode(data),
        signature: encode(sign("sha256", Buffer.concat([data, sha256(client)]), privateKey)),
        userHandle: odd.userHandle ?? handle,
      });
    },
  };
}

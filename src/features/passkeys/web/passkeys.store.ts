import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/browser";
import { type Api, api } from "#web/api";
import { type Live, live } from "#web/live";
import { createOwnList } from "#web/ownList";
import { logInBy } from "#sessions/web";
import type { Passkey } from "../passkeys.contract.ts";
import { makePasskey, signWithPasskey } from "./ceremony.ts";

const path = "/auth/passkeys";

/** The member's passkeys, kept true while a page shows them. */
export function createPasskeys({ api, live }: { api: Api; live: Live }) {
  const { change, ...list } = createOwnList<Passkey>({ api, live }, { path, channel: "passkeys", events: "passkey." });

  /** Has the device make a passkey and keeps it; rejects with an ApiError or a CeremonyError. */
  async function add(name: string, password: string): Promise<void> {
    const options = await api.send<PublicKeyCredentialCreationOptionsJSON>("POST", `${path}/options`, { password });
    const response = await makePasskey(options);
    const added = await api.send<Passkey>("POST", path, { name, response });
    change((all) => [...all.filter(({ id }) => id !== added.id), added]);
  }

  /** Names a passkey anew; rejects with an ApiError. */
  async function rename(id: string, name: string): Promise<void> {
    const renamed = await api.send<Passkey>("PUT", `${path}/${id}`, { name });
    change((all) => all.map((each) => (each.id === id ? renamed : each)));
  }

  return { ...list, add, rename };
}

/** The page's list of passkeys. */
export const passkeys = createPasskeys({ api, live });

/** Logs in with a passkey; rejects with an ApiError or a CeremonyError. `inField` waits until one is picked in the field. */
export async function logInByPasskey(inField: boolean): Promise<void> {
  const options = await api.send<PublicKeyCredentialRequestOptionsJSON>("POST", `${path}/login/options`, {});
  await logInBy(`${path}/login`, { response: await signWithPasskey(options, inField) });
}

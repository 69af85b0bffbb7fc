import { createHash, randomBytes } from "node:crypto";
import type { App } from "#core/context";
import type { Tx } from "#core/db";
import { writeTo } from "./sessions.letters.ts";
import type { LoginRow } from "./sessions.model.ts";
import { findAddressOwner, insertProof } from "./sessions.proofs.model.ts";

const hourMs = 3_600_000;
const verifyHours = 24;
const resetMinutes = 30;

/** How two addresses are compared. */
export const emailKeyOf = (email: string): string => email.toLowerCase();

/** What is kept of a link's token: who reads the database cannot use it. */
export const hashOf = (token: string): string => createHash("sha256").update(token).digest("base64url");

/**
 * Sends a link that proves an address to be this account's. When another account has it already, its owner gets a
 * notice instead, and nothing else looks different.
 */
export async function askForProof(app: App, tx: Tx, login: LoginRow, email: string): Promise<void> {
  const token = randomBytes(32).toString("base64url");
  const expiresAt = new Date(app.clock().getTime() + verifyHours * hourMs);
  const owner = await findAddressOwner(tx, emailKeyOf(email));
  await insertProof(tx, { hash: hashOf(token), accountId: login.accountId, purpose: "verify", email, expiresAt });
  if (owner && owner.accountId !== login.accountId)
    await writeTo(app, tx, owner, "taken", (t, title) => t.taken(title));
  else
    await writeTo(app, tx, login, "verify", (t, title) => t.verify(title, verifyHours), {
      to: email,
      path: `/verify#token=${token}`,
    });
}

/** Sends the owner of an address a link to choose a new password with. */
export async function sendReset(app: App, tx: Tx, login: LoginRow): Promise<void> {
  const token = randomBytes(32).toString("base64url");
  const expiresAt = new Date(app.clock().getTime() + (resetMinutes / 60) * hourMs);
  const { accountId, email } = login;
  await insertProof(tx, { hash: hashOf(token), accountId, purpose: "reset", email, expiresAt });
  await writeTo(app, tx, login, "reset", (t, title) => t.reset(title, resetMinutes), { path: `/reset#token=${token}` });
}

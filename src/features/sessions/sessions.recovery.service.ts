import type { Ctx } from "#core/context";
import type { Tx } from "#core/db";
import { write } from "#core/events";
import type { Emit } from "#core/events";
import { seal } from "#core/seal";
import { sessionEnded } from "./sessions.lifetime.ts";
import { notify } from "./sessions.letters.ts";
import { removeSessionsOf } from "./sessions.model.ts";
import { hashPassword } from "./sessions.passwords.ts";
import { hashOf } from "./sessions.proofs.ts";
import { findProof, lockLogin, removeProofs, setPassword, takeProof } from "./sessions.proofs.model.ts";
import { usedLink } from "./sessions.recovery.errors.ts";
import { checkAddress, checkNewPassword } from "./sessions.rules.ts";

/** Takes down that somebody forgot their password. What is done here is the same for every address. */
export async function askReset(ctx: Ctx, input: { email: string }): Promise<void> {
  const address = seal(ctx.secret, "reset", checkAddress(input.email));
  await write(ctx, async (_tx, emit) => emit({ type: "reset.asked", subject: "0", data: { address } }));
}

/** Changes the password by a link that was sent to the account's address, and logs everybody out. */
export async function resetPassword(ctx: Ctx, input: { token: string; password: string }): Promise<void> {
  checkNewPassword(input.password);
  const hash = hashOf(input.token);
  if (!(await findProof(ctx.db, hash, "reset"))) throw usedLink();
  const passwordHash = await hashPassword(input.password);
  await write(ctx, async (tx, emit) => {
    const proof = await takeProof(tx, hash, "reset");
    const login = proof && (await lockLogin(tx, proof.accountId));
    if (!login) throw usedLink();
    await setPassword(tx, login.accountId, passwordHash);
    await removeProofs(tx, login.accountId, "reset");
    await endAllSessions(tx, emit, login.accountId);
    emit({ type: "password.changed", subject: login.accountId });
    await notify(ctx, tx, login, "password", (t, title) => t.passwordChanged(title));
  });
}

/** Ends every session of an account, everywhere and at once. */
async function endAllSessions(tx: Tx, emit: Emit, accountId: string): Promise<void> {
  for (const id of await removeSessionsOf(tx, accountId)) emit(sessionEnded(accountId, id, "password"));
}

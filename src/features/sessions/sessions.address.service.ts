import type { Ctx, MemberCtx } from "#core/context";
import { databaseCode } from "#core/db";
import { notFound } from "#core/errors";
import { write } from "#core/events";
import { confirmPassword } from "./sessions.confirm.ts";
import { notify } from "./sessions.letters.ts";
import { findLogin } from "./sessions.model.ts";
import { askForProof, emailKeyOf, hashOf } from "./sessions.proofs.ts";
import { attachAddress, findAskedAddress, lockLogin, removeProofs, takeProof } from "./sessions.proofs.model.ts";
import type { Address } from "./sessions.recovery.contract.ts";
import { usedLink } from "./sessions.recovery.errors.ts";
import { checkAddress } from "./sessions.rules.ts";

/** One's own address and how it stands. */
export async function getAddress(ctx: MemberCtx): Promise<Address> {
  const login = await findLogin(ctx.db, ctx.viewer.accountId);
  if (!login) throw notFound();
  const asked = await findAskedAddress(ctx.db, login.accountId);
  const pending = asked !== undefined && asked !== login.email ? asked : null;
  return { email: login.email, verified: login.emailKey !== null, pending };
}

/** Asks to have another address; it counts when its link is opened, and until then the old one does. */
export async function changeAddress(ctx: MemberCtx, input: { email: string; password: string }): Promise<Address> {
  const email = checkAddress(input.email);
  const login = await confirmPassword(ctx, input.password);
  await write(ctx, async (tx, emit) => {
    await removeProofs(tx, login.accountId, "verify");
    await askForProof(ctx, tx, login, email);
    emit({ type: "address.asked", subject: login.accountId });
  });
  return getAddress(ctx);
}

/** Sends the link once more, to the address that waits for it. */
export async function resendProof(ctx: MemberCtx): Promise<Address> {
  const address = await getAddress(ctx);
  if (address.verified && address.pending === null) return address;
  await write(ctx, async (tx, emit) => {
    const login = await lockLogin(tx, ctx.viewer.accountId);
    if (!login) throw notFound();
    await askForProof(ctx, tx, login, address.pending ?? address.email);
    emit({ type: "address.asked", subject: login.accountId });
  });
  return getAddress(ctx);
}

/** Makes an address the account's own by the link that was sent there. Of two accounts that prove one, the first has it. */
export async function verifyAddress(ctx: Ctx, input: { token: string }): Promise<void> {
  try {
    await write(ctx, async (tx, emit) => {
      const proof = await takeProof(tx, hashOf(input.token), "verify");
      const before = proof && (await lockLogin(tx, proof.accountId));
      if (!before) throw usedLink();
      await attachAddress(tx, before.accountId, proof.email, emailKeyOf(proof.email));
      await removeProofs(tx, before.accountId, "verify");
      await removeProofs(tx, before.accountId, "reset");
      emit({ type: "address.verified", subject: before.accountId });
      if (before.emailKey !== emailKeyOf(proof.email))
        await notify(ctx, tx, before, "moved", (t, title) => t.addressChanged(title));
    });
  } catch (error) {
    throw databaseCode(error) === "23505" ? usedLink() : error;
  }
}

import type { Ctx, MemberCtx } from "#core/context";
import { notFound, notSignedIn } from "#core/errors";
import { write } from "#core/events";
import { networkOf, tooMany } from "#core/limits";
import { findAccount } from "#accounts";
import { confirmPassword, startSession } from "#sessions";
import type { Origin } from "#sessions";
import { optionsToAdd, optionsToLogIn, verifyNew, verifyUse } from "./passkeys.ceremony.ts";
import type { NewPasskey, OfferPasskey, Passkey, PasskeyProof } from "./passkeys.contract.ts";
import { alreadyAdded, notAccepted, notRecognised, tooManyPasskeys } from "./passkeys.errors.ts";
import { passkeyLimits } from "./passkeys.limits.ts";
import {
  findCredential,
  holdCount,
  insertPasskey,
  listPasskeyRows,
  noteUse,
  removePasskeyRow,
  setName,
  spendChallenge,
} from "./passkeys.model.ts";
import { checkName } from "./passkeys.rules.ts";
import { passkeyView } from "./passkeys.view.ts";

const happened = (verb: "added" | "renamed" | "used" | "removed", account: string, id: string) => ({
  type: `passkey.${verb}`,
  subject: id,
  data: { account },
});

/** The member's passkeys, oldest first. */
export async function listPasskeys(ctx: MemberCtx): Promise<Passkey[]> {
  return (await listPasskeyRows(ctx.db, ctx.viewer.accountId)).map(passkeyView);
}

/** What the member's browser needs to make a passkey. The password is asked for: a passkey opens the account from then on. */
export async function offerPasskey(ctx: MemberCtx, { password }: OfferPasskey) {
  await confirmPassword(ctx, password);
  const account = await findAccount(ctx.db, ctx.viewer.accountId);
  if (!account) throw notSignedIn();
  const known = await listPasskeyRows(ctx.db, account.id);
  if (known.length >= passkeyLimits.perAccount) throw tooManyPasskeys();
  return optionsToAdd(ctx, account, known);
}

/** Keeps the passkey that the member's browser made. */
export async function addPasskey(ctx: MemberCtx, input: NewPasskey): Promise<Passkey> {
  const { accountId } = ctx.viewer;
  const name = checkName(input.name);
  const made = await verifyNew(ctx, accountId, input);
  if (!made) throw notAccepted();
  const { id: credentialId, publicKey, counter, transports = [] } = made.credential;
  return write(ctx, async (tx, emit) => {
    if ((await holdCount(tx, accountId)) >= passkeyLimits.perAccount) throw tooManyPasskeys();
    if (!(await spendChallenge(tx, made.answered.id, made.answered.expiresAt))) throw notAccepted();
    const createdAt = ctx.clock();
    const row = await insertPasskey(tx, { accountId, credentialId, publicKey, counter, transports, name, createdAt });
    if (!row) throw alreadyAdded();
    emit(happened("added", accountId, row.id));
    return passkeyView(row);
  });
}

/** Names one of the member's passkeys anew. */
export async function renamePasskey(ctx: MemberCtx, id: string, input: { name: string }): Promise<Passkey> {
  const { accountId } = ctx.viewer;
  const name = checkName(input.name);
  return write(ctx, async (tx, emit) => {
    const row = await setName(tx, accountId, id, name);
    if (!row) throw notFound();
    emit(happened("renamed", accountId, id));
    return passkeyView(row);
  });
}

/** Removes one of the member's passkeys: from now on it opens nothing. */
export async function removePasskey(ctx: MemberCtx, id: string): Promise<void> {
  const { accountId } = ctx.viewer;
  await write(ctx, async (tx, emit) => {
    if (!(await removePasskeyRow(tx, accountId, id))) throw notFound();
    emit(happened("removed", accountId, id));
  });
}

/** What a browser needs to log in with a passkey: the same for everyone, whoever they are. */
export const offerLogIn = (ctx: Ctx) => optionsToLogIn(ctx);

/** Signs in by a passkey, which its holder had to unlock: something they have and something they know or are. */
export async function logInByPasskey(ctx: Ctx, proof: PasskeyProof, from: Origin) {
  const tries = `passkey ${networkOf(from.ip)}`;
  const standing = await ctx.limits.hit("login", tries);
  if (standing.exceeded) throw tooMany(standing);
  const row = await findCredential(ctx.db, proof.response.id);
  const used = row && (await verifyUse(ctx, row, proof));
  if (!row || !used) throw notRecognised();
  const session = await write(ctx, async (tx, emit) => {
    if (!(await spendChallenge(tx, used.answered.id, used.answered.expiresAt))) throw notRecognised();
    if (!(await noteUse(tx, row.id, used.counter, ctx.clock()))) throw notRecognised();
    emit(happened("used", row.accountId, row.id));
    return startSession(ctx, tx, emit, row.accountId, from);
  });
  await ctx.limits.forgive("login", tries);
  return session;
}

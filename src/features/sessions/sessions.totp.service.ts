import { renderSVG } from "uqr";
import type { Ctx, MemberCtx } from "#core/context";
import type { Tx } from "#core/db";
import { invalid, notFound } from "#core/errors";
import { write } from "#core/events";
import { networkOf } from "#core/limits";
import { findAccount } from "#accounts";
import { confirmPassword } from "./sessions.confirm.ts";
import type { Origin } from "./sessions.devices.ts";
import { notify } from "./sessions.letters.ts";
import { findLogin } from "./sessions.model.ts";
import { alreadySo, startOver, wrong } from "./sessions.recovery.errors.ts";
import { startSession } from "./sessions.service.ts";
import type { OpenedSession } from "./sessions.tokens.ts";
import type { RecoveryCodes, TwoFactor, TwoFactorSetup } from "./sessions.totp.contract.ts";
import {
  appLink,
  countTry,
  makeRecoveryCodes,
  makeSecret,
  plainCode,
  readTicket,
  recoveryHash,
  stepOf,
  takeCode,
} from "./sessions.totp.ts";
import {
  confirmTotp,
  countRecoveryCodes,
  findTotp,
  putRecoveryCodes,
  putTotp,
  removeTotp,
} from "./sessions.totp.model.ts";

type PasswordAndCode = { password: string; code: string };

/** Whether one's log-in takes a code. */
export async function getTwoFactor(ctx: MemberCtx): Promise<TwoFactor> {
  const { accountId } = ctx.viewer;
  const enabled = (await findTotp(ctx.db, accountId))?.confirmedAt != null;
  return { enabled, recovery_codes_left: enabled ? await countRecoveryCodes(ctx.db, accountId) : 0 };
}

/** Makes a secret for an authenticator app. It counts for nothing until a code of it comes back. */
export async function setUpTwoFactor(ctx: MemberCtx, input: { password: string }): Promise<TwoFactorSetup> {
  const { accountId } = await confirmPassword(ctx, input.password);
  const account = await findAccount(ctx.db, accountId);
  if (!account) throw notFound();
  const { shown, sealed } = makeSecret(ctx);
  await write(ctx, async (tx, emit) => {
    if (!(await putTotp(tx, accountId, sealed))) throw alreadySo();
    emit({ type: "totp.prepared", subject: accountId });
  });
  const uri = appLink(ctx.config.title, account.username, shown);
  return { secret: shown, uri, qr: renderSVG(uri, { border: 2 }) };
}

/** Turns two-step log-in on with a first code, and shows the recovery codes. */
export async function confirmTwoFactor(ctx: MemberCtx, input: { code: string }, from: Origin): Promise<RecoveryCodes> {
  const { accountId } = ctx.viewer;
  const forgive = await countTry(ctx, accountId, input.code, networkOf(from.ip));
  const totp = await findTotp(ctx.db, accountId);
  if (!totp || totp.confirmedAt) throw alreadySo();
  const step = stepOf(ctx, totp.secret, plainCode(input.code));
  if (step === null) throw invalid([wrong.code()]);
  const codes = makeRecoveryCodes();
  await write(ctx, async (tx, emit) => {
    if (!(await confirmTotp(tx, totp, step, ctx.clock()))) throw alreadySo();
    await keepCodes(ctx, tx, accountId, codes);
    emit({ type: "totp.enabled", subject: accountId });
    const login = await findLogin(tx, accountId);
    if (login) await notify(ctx, tx, login, "totp", (t, title) => t.totpOn(title));
  });
  await forgive();
  return { recovery_codes: codes };
}

/** Replaces the recovery codes; the old ones are worthless. */
export async function renewRecoveryCodes(ctx: MemberCtx, input: PasswordAndCode, from: Origin): Promise<RecoveryCodes> {
  const codes = makeRecoveryCodes();
  await stepUp(ctx, input, from, async (tx, accountId) => {
    await keepCodes(ctx, tx, accountId, codes);
    return "totp.codes-renewed";
  });
  return { recovery_codes: codes };
}

/** Turns two-step log-in off. */
export async function disableTwoFactor(ctx: MemberCtx, input: PasswordAndCode, from: Origin): Promise<void> {
  await stepUp(ctx, input, from, async (tx, accountId) => {
    await removeTotp(tx, accountId);
    const login = await findLogin(tx, accountId);
    if (login) await notify(ctx, tx, login, "totp", (t, title) => t.totpOff(title));
    return "totp.disabled";
  });
}

/** The second step of a log-in: the ticket says whose password was right, the code does the rest. */
export async function finishLogIn(
  ctx: Ctx,
  ticket: string | undefined,
  input: { code: string },
  from: Origin,
): Promise<OpenedSession> {
  const login = await readTicket(ctx, ticket);
  if (!login) throw startOver();
  const { accountId } = login;
  const forgive = await countTry(ctx, accountId, input.code, networkOf(from.ip));
  const session = await write(ctx, async (tx, emit) => {
    if (!(await takeCode(ctx, tx, accountId, input.code))) throw invalid([wrong.code()]);
    return startSession(ctx, tx, emit, accountId, from);
  });
  await forgive();
  return session;
}

async function stepUp(
  ctx: MemberCtx,
  input: PasswordAndCode,
  from: Origin,
  work: (tx: Tx, accountId: string) => Promise<string>,
): Promise<void> {
  const { accountId } = await confirmPassword(ctx, input.password);
  const forgive = await countTry(ctx, accountId, input.code, networkOf(from.ip));
  await write(ctx, async (tx, emit) => {
    if (!(await takeCode(ctx, tx, accountId, input.code))) throw invalid([wrong.code()]);
    emit({ type: await work(tx, accountId), subject: accountId });
  });
  await forgive();
}

const keepCodes = (ctx: Ctx, tx: Tx, accountId: string, codes: string[]) =>
  putRecoveryCodes(
    tx,
    accountId,
    codes.map((code) => recoveryHash(ctx, accountId, code)),
  );

import { isDeepStrictEqual } from "node:util";
import type { Ctx, MemberCtx } from "#core/context";
import { notFound } from "#core/errors";
import { write } from "#core/events";
import type { Account, CredentialAccount, Preferences, UpdateCredentials } from "./accounts.contract.ts";
import { usernameKey, usernamePattern } from "./accounts.limits.ts";
import { findMentioned } from "./accounts.mentions.ts";
import { countRequests, findAccount, findAccountByKey, lockAccount, updateAccount } from "./accounts.model.ts";
import type { AccountRow } from "./accounts.model.ts";
import { checkProfile } from "./accounts.rules.ts";
import { accountView, credentialView, preferencesView } from "./accounts.view.ts";

/** The account with this id; 404 when there is none. */
export async function getAccount(ctx: Ctx, id: string): Promise<Account> {
  const row = await findAccount(ctx.db, id);
  if (!row) throw notFound();
  return accountView(ctx.config, row);
}

/** The account of `name`, `@name` or `name@this-instance`; 404 when there is none. */
export async function lookupAccount(ctx: Ctx, acct: string): Promise<Account> {
  const [name = "", domain] = acct.replace(/^@/, "").split("@");
  const here = domain === undefined || domain.toLowerCase() === new URL(ctx.config.publicUrl).host;
  const row =
    here && usernamePattern.test(name.normalize("NFC")) ? await findAccountByKey(ctx.db, usernameKey(name)) : undefined;
  if (!row) throw notFound();
  return accountView(ctx.config, row);
}

/** One's own account. */
export async function getOwnAccount(ctx: MemberCtx): Promise<CredentialAccount> {
  return showOwnAccount(ctx, await findOwn(ctx));
}

/** An account as its owner sees it. */
export async function showOwnAccount(ctx: Ctx, row: AccountRow): Promise<CredentialAccount> {
  return credentialView(ctx.config, row, await countRequests(ctx.db, row.id));
}

/** What one's clients start with. */
export async function getPreferences(ctx: MemberCtx): Promise<Preferences> {
  return preferencesView(await findOwn(ctx));
}

/** Changes what one's account tells of itself; what is not mentioned stays. Saying the same again changes nothing. */
export async function updateCredentials(ctx: MemberCtx, input: UpdateCredentials): Promise<CredentialAccount> {
  const { defaults, ...shown } = checkProfile(input);
  const row = await write(ctx, async (tx, emit) => {
    const before = await lockAccount(tx, ctx.viewer.accountId);
    if (!before) throw notFound();
    const after = { ...before, ...shown, defaults: { ...before.defaults, ...defaults } };
    if (isDeepStrictEqual(after, before)) return before;
    const words = [after.note, ...after.fields.map(({ value }) => value)].join("\n");
    const mentions = await findMentioned(tx, ctx.config, words);
    emit({ type: "account.changed", subject: before.id });
    return updateAccount(tx, before.id, { ...shown, defaults: after.defaults, mentions });
  });
  return showOwnAccount(ctx, row);
}

async function findOwn(ctx: MemberCtx): Promise<AccountRow> {
  const row = await findAccount(ctx.db, ctx.viewer.accountId);
  if (!row) throw notFound();
  return row;
}

import type { MemberCtx } from "#core/context";
import { invalid, notFound } from "#core/errors";
import { tooMany } from "#core/limits";
import { wrong } from "./sessions.recovery.errors.ts";
import { findLogin } from "./sessions.model.ts";
import type { LoginRow } from "./sessions.model.ts";
import { checkPassword } from "./sessions.passwords.ts";

/** Makes sure that it is the member who asks, and not somebody at their open browser; guessing is slowed per account. */
export async function confirmPassword(ctx: MemberCtx, password: string): Promise<LoginRow> {
  const guesses = `confirm ${ctx.viewer.accountId}`;
  const standing = await ctx.limits.hit("login", guesses);
  if (standing.exceeded) throw tooMany(standing);
  const login = await findLogin(ctx.db, ctx.viewer.accountId);
  if (!login) throw notFound();
  if (!(await checkPassword(login.passwordHash, password))) throw invalid([wrong.password()]);
  await ctx.limits.forgive("login", guesses);
  return login;
}

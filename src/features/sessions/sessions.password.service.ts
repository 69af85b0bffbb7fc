import type { MemberCtx } from "#core/context";
import { invalid } from "#core/errors";
import { write } from "#core/events";
import { tooMany } from "#core/limits";
import type { ChangePassword } from "./sessions.contract.ts";
import { sessionOver, wrong } from "./sessions.errors.ts";
import { sessionEnded } from "./sessions.lifetime.ts";
import type { Origin } from "./sessions.devices.ts";
import { findLogin, removeSessionsOf, replacePassword } from "./sessions.model.ts";
import { checkPassword, hashPassword } from "./sessions.passwords.ts";
import { passwordProblem } from "./sessions.rules.ts";
import { startSession } from "./sessions.service.ts";
import type { OpenedSession } from "./sessions.tokens.ts";

/** Changes the member's password: this browser goes on in a new session, every other one has to log in again. */
export async function changePassword(ctx: MemberCtx, input: ChangePassword, from: Origin): Promise<OpenedSession> {
  const { accountId, sessionId } = ctx.viewer;
  const problem = passwordProblem("new", input.new);
  if (problem) throw invalid([problem]);
  // Whoever sits down at an open browser must not find out the password by trying.
  const guesses = `password ${accountId}`;
  const standing = await ctx.limits.hit("login", guesses);
  if (standing.exceeded) throw tooMany(standing);
  const login = await findLogin(ctx.db, accountId);
  if (!(await checkPassword(login?.passwordHash, input.current)) || !login) throw invalid([wrong.currentPassword()]);
  await ctx.limits.forgive("login", guesses);
  const passwordHash = await hashPassword(input.new);
  return write(ctx, async (tx, emit) => {
    if (!(await replacePassword(tx, accountId, login.passwordHash, passwordHash)))
      throw invalid([wrong.currentPassword()]);
    const ended = await removeSessionsOf(tx, accountId);
    if (!ended.includes(sessionId)) throw sessionOver();
    for (const id of ended) emit(sessionEnded(accountId, id, id === sessionId ? "replaced" : "password"));
    emit({ type: "password.changed", subject: accountId });
    return startSession(ctx, tx, emit, accountId, from);
  });
}

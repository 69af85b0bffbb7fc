import type { MemberCtx } from "#core/context";
import { notFound } from "#core/errors";
import { write } from "#core/events";
import type { SignedIn } from "./sessions.contract.ts";
import { sessionEnded } from "./sessions.lifetime.ts";
import { findSessionsOf, removeSession, removeSessionsOf } from "./sessions.model.ts";
import { sessionView } from "./sessions.view.ts";

/** Where the member is signed in, the session used last first. */
export async function listSessions(ctx: MemberCtx): Promise<SignedIn[]> {
  const rows = await findSessionsOf(ctx.db, ctx.viewer.accountId);
  return rows.map((row) => sessionView(row, ctx.viewer.sessionId));
}

/** Ends one session of the member; throws 404 when there is none of that id. */
export async function revokeSession(ctx: MemberCtx, id: string): Promise<void> {
  const { accountId, sessionId } = ctx.viewer;
  await write(ctx, async (tx, emit) => {
    if (!(await removeSession(tx, accountId, id))) throw notFound();
    emit(sessionEnded(accountId, id, id === sessionId ? "signed-out" : "revoked"));
  });
}

/** Ends every session of the member but this one. */
export async function revokeOthers(ctx: MemberCtx): Promise<void> {
  const { accountId, sessionId } = ctx.viewer;
  await write(ctx, async (tx, emit) => {
    for (const id of await removeSessionsOf(tx, accountId, sessionId)) emit(sessionEnded(accountId, id, "revoked"));
  });
}

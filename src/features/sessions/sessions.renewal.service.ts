import type { Ctx } from "#core/context";
import { databaseCode } from "#core/db";
import { write } from "#core/events";
import { sessionOver } from "./sessions.errors.ts";
import { lifetimeFrom, placeOf, sessionEnded } from "./sessions.lifetime.ts";
import type { Origin } from "./sessions.devices.ts";
import { findOpenSession, lockOpenSession, removeSession, updateSession } from "./sessions.model.ts";
import { hashKey, keyAfter, readRefresh } from "./sessions.tokens.ts";
import type { OpenedSession } from "./sessions.tokens.ts";

/** How long a browser that did not hear the answer may ask again with the key it has. */
const graceMs = 60_000;

/**
 * Renews a session: its key is used up, the next one takes its place. The key before the present one is answered
 * again for a minute, with the same next key, for an answer can be lost and two tabs can ask at once; but not once the
 * next one was used. Any older key was copied by someone: the session ends, for whoever holds it.
 */
export async function renewSession(ctx: Ctx, token: string | undefined, from: Origin): Promise<OpenedSession> {
  const named = await readRefresh(ctx, token);
  if (!named) throw sessionOver();
  try {
    return await turnKey(ctx, named, from);
  } catch (error) {
    // On a full disk nothing can be noted, and whoever is in goes on reading with the key they have.
    const open = databaseCode(error) === "53100" && (await findOpenSession(ctx.db, named.sessionId));
    if (!open || open.refreshHash !== hashKey(named.key)) throw error;
    return { ...open, refreshKey: named.key };
  }
}

async function turnKey(ctx: Ctx, named: { sessionId: string; key: string }, from: Origin): Promise<OpenedSession> {
  const now = ctx.clock();
  const refreshKey = keyAfter(ctx, named.key);
  const refreshHash = hashKey(refreshKey);
  const session = await write(ctx, async (tx, emit) => {
    const open = await lockOpenSession(tx, named.sessionId);
    if (!open) return null;
    if (open.refreshHash === hashKey(named.key)) {
      emit({ type: "session.renewed", subject: open.id });
      return updateSession(tx, open.id, { refreshHash, ...placeOf(from), ...lifetimeFrom(now) });
    }
    if (open.refreshHash === refreshHash && now.getTime() - open.renewedAt.getTime() < graceMs) return open;
    await removeSession(tx, open.accountId, open.id);
    emit(sessionEnded(open.accountId, open.id, "reused"));
    return null;
  });
  if (!session) throw sessionOver();
  return { ...session, refreshKey };
}

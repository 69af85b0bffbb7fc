import type { MemberCtx } from "#core/context";
import { notFound } from "#core/errors";
import { write } from "#core/events";
import { findAccount } from "#accounts";
import type { Suggestion } from "./relations.contract.ts";
import { findAccountRows } from "./relations.lists.model.ts";
import { findFriendsOfFriends, findMostFollowed, insertDismissal } from "./relations.suggestions.model.ts";
import { suggestionView } from "./relations.view.ts";
import type { Reason } from "./relations.view.ts";

/** Whom the viewer might follow: first whom their friends follow, then whom most follow; only who wants to be found. */
export async function listSuggestions(ctx: MemberCtx, limit: number): Promise<Suggestion[]> {
  const { accountId } = ctx.viewer;
  const [friends, popular] = await Promise.all([
    findFriendsOfFriends(ctx.db, accountId, limit),
    findMostFollowed(ctx.db, accountId, limit),
  ]);
  const reasons = new Map<string, Reason[]>(friends.map((id) => [id, ["friends_of_friends"]]));
  for (const id of popular) reasons.set(id, [...(reasons.get(id) ?? []), "most_followed"]);
  const chosen = [...reasons].slice(0, limit);
  const rows = await findAccountRows(
    ctx.db,
    chosen.map(([id]) => id),
  );
  return chosen.flatMap(([id, why]) => {
    const row = rows.get(id);
    return row ? [suggestionView(ctx.config, row, why)] : [];
  });
}

/** Suggests an account to the viewer no more; 404 for nobody. */
export async function dismissSuggestion(ctx: MemberCtx, id: string): Promise<void> {
  if (!(await findAccount(ctx.db, id))) throw notFound();
  const { accountId } = ctx.viewer;
  await write(ctx, async (tx, emit) => {
    if (await insertDismissal(tx, accountId, id))
      emit({ type: "suggestion.dismissed", subject: accountId, data: { target: id } });
  });
}

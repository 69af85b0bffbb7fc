import type { Ctx, MemberCtx } from "#core/context";
import type { Db } from "#core/db";
import { notFound } from "#core/errors";
import type { Paging } from "#core/forms";
import { isId } from "#core/ids";
import { accountView, findAccount } from "#accounts";
import type { Account } from "#accounts";
import type { FamiliarFollowers, MutedAccount, Relationship } from "./relations.contract.ts";
import { findEdges } from "./relations.edges.model.ts";
import {
  findAccountRows,
  findBlocked,
  findExpiries,
  findFamiliar,
  findFollowers,
  findFollowing,
  findMuted,
  findRequests,
} from "./relations.lists.model.ts";
import type { Listed } from "./relations.lists.model.ts";
import { findRelations } from "./relations.pairs.model.ts";
import { mutedView, relationshipView } from "./relations.view.ts";

/** A page of accounts, and the places in the list that they stand at. */
export type AccountPage<A = Account> = { places: { id: string }[]; accounts: A[] };

/** How many familiar followers of one account are told of. */
const familiarPerAccount = 40;

const pageOf = (ctx: Ctx, rows: Listed[]): AccountPage => ({
  places: rows,
  accounts: rows.map(({ account }) => accountView(ctx.config, account)),
});

const knownIds = (ids: string[]) => [...new Set(ids.filter(isId))];

/** How the viewer stands to each of some accounts, in the order asked for; nothing of those that do not exist. */
export async function listRelationships(ctx: MemberCtx, ids: string[]): Promise<Relationship[]> {
  const { accountId } = ctx.viewer;
  const pairs = knownIds(ids).map((targetId) => ({ accountId, targetId }));
  return (await findRelations(ctx.db, pairs)).map(relationshipView);
}

/**
 * A page of an account's followers, or of whom it follows. Nobody meets there whom they block or mute, or who blocks
 * them, but on their own lists; and whom the account itself blocks sees an empty list.
 */
async function listCircle(ctx: Ctx, id: string, paging: Paging, find: typeof findFollowers): Promise<AccountPage> {
  if (!(await findAccount(ctx.db, id))) throw notFound();
  const viewer = ctx.viewer?.accountId ?? null;
  if (viewer !== null && viewer !== id && (await isBlockedBy(ctx.db, id, viewer))) return pageOf(ctx, []);
  return pageOf(ctx, await find(ctx.db, id, viewer === id ? null : viewer, paging));
}

const isBlockedBy = async (db: Db, id: string, viewer: string) =>
  (await findEdges(db, [id], [viewer])).blocks(id, viewer);

/** Who follows an account, newest first. */
export const listFollowers = (ctx: Ctx, id: string, paging: Paging) => listCircle(ctx, id, paging, findFollowers);

/** Whom an account follows, newest first. */
export const listFollowing = (ctx: Ctx, id: string, paging: Paging) => listCircle(ctx, id, paging, findFollowing);

/** Who has asked to follow the viewer and waits for an answer. */
export async function listRequests(ctx: MemberCtx, paging: Paging): Promise<AccountPage> {
  return pageOf(ctx, await findRequests(ctx.db, ctx.viewer.accountId, paging));
}

/** Whom the viewer blocks. */
export async function listBlocked(ctx: MemberCtx, paging: Paging): Promise<AccountPage> {
  return pageOf(ctx, await findBlocked(ctx.db, ctx.viewer.accountId, paging));
}

/** Whom the viewer mutes, and until when. */
export async function listMuted(ctx: MemberCtx, paging: Paging): Promise<AccountPage<MutedAccount>> {
  const rows = await findMuted(ctx.db, ctx.viewer.accountId, paging);
  const targets = rows.map(({ account }) => account.id);
  const expiries = await findExpiries(ctx.db, ctx.viewer.accountId, targets);
  return {
    places: rows,
    accounts: rows.map(({ account }) => mutedView(ctx.config, account, expiries.get(account.id) ?? null)),
  };
}

/** Of those whom the viewer follows, who follows each of some accounts: the newest 40. */
export async function listFamiliar(ctx: MemberCtx, ids: string[]): Promise<FamiliarFollowers[]> {
  const targets = knownIds(ids);
  const pairs = await findFamiliar(ctx.db, ctx.viewer.accountId, targets, familiarPerAccount);
  const rows = await findAccountRows(ctx.db, [...targets, ...pairs.map(({ account }) => account)]);
  const byTarget = Map.groupBy(pairs, ({ target }) => target);
  return targets
    .filter((id) => rows.has(id))
    .map((id) => ({
      id,
      accounts: (byTarget.get(id) ?? []).map(({ account }) => accountView(ctx.config, rows.get(account)!)),
    }));
}

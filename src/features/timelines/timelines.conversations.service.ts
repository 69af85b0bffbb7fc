import type { App, Ctx, MemberCtx } from "#core/context";
import { notFound } from "#core/errors";
import { write } from "#core/events";
import type { Paging } from "#core/forms";
import { accountView } from "#accounts";
import { showPosts } from "#posts";
import type { Conversation } from "./timelines.conversations.contract.ts";
import { findPeople, findTalks, findTalksByIds, updateTalk } from "./timelines.conversations.model.ts";
import type { Talk } from "./timelines.conversations.model.ts";
import { findPostsInOrder } from "./timelines.model.ts";

/** A page of one's direct talks, the one with the newest post first, and the places that it begins and ends with. */
export async function listConversations(
  ctx: MemberCtx,
  query: Paging,
): Promise<{ talks: Conversation[]; places: { id: string }[] }> {
  const talks = await findTalks(ctx.db, ctx.viewer.accountId, query);
  return {
    talks: await showTalks(ctx, ctx.viewer.accountId, talks),
    places: talks.map(({ lastPostId }) => ({ id: lastPostId })),
  };
}

/** Marks a talk as read; 404 for one that is not on one's list. */
export async function readConversation(ctx: MemberCtx, id: string): Promise<Conversation> {
  const { accountId } = ctx.viewer;
  if ((await findTalksByIds(ctx.db, accountId, [id])).length === 0) throw notFound();
  await write(ctx, async (tx, emit) => {
    if (await updateTalk(tx, accountId, id, { unread: false }))
      emit({ type: "conversation.changed", subject: id, data: { account: accountId } });
  });
  const [shown] = await showTalks(ctx, accountId, await findTalksByIds(ctx.db, accountId, [id]));
  if (!shown) throw notFound();
  return shown;
}

/** Takes a talk off one's own list until somebody writes again; 404 for one that is not on it. */
export async function removeConversation(ctx: MemberCtx, id: string): Promise<Record<string, never>> {
  const { accountId } = ctx.viewer;
  if ((await findTalksByIds(ctx.db, accountId, [id])).length === 0) throw notFound();
  await write(ctx, async (tx, emit) => {
    if (await updateTalk(tx, accountId, id, { unread: false, removed: true }))
      emit({ type: "conversation.removed", subject: id, data: { account: accountId } });
  });
  return {};
}

/** Talks of an account as it sees them, whoever asks. */
export async function findConversations(app: App, accountId: string, ids: string[]): Promise<Conversation[]> {
  const viewer = { accountId, sessionId: "", expiresAt: app.clock() };
  const ctx: Ctx = { ...app, viewer, grant: null, lang: "en" };
  return showTalks(ctx, accountId, await findTalksByIds(app.db, accountId, ids));
}

async function showTalks(ctx: Ctx, accountId: string, talks: Talk[]): Promise<Conversation[]> {
  const [people, rows] = await Promise.all([
    findPeople(
      ctx.db,
      talks.map(({ id }) => id),
    ),
    findPostsInOrder(
      ctx.db,
      accountId,
      talks.map(({ lastPostId }) => lastPostId),
      "list",
    ),
  ]);
  const shown = new Map((await showPosts(ctx, rows)).map((status) => [status.id, status]));
  return talks.flatMap(({ id, lastPostId, unread }) => {
    const status = shown.get(lastPostId);
    if (!status) return [];
    const all = people.get(id) ?? [];
    const others = all.filter((account) => account.id !== accountId);
    const accounts = (others.length > 0 ? others : all).map((account) => accountView(ctx.config, account));
    return [{ id, unread, accounts, last_status: status }];
  });
}

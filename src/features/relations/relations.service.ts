import type { MemberCtx } from "#core/context";
import { notFound } from "#core/errors";
import { changeRelation } from "./relations.change.service.ts";
import type { FollowInput, MuteInput, Relationship } from "./relations.contract.ts";
import { cannotFollow, unblockFirst } from "./relations.errors.ts";
import {
  insertBlock,
  insertFollow,
  putMute,
  putNote,
  putRequest,
  removeBlock,
  removeFollow,
  removeMute,
  takeRequest,
  updateFollow,
} from "./relations.pairs.model.ts";
import { readNote, readWants, wantsSame } from "./relations.rules.ts";
import type { Wants } from "./relations.rules.ts";

const allPosts: Wants = { reblogs: true, notify: false, languages: null };

/**
 * Follows an account, or asks to when it is locked; once more, changes what is wanted of it. 403 across a block in
 * either direction. A request waits for the other's own answer, also when the account is unlocked meanwhile; who then
 * asks again follows as anyone may.
 */
export async function followAccount(ctx: MemberCtx, id: string, input: FollowInput): Promise<Relationship> {
  const given = readWants(input);
  return changeRelation(ctx, id, async ({ tx, mine, before, tellBoth, tellMe }) => {
    if (before.blocking) throw unblockFirst();
    if (before.blockedBy) throw cannotFollow();
    const wants = { ...(before.following || before.requested ? before : allPosts), ...given };
    const changed = !wantsSame(wants, before);
    if (before.following) {
      if (!changed) return;
      await updateFollow(tx, mine, wants);
      tellMe("wishes", true);
    } else if (await insertFollow(tx, mine, wants, false)) {
      if (await takeRequest(tx, mine)) tellBoth("request", false);
      tellBoth("follow", true);
    } else if (!before.requested || changed) {
      await putRequest(tx, mine, wants);
      if (before.requested) tellMe("wishes", true);
      else tellBoth("request", true);
    }
  });
}

/** Follows no longer, and no longer asks to. */
export async function unfollowAccount(ctx: MemberCtx, id: string): Promise<Relationship> {
  return changeRelation(ctx, id, async ({ tx, mine, tellBoth }) => {
    if (await removeFollow(tx, mine)) tellBoth("follow", false);
    if (await takeRequest(tx, mine)) tellBoth("request", false);
  });
}

/** Makes an account follow the viewer no longer. */
export async function removeFollower(ctx: MemberCtx, id: string): Promise<Relationship> {
  return changeRelation(ctx, id, async ({ tx, theirs, tellBoth }) => {
    if (await removeFollow(tx, theirs)) tellBoth("remove", false);
  });
}

/** Lets an account follow that has asked to; 404 when it has not, or has thought better of it. */
export async function acceptRequest(ctx: MemberCtx, id: string): Promise<Relationship> {
  return changeRelation(ctx, id, async ({ tx, theirs, before, tellBoth }) => {
    const wants = await takeRequest(tx, theirs);
    if (wants) {
      await insertFollow(tx, theirs, wants, true);
      tellBoth("accept", true);
    } else if (!before.followedBy) throw notFound();
  });
}

/** Refuses a request; 404 when there is none. */
export async function rejectRequest(ctx: MemberCtx, id: string): Promise<Relationship> {
  return changeRelation(ctx, id, async ({ tx, theirs, tellBoth }) => {
    if (!(await takeRequest(tx, theirs))) throw notFound();
    tellBoth("reject", false);
  });
}

/** Blocks an account: neither follows the other any longer, nor asks to. */
export async function blockAccount(ctx: MemberCtx, id: string): Promise<Relationship> {
  return changeRelation(ctx, id, async ({ tx, mine, theirs, tellBoth }) => {
    if (!(await insertBlock(tx, mine))) return;
    if (await removeFollow(tx, mine)) tellBoth("follow", false);
    if (await removeFollow(tx, theirs)) tellBoth("remove", false);
    if (await takeRequest(tx, mine)) tellBoth("request", false);
    if (await takeRequest(tx, theirs)) tellBoth("reject", false);
    tellBoth("block", true);
  });
}

/** Blocks an account no longer; who followed before has to follow anew. */
export async function unblockAccount(ctx: MemberCtx, id: string): Promise<Relationship> {
  return changeRelation(ctx, id, async ({ tx, mine, tellBoth }) => {
    if (await removeBlock(tx, mine)) tellBoth("block", false);
  });
}

/** Mutes an account, which never learns of it; once more, changes for how long and whether notifications come. */
export async function muteAccount(ctx: MemberCtx, id: string, input: MuteInput): Promise<Relationship> {
  return changeRelation(ctx, id, async ({ tx, mine, tellMe }) => {
    await putMute(tx, mine, input.notifications ?? true, input.duration || null);
    tellMe("mute", true);
  });
}

/** Mutes an account no longer. */
export async function unmuteAccount(ctx: MemberCtx, id: string): Promise<Relationship> {
  return changeRelation(ctx, id, async ({ tx, mine, tellMe }) => {
    if (await removeMute(tx, mine)) tellMe("mute", false);
  });
}

/** Writes a note about an account, for the viewer's own eyes; an empty one removes it. */
export async function noteAccount(ctx: MemberCtx, id: string, comment: string): Promise<Relationship> {
  const note = readNote(comment);
  return changeRelation(ctx, id, async ({ tx, mine, before, tellMe }) => {
    if (note === before.note) return;
    await putNote(tx, mine, note);
    tellMe("note", note !== "");
  });
}

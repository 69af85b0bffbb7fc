import type { MemberCtx } from "#core/context";
import type { Tx } from "#core/db";
import { notFound } from "#core/errors";
import { write } from "#core/events";
import { findAccount } from "#accounts";
import type { Relationship } from "./relations.contract.ts";
import { notYourself } from "./relations.errors.ts";
import { findRelations, lockPair, reversed } from "./relations.pairs.model.ts";
import type { Relation } from "./relations.pairs.model.ts";
import { relationshipView } from "./relations.view.ts";

/**
 * What has changed between two, and by whose act. By the follower: `follow`, `request`, `wishes`. By the followed:
 * `accept`, `reject`, `remove`. By either: `block`, `mute`, `note`.
 */
type What = "follow" | "request" | "wishes" | "accept" | "reject" | "remove" | "block" | "mute" | "note";

/** A change in the making; `mine` is the pair from the viewer to the other, `theirs` the other way round. */
export type Change = {
  tx: Tx;
  mine: { accountId: string; targetId: string };
  theirs: { accountId: string; targetId: string };
  /** How the viewer stands to the other before the change; nobody else can change it meanwhile. */
  before: Relation;
  /** Tells both of them; `on`: whether there is now a follow, a request, a block. */
  tellBoth: (what: What, on: boolean) => void;
  /** Tells only the viewer: the other must not know. */
  tellMe: (what: What, on: boolean) => void;
};

/** Changes how the viewer stands to another account, and answers how they stand now. 404 for nobody, 403 for oneself. */
export async function changeRelation(
  ctx: MemberCtx,
  id: string,
  work: (change: Change) => Promise<void>,
): Promise<Relationship> {
  const mine = { accountId: ctx.viewer.accountId, targetId: id };
  if (id === mine.accountId) throw notYourself();
  if (!(await findAccount(ctx.db, id))) throw notFound();
  return write(ctx, async (tx, emit) => {
    await lockPair(tx, mine);
    const tell = ({ accountId, targetId }: typeof mine, what: What, on: boolean) =>
      emit({
        type: "relation.changed",
        subject: accountId,
        data: { target: targetId, what, on, by: mine.accountId },
      });
    const theirs = reversed(mine);
    const [before] = await findRelations(tx, [mine]);
    if (!before) throw notFound();
    await work({
      tx,
      mine,
      theirs,
      before,
      tellMe: (what, on) => tell(mine, what, on),
      tellBoth: (what, on) => {
        tell(mine, what, on);
        tell(theirs, what, on);
      },
    });
    const [after] = await findRelations(tx, [mine]);
    return relationshipView(after!);
  });
}

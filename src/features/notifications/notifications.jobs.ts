import { write } from "#core/events";
import type { Emit } from "#core/events";
import type { Job } from "#core/jobs";
import type { BatchReader } from "#core/readers";
import { gatherNews, newsTypes } from "./notifications.news.ts";
import { findOfPosts, findTold, removeBetween, removeOfDeleted } from "./notifications.removal.model.ts";
import { tell } from "./notifications.tell.model.ts";
import type { Told } from "./notifications.tell.model.ts";
import { untellApproaches, untellEdited, untellMarks } from "./notifications.untell.model.ts";

function say(emit: Emit, what: "added" | "removed", told: Told[]): void {
  for (const { id, account } of told) emit({ type: `notification.${what}`, subject: id, data: { account } });
}

/** The list of an account changed as a whole. */
const sayAnew = (emit: Emit, account: string): void =>
  emit({ type: "notification.removed", subject: "0", data: { account } });

/**
 * Tells members what concerns them, and takes it back when it is undone. All is read as it is now, so that an event that
 * comes late says nothing stale; therefore a batch is one change, with as many statements as one event takes. What is
 * said of it on the live channel has the order of the events.
 */
export const notifyMembers: BatchReader = {
  name: "notify",
  types: newsTypes,
  readBatch: async (_app, tx, batch, emit) => {
    const news = gatherNews(batch);
    const unmade = await untellEdited(tx, news.edited);
    say(emit, "removed", unmade);
    say(emit, "removed", await untellMarks(tx, news.marks));
    say(emit, "removed", await untellApproaches(tx, news.ends));
    const parted = await removeBetween(tx, news.apart);
    for (const account of parted) sayAnew(emit, account);
    const told = await tell(tx, news, unmade);
    const tolds = Map.groupBy(told, ({ n }) => n);
    const toldBy = new Map(told.map(({ id, n }) => [id, n]));
    const anew = Map.groupBy([...news.anew, ...(await findTold(tx, news.asked))], ({ n }) => n);
    const ofPosts = Map.groupBy(await findOfPosts(tx, news.shifted), ({ post }) => post);
    /** What was told of a post before an event of the batch. */
    const before = (n: number, post: string) =>
      (ofPosts.get(post) ?? []).filter(({ id }) => (toldBy.get(id) ?? -1) < n);
    for (const [n, { type, subject }] of batch.entries()) {
      for (const { account } of anew.get(n) ?? []) sayAnew(emit, account);
      // The rows stay until the delete stands: nobody is shown them, and a restore brings them back.
      if (type === "post.deleted" && before(n, subject).length > 0)
        emit({ type: "notification.removed", subject: "0", data: { post: subject } });
      if (type === "post.restored") say(emit, "added", before(n, subject));
      say(emit, "added", tolds.get(n) ?? []);
    }
  },
};

/** Removes what was told of posts that were deleted an hour ago: nobody takes that back any more. */
export const forgetNotifications: Job = {
  name: "forget-notifications",
  everySeconds: 3600,
  run: (app) => write(app, (tx) => removeOfDeleted(tx, 3600)),
};

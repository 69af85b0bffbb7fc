import type { Tx } from "#core/db";
import { write } from "#core/events";
import type { Emit, LogEvent } from "#core/events";
import type { Job } from "#core/jobs";
import type { LogReader } from "#core/readers";
import { findOfPost, isTold, removeBetween, removeOfDeleted } from "./notifications.removal.model.ts";
import {
  tellNamed,
  tellOfApproach,
  tellOfEdit,
  tellOfMark,
  tellOfPost,
  untellApproach,
  untellMark,
  untellUnnamed,
} from "./notifications.tell.model.ts";
import type { Told } from "./notifications.tell.model.ts";

/** What one event of the log changes. All is read as it is now, so that an event that comes late says nothing stale. */
type Consequence = (tx: Tx, event: LogEvent, emit: Emit) => Promise<void>;

function say(emit: Emit, what: "added" | "removed", told: Told[]): void {
  for (const { id, account } of told) emit({ type: `notification.${what}`, subject: id, data: { account } });
}

/** The list of an account changed as a whole. */
const sayAnew = (emit: Emit, account: string): void =>
  emit({ type: "notification.removed", subject: "0", data: { account } });

const created: Consequence = async (tx, { subject }, emit) => say(emit, "added", await tellOfPost(tx, subject));

const edited: Consequence = async (tx, { subject }, emit) => {
  say(emit, "removed", await untellUnnamed(tx, subject));
  const named = await tellNamed(tx, subject);
  const { added, removed } = await tellOfEdit(tx, subject);
  say(emit, "removed", removed);
  say(emit, "added", [...named, ...added]);
};

/** The rows stay until the delete stands: nobody is shown them, and a restore brings them back. */
const deleted: Consequence = async (tx, { subject }, emit) => {
  if ((await findOfPost(tx, subject)).length > 0)
    emit({ type: "notification.removed", subject: "0", data: { post: subject } });
};

const restored: Consequence = async (tx, { subject }, emit) => {
  const before = await findOfPost(tx, subject);
  say(emit, "added", [...before, ...(await tellOfPost(tx, subject))]);
};

const marked: Consequence = async (tx, { subject, data }, emit) => {
  const { account, what } = data as { account: string; what: string };
  if (what === "mute") return sayAnew(emit, account);
  if (what !== "favourite" && what !== "reblog") return;
  say(emit, "removed", await untellMark(tx, what, subject, account));
  say(emit, "added", await tellOfMark(tx, what, subject, account));
};

/** What may begin or end a follow or a request. */
const ofFollows = new Set(["follow", "request", "remove", "accept", "reject"]);

const related: Consequence = async (tx, { subject, data }, emit) => {
  const { target, what, on, by } = data as { target: string; what: string; on: boolean; by: string };
  const pairs = [
    [subject, target],
    [target, subject],
  ] as const;
  if (what === "block") for (const account of await removeBetween(tx, subject, target)) sayAnew(emit, account);
  if (what === "mute" && (await isTold(tx, subject, target, false))) sayAnew(emit, subject);
  if (!ofFollows.has(what)) return;
  for (const [who, whom] of pairs) {
    say(emit, "removed", await untellApproach(tx, "follow_request", who, whom));
    say(emit, "removed", await untellApproach(tx, "follow", who, whom));
    if (what !== "request" && (await isTold(tx, who, whom, true))) sayAnew(emit, who);
  }
  // Whoever accepts a request knows of the follow that this makes.
  if (on && by === target && (what === "follow" || what === "request"))
    say(emit, "added", await tellOfApproach(tx, what === "follow" ? "follow" : "follow_request", target, subject));
};

const consequences: Record<string, Consequence> = {
  "post.created": created,
  "post.edited": edited,
  "post.deleted": deleted,
  "post.restored": restored,
  "post.marked": marked,
  "relation.changed": related,
};

/** Tells members what concerns them, and takes it back when it is undone. */
export const notifyMembers: LogReader = {
  name: "notify",
  types: Object.keys(consequences),
  read: (_app, tx, event, emit) => consequences[event.type]!(tx, event, emit),
};

/** Removes what was told of posts that were deleted an hour ago: nobody takes that back any more. */
export const forgetNotifications: Job = {
  name: "forget-notifications",
  everySeconds: 3600,
  run: (app) => write(app, (tx) => removeOfDeleted(tx, 3600)),
};

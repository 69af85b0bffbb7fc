import type { LogEvent } from "#core/events";
import type { Asked, Between } from "./notifications.removal.model.ts";
import type { Approach, News } from "./notifications.tell.model.ts";

/** What a batch of events may change in what members are told. */
export type BatchNews = News & {
  /** Posts that were edited. */
  edited: string[];
  /** Posts that were deleted or restored. */
  shifted: string[];
  /** Follows and requests that may be over. */
  ends: Omit<Approach, "n">[];
  /** Accounts of which one may block the other. */
  apart: Between[];
  /** Whose list changes as a whole, and whose does if there is something in it. */
  anew: Pick<Asked, "n" | "account">[];
  asked: Asked[];
};

type Gather = (into: BatchNews, event: LogEvent, n: number) => void;

const written: Gather = ({ written: all, edited }, { subject }, n) => {
  all.push({ n, post: subject, edit: false, after: edited.includes(subject) });
};

const edited: Gather = ({ written: all, edited }, { subject }, n) => {
  all.push({ n, post: subject, edit: true, after: true });
  edited.push(subject);
};

const deleted: Gather = ({ shifted }, { subject }) => {
  shifted.push(subject);
};

const restored: Gather = (into, event, n) => {
  into.shifted.push(event.subject);
  written(into, event, n);
};

const marked: Gather = ({ marks, anew }, { subject, data }, n) => {
  const { account, what } = data as { account: string; what: string };
  if (what === "mute") anew.push({ n, account });
  if (what === "favourite" || what === "reblog") marks.push({ n, type: what, post: subject, who: account });
};

/** What may begin or end a follow or a request. */
const ofFollows = new Set(["follow", "request", "remove", "accept", "reject"]);

const related: Gather = ({ ends, apart, asked, approaches }, { subject, data }, n) => {
  const { target, what, on, by } = data as { target: string; what: string; on: boolean; by: string };
  if (what === "block") apart.push({ account: subject, from: target });
  if (what === "mute") asked.push({ n, account: subject, who: target, hidden: false });
  if (!ofFollows.has(what)) return;
  for (const [who, whom] of [[subject, target] as const, [target, subject] as const]) {
    ends.push({ type: "follow_request", who, whom }, { type: "follow", who, whom });
    if (what !== "request") asked.push({ n, account: who, who: whom, hidden: true });
  }
  // Whoever accepts a request knows of the follow that this makes.
  if (on && by === target && (what === "follow" || what === "request"))
    approaches.push({ n, type: what === "follow" ? "follow" : "follow_request", who: target, whom: subject });
};

const gatherers: Record<string, Gather> = {
  "post.created": written,
  "post.edited": edited,
  "post.deleted": deleted,
  "post.restored": restored,
  "post.marked": marked,
  "relation.changed": related,
};

/** The events that may change what members are told. */
export const newsTypes = Object.keys(gatherers);

/** Sorts what a batch of events may change by what has to be done. */
export function gatherNews(batch: LogEvent[]): BatchNews {
  const news: BatchNews = {
    written: [],
    marks: [],
    approaches: [],
    edited: [],
    shifted: [],
    ends: [],
    apart: [],
    anew: [],
    asked: [],
  };
  for (const [n, event] of batch.entries()) gatherers[event.type]!(news, event, n);
  return news;
}

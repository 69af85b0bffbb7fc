import type { Post } from "#posts/web";

/** Orders ids as the server does: they are numbers too big for `number`, so by length, then by text. */
export const compareIds = (a: string, b: string) => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);

/** Puts an id in its place in a list that is newest first; one that is there stays where it is. */
export function insertId(ids: string[], id: string): string[] {
  if (ids.includes(id)) return ids;
  const at = ids.findIndex((other) => compareIds(other, id) < 0);
  return at < 0 ? [...ids, id] : ids.toSpliced(at, 0, id);
}

/** A list without an id; the same list when it was not there. */
export const withoutId = (ids: string[], id: string) => (ids.includes(id) ? ids.filter((other) => other !== id) : ids);

/** `floor`: the oldest post of the pages read so far, though it may be gone since. */
type Place = { ids: string[]; waiting: string[]; floor: string | null; end: boolean; top: boolean };

/**
 * Where a new post goes: into the list, or, when the reader is further down and it is newer than what is shown,
 * to the waiting ones. A post older than the pages read so far comes with its page.
 */
export function place<P extends Place>(list: P, id: string, own: boolean): P {
  const { ids, waiting, floor, end, top } = list;
  if (ids.includes(id) || waiting.includes(id)) return list;
  if (!end && (floor === null || compareIds(id, floor) < 0)) return list;
  const newer = ids[0] !== undefined && compareIds(id, ids[0]) > 0;
  if (newer && !top && !own) return { ...list, waiting: insertId(waiting, id) };
  return { ...list, ids: insertId(ids, id) };
}

/** What a post answers: null when it begins a thread, undefined when the post is not known. */
export type ParentOf = (id: string) => string | null | undefined;

/**
 * Puts a reply where the thread below `root` shows it: under its parent, after the older replies to it and all that
 * hangs on them. Null when only the server knows where, because a post between is hidden or gone.
 */
export function insertReply(descendants: string[], root: string, reply: Post, parentOf: ParentOf): string[] | null {
  const parent = reply.in_reply_to_id;
  if (descendants.includes(reply.id) || parent === null) return descendants;
  if (parent !== root && !descendants.includes(parent)) return null;
  let at = descendants.indexOf(parent) + 1;
  for (let i = at; i < descendants.length; i++) {
    const one = descendants[i]!;
    const sibling = branchOf(one, parent, root, parentOf);
    if (sibling === null) break;
    // Everything hangs below the root; and what one hangs on is older than it.
    const older = compareIds(sibling ?? one, reply.id) < 0;
    if (sibling === undefined && (parent !== root || !older)) continue;
    if (!older) return at === i ? descendants.toSpliced(at, 0, reply.id) : null;
    at = i + 1;
  }
  const beyond = descendants[at];
  if (beyond !== undefined && branchOf(beyond, parent, root, parentOf) === undefined) return null;
  return descendants.toSpliced(at, 0, reply.id);
}

/** The reply to `parent` that a post is or hangs on; null when it is elsewhere, undefined when that is not known. */
function branchOf(id: string, parent: string, root: string, parentOf: ParentOf): string | null | undefined {
  for (let one = id; one !== root;) {
    const up = parentOf(one);
    if (up === parent) return one;
    if (up === null || up === undefined) return up;
    one = up;
  }
  return null;
}

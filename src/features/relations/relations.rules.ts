import { graphemes } from "#accounts";
import type { FollowInput } from "./relations.contract.ts";
import { noteBroken, noteTooLong, unknownLanguage } from "./relations.errors.ts";
import { relationLimits } from "./relations.limits.ts";

/** What a follower wants of whom they follow. */
export type Wants = { reblogs: boolean; notify: boolean; languages: string[] | null };

/** The same codes that a post may be in. */
const languageCode = /^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$/i;

/** What a follower wants, where they say so; 422 for what is no language. */
export function readWants({ reblogs, notify, languages }: FollowInput): Partial<Wants> {
  const codes = languages && [...new Set(languages.filter((code) => code !== ""))];
  if (codes?.some((code) => !languageCode.test(code))) throw unknownLanguage();
  return {
    ...(reblogs === undefined || reblogs === null ? {} : { reblogs }),
    ...(notify === undefined || notify === null ? {} : { notify }),
    ...(codes === undefined ? {} : { languages: codes === null || codes.length === 0 ? null : codes }),
  };
}

/** Whether two follows want the same. */
export const wantsSame = (a: Wants, b: Wants): boolean =>
  a.reblogs === b.reblogs && a.notify === b.notify && a.languages?.join() === b.languages?.join();

/** A note as it is kept, without the space around it; 422 for one that is too long or broken. */
export function readNote(comment: string): string {
  const note = comment.trim();
  if (!note.isWellFormed() || note.includes("\0")) throw noteBroken();
  const length = graphemes(note);
  if (length > relationLimits.note) throw noteTooLong(length);
  return note;
}

import { AppError, invalid } from "#core/errors";
import { relationLimits } from "./relations.limits.ts";

/** 403 for relations that only make sense between two. */
export const notYourself = () =>
  new AppError(403, { en: "You cannot do this with your own account.", ko: "내 계정에는 할 수 없는 일이에요." });

/** 403 for following somebody who does not want it; says nothing else. */
export const cannotFollow = () =>
  new AppError(403, { en: "You cannot follow this account.", ko: "이 계정은 팔로우할 수 없어요." });

/** 403 for following somebody whom one blocks. */
export const unblockFirst = () =>
  new AppError(403, {
    en: "You have blocked this account. Unblock it first, then follow it.",
    ko: "차단한 계정이에요. 차단을 먼저 풀어야 팔로우할 수 있어요.",
  });

const about = (field: string, error: string, words: { en: string; ko: string }) =>
  invalid([{ field, error, say: (lang) => words[lang] }]);

/** 422 for what is no language code. */
export const unknownLanguage = () =>
  about("languages", "ERR_INVALID", {
    en: "One of these is not a language code.",
    ko: "언어 코드가 아닌 것이 있어요.",
  });

/** 422 with how much too long a note is. */
export const noteTooLong = (length: number) =>
  about("comment", "ERR_TOO_LONG", {
    en: `A note has at most ${relationLimits.note} characters; this one is ${length - relationLimits.note} too long.`,
    ko: `메모는 ${relationLimits.note}자까지예요. ${length - relationLimits.note}자를 줄여 주세요.`,
  });

/** 422 for a note that cannot be stored. */
export const noteBroken = () =>
  about("comment", "ERR_INVALID", {
    en: "This note has a character that cannot be stored.",
    ko: "메모에 저장할 수 없는 문자가 들어 있어요.",
  });

import { AppError } from "#core/errors";

const about = (words: { en: string; ko: string }) =>
  new AppError(422, words, { fields: [{ field: "q", error: "ERR_INVALID", say: (lang) => words[lang] }] });

/** 422 for a date that is none. */
export const unknownDate = (operator: string) =>
  about({
    en: `“${operator}:” needs a date, such as ${operator}:2026-01-31.`,
    ko: `“${operator}:” 뒤에는 ${operator}:2026-01-31처럼 날짜를 적어 주세요.`,
  });

/** 422 for what posts cannot be asked to have. */
export const unknownHas = () => about({ en: "“has:” only knows has:link.", ko: "“has:” 뒤에는 link만 쓸 수 있어요." });

/** 422 for a place that is none. */
export const unknownPlace = () =>
  about({
    en: "“in:” knows all, public, library (what you wrote or were named in) and direct.",
    ko: "“in:” 뒤에는 all, public, library(내가 쓰거나 나를 언급한 글), direct를 쓸 수 있어요.",
  });

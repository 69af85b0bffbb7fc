import { AppError } from "#core/errors";

/** 404 for a stream that does not exist, or is not the viewer's. */
export const unknownStream = () => new AppError(404, { en: "There is no such stream.", ko: "그런 스트림이 없어요." });

/** 422 for a tag stream without a tag. */
export const tagMissing = () => new AppError(422, { en: "Say which tag.", ko: "어떤 태그인지 알려 주세요." });

/** 429 for one more connection than an account may hold open. */
export const tooManyStreams = () =>
  new AppError(429, {
    en: "Too many open streams. Close some first.",
    ko: "열린 스트림이 너무 많아요. 몇 개를 먼저 닫아 주세요.",
  });

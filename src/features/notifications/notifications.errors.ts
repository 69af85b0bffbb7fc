import { AppError } from "#core/errors";

const words = {
  en: "Filtering or dropping notifications is not available here; every value must stay “accept”.",
  ko: "여기서는 알림을 거르거나 버릴 수 없어요. 모든 값이 “accept”여야 해요.",
};

/** 422 for a policy that would keep notifications back. */
export const onlyAccepting = (fields: string[]) =>
  new AppError(422, words, {
    fields: fields.map((field) => ({ field, error: "ERR_INCLUSION", say: (lang) => words[lang] })),
  });

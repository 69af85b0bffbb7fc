import type { FieldError } from "./errors.ts";
import type { Unclean } from "./writing.syntax.ts";

const problems: Record<Unclean, { en: string; ko: string }> = {
  empty: { en: "Write something first.", ko: "내용을 먼저 적어 주세요." },
  "lone-surrogate": {
    en: "A character in this text is broken. Delete it and type it again.",
    ko: "깨진 문자가 있어요. 지우고 다시 입력해 주세요.",
  },
  nul: { en: "This text has a character that cannot be stored.", ko: "저장할 수 없는 문자가 들어 있어요." },
  control: { en: "This text has control characters. Remove them.", ko: "제어 문자가 들어 있어요. 지워 주세요." },
  bidi: {
    en: "This text has hidden characters that reverse its direction. Remove them.",
    ko: "글의 방향을 몰래 뒤집는 문자가 들어 있어요. 지워 주세요.",
  },
};

/** Why a text in this field cannot be taken in as it is. */
export const unclean = (field: string, problem: Unclean): FieldError => ({
  field,
  error: problem === "empty" ? "ERR_BLANK" : "ERR_INVALID",
  say: (lang) => problems[problem][lang],
});

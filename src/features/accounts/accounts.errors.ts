import type { FieldError } from "#core/errors";
import { accountLimits } from "./accounts.limits.ts";

const field = (name: string, error: string, words: { en: string; ko: string }): FieldError => ({
  field: name,
  error,
  say: (lang) => words[lang],
});

/** Everything that can be wrong with what somebody tells of themselves, in the words they read. */
export const wrongProfile = {
  displayName: () =>
    field("display_name", "ERR_INVALID", {
      en: `A display name has at most ${accountLimits.displayName} characters, and no invisible ones.`,
      ko: `표시 이름은 ${accountLimits.displayName}자까지이고, 보이지 않는 문자는 쓸 수 없어요.`,
    }),
  picture: (name: string) =>
    field(name, "ERR_INVALID", {
      en: "A picture's address must start with http:// or https://.",
      ko: "사진 주소는 http:// 또는 https://로 시작해야 해요.",
    }),
  upload: (name: string) =>
    field(name, "ERR_INVALID", {
      en: "Pictures cannot be uploaded here yet. Give the address of one instead.",
      ko: "아직 사진을 올릴 수 없어요. 대신 사진 주소를 적어 주세요.",
    }),
  noteLong: (over: number) =>
    field("note", "ERR_TOO_LONG", {
      en: `An introduction has at most ${accountLimits.note} characters; this one is ${over} too long.`,
      ko: `소개는 ${accountLimits.note}자까지예요. ${over}자를 줄여 주세요.`,
    }),
  manyFields: () =>
    field("fields_attributes", "ERR_TOO_LONG", {
      en: `A profile has at most ${accountLimits.fields} extra lines.`,
      ko: `추가 정보는 ${accountLimits.fields}줄까지예요.`,
    }),
  fieldName: () =>
    field("fields_attributes", "ERR_BLANK", {
      en: "Each extra line needs a label.",
      ko: "추가 정보마다 이름을 적어 주세요.",
    }),
  fieldText: () =>
    field("fields_attributes", "ERR_INVALID", {
      en: `Labels and contents have at most ${accountLimits.field} characters, and no invisible ones.`,
      ko: `추가 정보의 이름과 내용은 ${accountLimits.field}자까지이고, 보이지 않는 문자는 쓸 수 없어요.`,
    }),
  language: () => field("source", "ERR_INVALID", { en: "This is not a language code.", ko: "언어 코드가 아니에요." }),
};

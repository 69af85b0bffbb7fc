import { AppError, invalid } from "#core/errors";
import { passkeyLimits } from "./passkeys.limits.ts";

const wrongName = (error: string, words: { en: string; ko: string }) =>
  invalid([{ field: "name", error, say: (lang) => words[lang] }]);

/** 422 for a passkey without a name. */
export const nameMissing = () =>
  wrongName("ERR_BLANK", { en: "Give the passkey a name.", ko: "패스키 이름을 적어 주세요." });

/** 422 for a name that is too long or cannot be read. */
export const nameUnfit = () =>
  wrongName("ERR_INVALID", {
    en: `A passkey's name has at most ${passkeyLimits.name} characters, and no invisible ones.`,
    ko: `패스키 이름은 ${passkeyLimits.name}자까지이고, 보이지 않는 문자는 쓸 수 없어요.`,
  });

/** 422 for a new passkey that does not answer what we asked, or answers it too late. */
export const notAccepted = () =>
  new AppError(422, {
    en: "This passkey could not be added. Please start again.",
    ko: "패스키를 추가하지 못했어요. 처음부터 다시 해 주세요.",
  });

/** 422 for a passkey that is here already. */
export const alreadyAdded = () =>
  new AppError(422, { en: "This passkey has been added already.", ko: "이미 추가한 패스키예요." });

/** 422 when an account has as many passkeys as it may. */
export const tooManyPasskeys = () =>
  new AppError(422, {
    en: `An account has at most ${passkeyLimits.perAccount} passkeys. Remove one first.`,
    ko: `패스키는 ${passkeyLimits.perAccount}개까지 둘 수 있어요. 쓰지 않는 것을 먼저 지워 주세요.`,
  });

/** 401, the same whatever was wrong with a passkey that somebody came with. */
export const notRecognised = () =>
  new AppError(401, {
    en: "This passkey did not open an account here. Try again, or log in with your password.",
    ko: "이 패스키로는 로그인할 수 없었어요. 다시 해 보거나 비밀번호로 로그인해 주세요.",
  });

import { AppError } from "#core/errors";
import type { FieldError } from "#core/errors";
import { accountLimits } from "#accounts";
import { signUpLimits } from "./sessions.limits.ts";

const field = (name: string, error: string, words: { en: string; ko: string }): FieldError => ({
  field: name,
  error,
  say: (lang) => words[lang],
});

/** Everything that can be wrong with what somebody types at the door, in the words they read. */
export const wrong = {
  usernameMissing: () => field("username", "ERR_BLANK", { en: "Choose a username.", ko: "사용자 이름을 정해 주세요." }),
  usernameLong: () =>
    field("username", "ERR_TOO_LONG", {
      en: `A username has at most ${accountLimits.username} characters.`,
      ko: `사용자 이름은 ${accountLimits.username}자까지예요.`,
    }),
  usernameCharacters: () =>
    field("username", "ERR_INVALID", {
      en: "A username is made of letters, digits and _ only, without spaces.",
      ko: "사용자 이름에는 글자, 숫자, _만 쓸 수 있어요. 띄어쓰기는 안 돼요.",
    }),
  usernameTaken: () =>
    field("username", "ERR_TAKEN", { en: "This username is taken.", ko: "이미 쓰이고 있는 사용자 이름이에요." }),
  passwordShort: (name: string) =>
    field(name, "ERR_TOO_SHORT", {
      en: `A password has at least ${signUpLimits.passwordMin} characters.`,
      ko: `비밀번호는 ${signUpLimits.passwordMin}자 이상이어야 해요.`,
    }),
  passwordLong: (name: string) =>
    field(name, "ERR_TOO_LONG", {
      en: `A password has at most ${signUpLimits.passwordMax} characters.`,
      ko: `비밀번호는 ${signUpLimits.passwordMax}자까지예요.`,
    }),
  passwordUnreadable: (name: string) =>
    field(name, "ERR_INVALID", {
      en: "This password has characters that cannot be stored.",
      ko: "비밀번호에 저장할 수 없는 문자가 있어요.",
    }),
  currentPassword: () =>
    field("current", "ERR_INVALID", {
      en: "This is not your current password.",
      ko: "지금 쓰는 비밀번호와 달라요.",
    }),
  email: () =>
    field("email", "ERR_INVALID", {
      en: "This does not look like an e-mail address.",
      ko: "이메일 주소 형식이 아니에요.",
    }),
};

/** 401, the same for an unknown name and a wrong password. */
export const wrongPassword = () =>
  new AppError(401, {
    en: "The username or the password is not right.",
    ko: "사용자 이름이나 비밀번호가 맞지 않아요.",
  });

/** 401 for a session that is over, or that we did not make. */
export const sessionOver = () =>
  new AppError(401, { en: "You are signed out. Please log in again.", ko: "로그아웃되었어요. 다시 로그인해 주세요." });

/** 401 for a session that goes on once it is renewed at /auth/refresh. */
export const sessionStale = () =>
  new AppError(
    401,
    {
      en: "Your sign-in has to be renewed. Reload the page.",
      ko: "로그인을 갱신해야 해요. 페이지를 새로고침해 주세요.",
    },
    { code: "expired" },
  );

/** 503 when more passwords wait to be checked than can be in good time. */
export const tooBusy = () =>
  new AppError(
    503,
    {
      en: "Many people are logging in. Try again in a moment.",
      ko: "지금 로그인하는 분이 많아요. 잠시 뒤에 다시 시도해 주세요.",
    },
    { headers: { "retry-after": "3" } },
  );

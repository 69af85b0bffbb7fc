import { AppError } from "#core/errors";
import type { FieldError } from "#core/errors";

const field = (name: string, words: { en: string; ko: string }): FieldError => ({
  field: name,
  error: "ERR_INVALID",
  say: (lang) => words[lang],
});

/** What can be wrong when somebody proves again who they are. */
export const wrong = {
  password: () => field("password", { en: "This is not your password.", ko: "비밀번호가 맞지 않아요." }),
  code: () =>
    field("code", {
      en: "This code is not right, or was used already. Wait for the next one and try again.",
      ko: "코드가 맞지 않거나 이미 쓴 코드예요. 다음 코드가 나오면 다시 입력해 주세요.",
    }),
};

/** 422 for a link that was used, has expired, or was never sent: which of these is not told. */
export const usedLink = () =>
  new AppError(
    422,
    {
      en: "This link has been used or has expired. Ask for a new one.",
      ko: "이미 썼거나 기한이 지난 링크예요. 새로 요청해 주세요.",
    },
    { code: "link" },
  );

/** 409 when two-step log-in is asked to become what it is already. */
export const alreadySo = () =>
  new AppError(409, {
    en: "This has changed in the meantime. Reload the page.",
    ko: "그사이에 상태가 바뀌었어요. 페이지를 새로고침해 주세요.",
  });

/** 401 after the right password of an account that also asks for a code; the header hands over the ticket for it. */
export const codeNeeded = (setCookie: string) =>
  new AppError(
    401,
    { en: "Enter the code from your authenticator app.", ko: "인증 앱에 나온 코드를 입력해 주세요." },
    { code: "second-step", headers: { "set-cookie": setCookie } },
  );

/** 401 when too much time lies between the password and the code. */
export const startOver = () =>
  new AppError(
    401,
    {
      en: "That took too long. Enter your password again.",
      ko: "시간이 너무 지났어요. 비밀번호부터 다시 입력해 주세요.",
    },
    { code: "start-over" },
  );

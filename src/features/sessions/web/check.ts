import { accountLimits, usernamePattern } from "#accounts/web";
import { signUpLimits } from "../sessions.limits.ts";
import type { text } from "../sessions.text.ts";

const length = (value: string) => [...new Intl.Segmenter().segment(value)].length;
type Values = Record<string, string>;
type Texts = (typeof text)["en"];

/** What is wrong with a filled-in sign-up, by field, in the reader's language; empty when it may be sent. */
export function signUpErrors(values: Values, t: Texts): Values {
  const { username = "", password = "", email = "", display_name = "", url = "" } = values;
  const { passwordMin, passwordMax } = signUpLimits;
  const name = username.trim().normalize("NFC");
  const wrong: [string, string | false][] = [
    [
      "username",
      (!name && t.needed) ||
        (!usernamePattern.test(name) && t.usernameWrong) ||
        (length(name) > accountLimits.username && t.tooLong(accountLimits.username)),
    ],
    [
      "password",
      (!password && t.needed) ||
        (length(password) < passwordMin && t.passwordHint(passwordMin)) ||
        (length(password) > passwordMax && t.tooLong(passwordMax)),
    ],
    ["email", (!email.trim() && t.needed) || (!/^\S+@\S+$/.test(email.trim()) && t.emailWrong)],
    ["display_name", length(display_name) > accountLimits.displayName && t.tooLong(accountLimits.displayName)],
    ["url", url.trim() !== "" && !/^https?:\/\/\S+$/i.test(url.trim()) && t.pictureWrong],
  ];
  return Object.fromEntries(wrong.filter((each): each is [string, string] => each[1] !== false));
}

/** What is wrong with a filled-in log-in: only what is missing. */
export function logInErrors(values: Values, t: Texts): Values {
  return Object.fromEntries(
    ["username", "password"].filter((name) => !values[name]?.trim()).map((name) => [name, t.needed]),
  );
}

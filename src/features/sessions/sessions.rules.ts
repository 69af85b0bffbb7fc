import { invalid } from "#core/errors";
import type { FieldError } from "#core/errors";
import { readAddress } from "#core/mail";
import { accountLimits, graphemes, httpUrl, isReadable, usernameKey, usernamePattern, wrongProfile } from "#accounts";
import type { SignUp } from "./sessions.contract.ts";
import { wrong } from "./sessions.errors.ts";
import { signUpLimits } from "./sessions.limits.ts";

/** A sign-up as it is stored. */
export type CleanSignUp = {
  username: string;
  usernameKey: string;
  displayName: string;
  avatarUrl: string | null;
  password: string;
  email: string;
};

/** Checks what somebody typed; throws 422 with everything that is wrong, a field at a time. */
export function checkSignUp(input: SignUp): CleanSignUp {
  const username = input.username.normalize("NFC");
  const named = input.display_name?.trim().normalize("NFC");
  const displayName = named || username;
  const email = input.email.trim();
  const avatarUrl = input.url?.trim() ? httpUrl(input.url.trim()) : null;
  const problems = [
    checkUsername(username),
    passwordProblem("password", input.password),
    isAddress(email) ? null : wrong.email(),
    named && (named.length > 500 || graphemes(named) > accountLimits.displayName || !isReadable(named))
      ? wrongProfile.displayName()
      : null,
    avatarUrl === undefined || (avatarUrl?.length ?? 0) > accountLimits.url ? wrongProfile.picture("url") : null,
  ].filter((problem): problem is FieldError => problem !== null);
  if (problems.length > 0) throw invalid(problems);
  return {
    username,
    usernameKey: usernameKey(username),
    displayName,
    avatarUrl: avatarUrl ?? null,
    password: input.password,
    email,
  };
}

/** Checks an e-mail address as it was typed; throws 422 for what is not exactly one. */
export function checkAddress(text: string): string {
  const email = text.trim();
  if (!isAddress(email)) throw invalid([wrong.email()]);
  return email;
}

/** Checks a new password; throws 422 with what is wrong. */
export function checkNewPassword(password: string): void {
  const problem = passwordProblem("password", password);
  if (problem) throw invalid([problem]);
}

const isAddress = (email: string) => email.length <= signUpLimits.email && readAddress(email) !== undefined;

function checkUsername(username: string): FieldError | null {
  if (username === "") return wrong.usernameMissing();
  if (username.length > accountLimits.username) return wrong.usernameLong();
  return usernamePattern.test(username) ? null : wrong.usernameCharacters();
}

/** What is wrong with a new password, typed into this field. */
export function passwordProblem(field: string, password: string): FieldError | null {
  if (!password.isWellFormed() || password.includes("\0")) return wrong.passwordUnreadable(field);
  const length = [...password].length;
  if (length < signUpLimits.passwordMin) return wrong.passwordShort(field);
  return length > signUpLimits.passwordMax ? wrong.passwordLong(field) : null;
}

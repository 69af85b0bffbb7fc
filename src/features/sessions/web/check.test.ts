import { expect, test } from "vitest";
import { text } from "../sessions.text.ts";
import { logInErrors, signUpErrors } from "./check.ts";

const t = text.ko;
const good = { username: "민수", password: "노란 우산 세 개", email: "minsu@example.com", display_name: "", url: "" };
const wrong = (over: Partial<typeof good>) => signUpErrors({ ...good, ...over }, t);

test("a complete sign-up has nothing wrong with it; what is optional may be left out", () => {
  expect(wrong({})).toEqual({});
  expect(wrong({ display_name: "김민수", url: "https://example.com/me.png" })).toEqual({});
});

test("each missing field is asked for at its place", () => {
  expect(signUpErrors({}, t)).toEqual({ username: t.needed, password: t.needed, email: t.needed });
});

test("usernames with spaces, slashes, markup or invisible letters are refused before anything is sent", () => {
  for (const username of ["한글 이름", "a/b", "<b>", "a\u200bb", "аlice", "a.b"])
    expect(wrong({ username }), username).toEqual({ username: t.usernameWrong });
});

test("a Hangul name typed letter by letter is the same name and passes", () => {
  expect(wrong({ username: "민수".normalize("NFD") })).toEqual({});
});

test("spaces around a name do not count, and 31 characters are one too many", () => {
  expect(wrong({ username: "  alice " })).toEqual({});
  expect(wrong({ username: "a".repeat(31) })).toEqual({ username: t.tooLong(30) });
});

test("a password is counted in characters, spaces included", () => {
  expect(wrong({ password: "가나다라마바사" })).toEqual({ password: t.passwordHint(8) });
  expect(wrong({ password: " 가나다라마 바" })).toEqual({});
  expect(wrong({ password: "가".repeat(257) })).toEqual({ password: t.tooLong(256) });
});

test("an address without its parts is questioned", () => {
  for (const email of ["minsu", "@", "a b@c", "minsu@"])
    expect(wrong({ email }), email).toEqual({ email: t.emailWrong });
});

test("a picture must have an http(s) address", () => {
  for (const url of ["javascript:alert(1)", "data:image/png,x", "example.com/a.png", "https://a b"])
    expect(wrong({ url }), url).toEqual({ url: t.pictureWrong });
});

test("a long display name is refused by the letters people see, not by their bytes", () => {
  expect(wrong({ display_name: "👨‍👩‍👧‍👦".repeat(50) })).toEqual({});
  expect(wrong({ display_name: "가".repeat(51) })).toEqual({ display_name: t.tooLong(50) });
});

test("log-in asks only for what is missing, and tells no rules that would help guessing", () => {
  expect(logInErrors({ username: "alice", password: "x" }, t)).toEqual({});
  expect(logInErrors({ username: " ", password: "" }, t)).toEqual({ username: t.needed, password: t.needed });
});

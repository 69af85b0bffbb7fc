import { expect, test } from "vitest";
import { strength } from "./strength.ts";

test("less than eight characters is too short, counted as people count", () => {
  expect(strength("가나다라마바사")).toBe(0);
  expect(strength("😀😀😀")).toBe(0);
});

test("well known, repeated and sequential passwords are called easy", () => {
  for (const password of ["password1", "aaaaaaaaaaaa", "12345678", "abcdefgh", "qwerty123", "비밀번호1234"])
    expect(strength(password), password).toBe(1);
});

test("one's own name or address makes no password", () => {
  expect(strength("minsukim1!", ["minsukim"])).toBe(1);
});

test("a few unrelated words are strong, in either language", () => {
  expect(strength("copper lantern sings uphill")).toBe(3);
  expect(strength("노란 우산 세 개와 기차")).toBe(3);
});

test("a middling password is called fair, not strong", () => {
  expect(strength("h7Kq-pz2m")).toBe(2);
});

import { expect, test } from "vitest";
import { text } from "./sessions.text.ts";

test("every strength has its word in both languages", () => {
  expect(text.en.strength).toHaveLength(4);
  expect(text.ko.strength).toHaveLength(4);
});

test("the rules are said with the numbers that hold", () => {
  expect(text.en.passwordHint(8)).toContain("8");
  expect(text.ko.usernameHint(30)).toContain("30자까지");
});

test("joining reads well whatever the name of the community ends with", () => {
  expect([text.ko.join("모두의 광장"), text.ko.join("우리")]).toEqual(["모두의 광장에 가입하기", "우리에 가입하기"]);
});

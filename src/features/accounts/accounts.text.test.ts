import { expect, test } from "vitest";
import { text } from "./accounts.text.ts";

test("one post is one post, and large counts are grouped", () => {
  expect([0, 1, 1234].map(text.en.posts)).toEqual(["0 posts", "1 post", "1,234 posts"]);
  expect(text.ko.posts(1234)).toBe("글 1,234개");
});

test("the month someone joined reads naturally in both languages", () => {
  expect(text.en.joined("November 2026")).toBe("Joined November 2026");
  expect(text.ko.joined("2026년 11월")).toBe("2026년 11월 가입");
});

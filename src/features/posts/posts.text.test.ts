import { expect, test } from "vitest";
import { visibilities } from "./posts.contract.ts";
import { text } from "./posts.text.ts";

test("what is left is counted in words that agree with the number", () => {
  expect([2, 1, 0, -1, -12].map(text.en.left)).toEqual([
    "2 characters left",
    "1 character left",
    "0 characters left",
    "1 too many",
    "12 too many",
  ]);
  expect([1, -3].map(text.ko.left)).toEqual(["1자 남음", "3자 넘음"]);
});

test("one reply is one reply", () => {
  expect([0, 1, 1200].map(text.en.replies)).toEqual(["Reply", "Reply, 1 reply so far", "Reply, 1,200 replies so far"]);
});

test("a Korean name is addressed without a particle that could be wrong", () => {
  expect(text.ko.replyingTo("민수")).toBe("@민수 님에게 답글");
  expect(JSON.stringify(text.ko)).not.toMatch(/[은이을과]\([는가를와]\)/);
});

test("each visibility has its plain words in both languages", () => {
  for (const words of [text.en, text.ko]) expect(Object.keys(words.visibilities)).toEqual([...visibilities]);
});

import { expect, test } from "vitest";
import { text } from "./search.text.ts";

test("numbers of results read naturally in both languages", () => {
  const { en, ko } = text;
  expect([en.found(0, false), en.found(1, false), en.found(20, true)]).toEqual([
    "Nothing found",
    "1 result",
    "20+ results",
  ]);
  expect([ko.found(0, false), ko.found(20, true)]).toEqual(["찾은 것이 없어요", "결과 20개 이상"]);
  expect([en.uses(0), en.uses(1), en.uses(1200)]).toEqual([
    "Not used this week",
    "1 post this week",
    "1,200 posts this week",
  ]);
});

test("each operator is explained in both languages, in the same order", () => {
  const names = (helps: [string, string][]) => helps.map(([operator]) => operator.split(":")[0]).slice(2);
  expect(names(text.ko.helps)).toEqual(names(text.en.helps));
});

import { expect, test } from "vitest";
import { Paging, truth } from "#core/forms";

test("yes and no have the spellings of JSON and of forms, and no others", () => {
  expect([true, "true", "1", "on"].map((value) => truth.parse(value))).toEqual([true, true, true, true]);
  expect([false, "false", "0", "off"].map((value) => truth.parse(value))).toEqual([false, false, false, false]);
  for (const value of ["yes", "", 1, null, [], ["1"]]) expect(truth.safeParse(value).success).toBe(false);
});

test("I9 odd paging values are clamped or ignored", () => {
  const limits = { "": 20, "7": 7, "0": 20, "-5": 1, "41": 40, "1e9": 40, Infinity: 20, NaN: 20, "3.9": 3, x: 20 };
  for (const [text, limit] of Object.entries(limits))
    expect([text, Paging.parse({ limit: text }).limit]).toEqual([text, limit]);
  expect(Paging.parse({ limit: ["1", "2"], max_id: ["1"], since_id: { a: "1" }, min_id: "-1" })).toEqual({ limit: 20 });
});

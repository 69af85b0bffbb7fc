import { expect, test } from "vitest";
import { text } from "./passkeys.text.ts";

test("a passkey is called by its name, whatever sound it ends with", () => {
  expect([text.ko.removed("집 노트북"), text.ko.removed("열쇠")]).toEqual([
    "패스키(‘집 노트북’)를 지웠어요.",
    "패스키(‘열쇠’)를 지웠어요.",
  ]);
  expect(text.en.added("Phone")).toContain("“Phone”");
});

test("every trouble is told in both languages with what to do or expect", () => {
  for (const words of Object.values(text))
    for (const sentence of Object.values(words.trouble)) expect(sentence).toMatch(/[.요]\.?$/);
});

import { expect, test } from "vitest";
import { scopes } from "#core/scopes";
import { text } from "./oauth.text.ts";

test("whatever an app can ask for is said in both languages, in the order of what it means", () => {
  for (const lang of ["en", "ko"] as const) expect(Object.keys(text[lang].scopes).sort()).toEqual(scopes.toSorted());
});

test("Korean sentences around an app's name need no particle that could be wrong", () => {
  expect(text.ko.asks("Tusky")).toBe("‘Tusky’ 앱에서 내 계정을 쓰려고 해요");
  expect(text.ko.gone("고양이")).toBe("‘고양이’ 연결을 끊었어요.");
});

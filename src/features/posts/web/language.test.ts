import { expect, test } from "vitest";
import { guessLanguage, languageName } from "./language.ts";

test.each([
  ["안녕 hello", "en", "ko"],
  ["お茶を飲む", "ko", "ja"],
  ["你好", "ko", "zh"],
  ["hello there", "ko", "en"],
  ["hello there", "en", "en"],
  ["123 :)", "ko", "ko"],
  ["สวัสดี", "en", "th"],
])("%s, written by someone who reads %s, is %s", (text, own, language) =>
  expect(guessLanguage(text, own)).toBe(language),
);

test("a language has a name in the reader's own; one that is unknown keeps its code", () => {
  expect(languageName("ja", "ko")).toBe("일본어");
  expect(languageName("ko", "en")).toBe("Korean");
  expect(languageName("not a language", "en")).toBe("not a language");
});

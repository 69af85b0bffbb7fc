import { expect, test } from "vitest";
import { languageChoices } from "./languages.ts";

test("languages are called by their names in the reader's language, which stands first", () => {
  expect(languageChoices("ko", [])[0]).toEqual({ code: "ko", name: "한국어" });
  const english = languageChoices("en", []);
  expect(english[0]).toEqual({ code: "en", name: "English" });
  const names = english.slice(1).map(({ name }) => name);
  expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b, "en")));
});

test("a language chosen elsewhere stands among them, also one without a name", () => {
  expect(languageChoices("en", ["cy"])).toContainEqual({ code: "cy", name: "Welsh" });
  expect(languageChoices("en", ["!"])).toContainEqual({ code: "!", name: "!" });
});

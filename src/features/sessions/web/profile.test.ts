import { expect, test } from "vitest";
import { profileText } from "../sessions.profile.text.ts";
import { text } from "../sessions.text.ts";
import { languageOptions, profileBody, profileErrors } from "./profile.ts";

const t = { ...text.en, ...profileText.en };

test("a profile may be empty; what is too long or has no label is said beside its field", () => {
  expect(profileErrors({}, t)).toEqual({});
  const flag = "🇰🇷";
  expect(profileErrors({ display_name: flag.repeat(50), note: `${"가".repeat(500)}https://example.org/x` }, t)).toEqual(
    {},
  );
  expect(profileErrors({ display_name: "x".repeat(51), note: "x".repeat(501) }, t)).toEqual({
    display_name: t.tooLong(50),
    note: t.tooLong(500),
  });
  expect(profileErrors({ label_1: " ", content_1: "x", label_2: "a", content_2: "x".repeat(256) }, t)).toEqual({
    label_1: t.labelNeeded,
    content_2: t.tooLong(255),
  });
});

test("a box that is not ticked says no", () => {
  const body = profileBody({ display_name: "A", locked: "on", privacy: "private", language: "" });
  expect(body).toMatchObject({ locked: true, bot: false, discoverable: false });
  expect(body.source).toEqual({ privacy: "private", language: "", sensitive: false });
  expect(body.fields_attributes).toHaveLength(4);
});

test("languages have names in the page's language, also one that an app chose", () => {
  expect(languageOptions("ko", null).find(({ value }) => value === "en")?.label).toBe("영어");
  expect(languageOptions("en", "eo").at(-1)).toEqual({ value: "eo", label: "Esperanto" });
});

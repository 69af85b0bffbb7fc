import { expect, test } from "vitest";
import { composing, sends } from "./ime.ts";

const key = (over: object) => ({
  key: "Enter",
  keyCode: 13,
  isComposing: false,
  ctrlKey: false,
  metaKey: false,
  ...over,
});

test("Ctrl+Enter and Command+Enter send; Enter alone does not", () => {
  expect(sends(key({ ctrlKey: true }))).toBe(true);
  expect(sends(key({ metaKey: true }))).toBe(true);
  expect(sends(key({}))).toBe(false);
});

test("while a Korean syllable is being composed nothing is sent", () => {
  expect(sends(key({ ctrlKey: true, isComposing: true }))).toBe(false);
  expect(sends(key({ ctrlKey: true, keyCode: 229 }))).toBe(false);
});

test("Safari's Enter that ends a composition still belongs to the input method", () => {
  expect(composing(key({ keyCode: 229, isComposing: false }))).toBe(true);
});

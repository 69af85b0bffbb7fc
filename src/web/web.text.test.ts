import { expect, test } from "vitest";
import { text } from "./web.text.ts";

/** All sentences of a tree of texts, with functions called as the screens call them. */
function sentences(node: unknown): string[] {
  if (typeof node === "string") return [node];
  if (typeof node === "function")
    return [1, 2, "동네"].map((sample) => String((node as (value: unknown) => unknown)(sample)));
  return Object.values(node as object).flatMap(sentences);
}

test("no sentence is empty or has a hole in it, in either language", () => {
  for (const words of [text.en, text.ko])
    for (const sentence of sentences(words)) {
      expect(sentence.trim()).not.toBe("");
      expect(sentence).not.toMatch(/undefined|NaN|\[object/);
    }
});

test("Korean is not left in English, nor the other way round", () => {
  for (const sentence of sentences(text.en)) expect(sentence.replace("동네", "")).not.toMatch(/[가-힣]/);
  const same = sentences(text.ko).filter((sentence) => !/[가-힣]/.test(sentence));
  expect(same.every((sentence) => sentence.startsWith("X-Messenger"))).toBe(true);
});

test("no Korean sentence leaves the choice of a particle to the reader", () => {
  for (const sentence of sentences(text.ko)) expect(sentence).not.toMatch(/\((는|가|를|와|로|이|은|을|과)\)/);
});

test("Korean sentences speak politely and in one voice", () => {
  const { crashed, missing, errors, connection } = text.ko;
  for (const sentence of [crashed.title, missing.title, errors.network, errors.unknown, connection.offlineHint])
    expect(sentence).toMatch(/[요죠]\.?$/);
});

test("the countdown says the seconds that are left", () => {
  expect(text.en.connection.again(4)).toBe("again in 4 s");
  expect(text.ko.connection.again(4)).toBe("4초 뒤에 다시 시도해요");
});

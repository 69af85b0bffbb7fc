import { constantFrom, array, assert, property, string } from "fast-check";
import { expect, test } from "vitest";
import { marksOf, timeMarks } from "./search.grams.syntax.ts";
import { keystrokes, normal } from "./search.normal.syntax.ts";
import { marksFor, parseQuery, says } from "./search.query.syntax.ts";

const id = (ms: number) => String(BigInt(ms) << 16n);
const marks = (text: string, ms = Date.now()) =>
  new Set(marksOf({ id: id(ms), text, spoilerText: "", accountId: "1", mentioned: [] }));
const carries = (text: string, q: string) =>
  parseQuery(q).terms.every((term) => {
    const { all, any } = marksFor(term);
    const there = marks(text);
    return all.every((each) => there.has(each)) && any.every((list) => list.some((each) => there.has(each)));
  });
const finds = (text: string, q: string) =>
  carries(text, q) && parseQuery(q).terms.every((term) => says(normal(text), term));

test("promise 18: whatever is the same to a reader is the same to the search", () => {
  for (const [text, q] of [
    ["한글", "한글".normalize("NFD")],
    ["한글".normalize("NFD"), "한글"],
    ["감사합니다", "ㄳ"],
    ["ㄱㅅㄱㅅ", "ㄳ"],
    ["ＡＢＣ ｶﾞｷﾞ", "abc"],
    ["ＡＢＣ ｶﾞｷﾞ", "ガギ"],
    ["Café in ZÜRICH", "cafe zurich"],
    ["띄어 쓰기 연습", "띄어쓰기"],
    ["띄어쓰기 연습", "띄어 쓰기"],
    ["서울은 좋다", "서울에서"],
    ["한글날", "한ㄱ"],
    ["vitamin C", "c"],
    ["🎉run", "run 🎉"],
    ["don’t stop", "don't"],
    ["우린 ㅋㅋㅋㅋ 웃었다", "ㅋㅋ"],
  ] as const)
    expect([text, q, finds(text, q)]).toEqual([text, q, true]);
});

test("what only looks alike is not found", () => {
  for (const [text, q] of [
    ["회사 과장", "사과"],
    ["prune", "run"],
    ["cats", '"cat"'],
    ["abc", "c"],
    ["고양이", "고양시"],
    ["대한글", "ㅎㄱ"],
    ["한국 사람", '"한국사람"'],
  ] as const)
    expect([text, q, finds(text, q)]).toEqual([text, q, false]);
});

test("the marks of a text lose nothing of what it says, whatever is written", () => {
  const letter = constantFrom(..."가각한글기ㄱㅎㅏab cC1é東あー🎉.' \u0301\u1100\u1161".match(/./gu)!);
  const texts = array(letter, { maxLength: 24 }).map((letters) => letters.join(""));
  assert(
    property(texts, texts, string({ maxLength: 3 }), (text, q, more) => {
      for (const piece of [q, more, text.slice(2, 6), `"${text.slice(1, 5)}"`])
        for (const term of parseQuery(piece).terms)
          if (says(normal(text), term)) expect(carries(text, term.exact ? `"${term.text}"` : term.text)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test("a moment carries a mark of every span of time that it lies in, and spans take few marks", () => {
  const now = Date.parse("2026-06-01T12:00:00Z");
  for (const ms of [1000, 60_000, 3_600_000, 86_400_000, 2_592_000_000]) {
    const span = timeMarks(BigInt(id(now - ms)), BigInt(id(now + ms)));
    expect(span.length).toBeLessThanOrEqual(10);
    expect(span.some((each) => marks("x", now).has(each))).toBe(true);
    const long = 30 * Math.max(ms, 2 ** 22);
    expect(span.some((each) => marks("x", now - long).has(each))).toBe(false);
  }
});

test("what is half typed is a beginning of the name it will be", () => {
  for (const step of ["ㄱ", "고", "과", "괄", "과ㄹ"])
    expect(keystrokes(normal("과립")).startsWith(keystrokes(step))).toBe(true);
});

import { expect, test } from "vitest";
import { cutPieces } from "./pieces.ts";

const joined = (text: string, max: number) =>
  cutPieces(text, max)
    .map((piece) => piece.text)
    .join("");

test("mentions, tags and links stand out as they are written", () => {
  const kinds = cutPieces("안녕 @민수 #서울 https://example.com 끝", 500).map(({ kind, text }) => [kind, text]);
  expect(kinds).toContainEqual(["mention", "@민수"]);
  expect(kinds).toContainEqual(["tag", "#서울"]);
  expect(kinds).toContainEqual(["link", "https://example.com"]);
});

test("what is beyond the limit is marked from the first character that does not fit", () => {
  expect(cutPieces("가나다라마", 3)).toEqual([
    { kind: "text", text: "가나다", over: false },
    { kind: "text", text: "라마", over: true },
  ]);
});

test("a family emoji is one character and is not torn apart", () => {
  expect(cutPieces("👨‍👩‍👧‍👦👍", 1)).toEqual([
    { kind: "text", text: "👨‍👩‍👧‍👦", over: false },
    { kind: "text", text: "👍", over: true },
  ]);
});

test("no character is lost or added, at any limit", () => {
  const text = "첫 줄\n\n@alice에게 #태그는 https://a.example/b?c=d\n끝 🇰🇷";
  for (let max = 0; max < 60; max += 3) expect(joined(text, max)).toBe(text);
});

import { expect, test } from "vitest";
import { plainNote } from "./plain.ts";

test("a note becomes one line of text", () => {
  expect(plainNote("<p>커피와<br>자전거</p><p><a href='https://a.example'>a.example</a></p>")).toBe(
    "커피와 자전거 a.example",
  );
});

test("what looks like code stays the text it was", () => {
  expect(plainNote("<p>1 &lt; 2 &amp;&amp; &quot;a&quot; &#39;b&#39; &unknown;</p>")).toBe(
    `1 < 2 && "a" 'b' &unknown;`,
  );
});

test("no note is no text", () => {
  expect(plainNote("")).toBe("");
});

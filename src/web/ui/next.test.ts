import { expect, test } from "vitest";
import { safeNext } from "./next.ts";

test("someone who followed a link to a post reads that post after logging in", () => {
  expect(safeNext("/@민수/1234?x=1")).toBe("/@민수/1234?x=1");
});

test("a link cannot send someone who logs in to another site", () => {
  for (const trap of [
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "/\t/evil",
    "",
  ])
    expect(safeNext(trap), trap).toBe("/");
});

test("logging in does not lead back to logging in", () => {
  expect(safeNext("/login?next=/login")).toBe("/");
  expect(safeNext(null)).toBe("/");
});

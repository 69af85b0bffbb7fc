import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { mutations } from "./mutations.ts";

test("each check that npm run mutations takes away stands where it says, once", () => {
  const lost = mutations.filter(({ file, from }) => readFileSync(file, "utf8").split(from).length !== 2);
  expect(lost.map(({ name }) => name)).toEqual([]);
});

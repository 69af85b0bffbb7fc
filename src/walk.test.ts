import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readTree } from "../test/architecture/tree.ts";
import { stepsOf, walkProblems } from "../test/architecture/walk.ts";

const steps = stepsOf(readFileSync(new URL("../docs/walk.md", import.meta.url), "utf8"));

test("the walk of a post goes through files that exist and know each other", () => {
  expect(steps[0]?.file).toMatch(/Composer\.tsx$/);
  expect(steps.at(-1)?.file).toMatch(/PostCard\.tsx$/);
  expect(walkProblems(readTree(fileURLToPath(new URL("..", import.meta.url))), steps)).toEqual([]);
});

test("a post passes at most fourteen files from one screen to the other", () => {
  expect(new Set(steps.map(({ file }) => file)).size).toBeLessThanOrEqual(14);
});

import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { scoreboard } from "../test/architecture/code.rules.ts";
import { rules, told } from "../test/architecture/rules.ts";
import { readTree } from "../test/architecture/tree.ts";

const tree = readTree(fileURLToPath(new URL("..", import.meta.url)));

test.each(Object.entries(rules))("%s", (_, breachesOf) => {
  expect(breachesOf(tree).map(told)).toEqual([]);
});

test("files stay small, and the browser's code is tested", () => {
  const score = scoreboard(tree);
  console.info(
    `${score.files} files: median ${score.median} lines, p90 ${score.p90}, max ${score.max}; browser tests / browser code ${score.webTests.toFixed(2)}`,
  );
  expect(score.median).toBeLessThanOrEqual(70);
  expect(score.p90).toBeLessThanOrEqual(200);
  expect(score.max).toBeLessThanOrEqual(300);
  expect(score.webTests).toBeGreaterThanOrEqual(0.5);
});

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const page = readFileSync("docs/asvs.md", "utf8");
const rows = [...page.matchAll(/^\| \d+\.\d+\.\d+ *\|.*$/gm)].map(([line]) => {
  const [number = "", level = "", , state = "", how = "", tests = ""] = line
    .split("|")
    .slice(1)
    .map((cell) => cell.trim());
  return { number, level, state, how, tests };
});

/** The requirements of levels 1 and 2 in release 5.0.0: section by section, the numbers at each level. */
const asked: Record<string, { 1?: number[]; 2?: number[] }> = {
  ...{ "6.1": { 1: [1], 2: [2, 3] }, "6.2": { 1: [1, 2, 3, 4, 5, 6, 7, 8], 2: [9, 10, 11, 12] } },
  ...{ "6.3": { 1: [1, 2], 2: [3, 4] }, "6.4": { 1: [1, 2], 2: [3, 4] }, "6.5": { 2: [1, 2, 3, 4, 5] } },
  ...{ "6.6": { 2: [1, 2, 3] }, "6.8": { 2: [1, 2, 3, 4] }, "7.1": { 2: [1, 2, 3] }, "7.2": { 1: [1, 2, 3, 4] } },
  ...{ "7.3": { 2: [1, 2] }, "7.4": { 1: [1, 2], 2: [3, 4, 5] }, "7.5": { 2: [1, 2] }, "7.6": { 2: [1, 2] } },
  ...{ "8.1": { 1: [1], 2: [2] }, "8.2": { 1: [1, 2], 2: [3] }, "8.3": { 1: [1] }, "8.4": { 2: [1] } },
  ...{ "9.1": { 1: [1, 2, 3] }, "9.2": { 1: [1], 2: [2, 3, 4] }, "10.1": { 2: [1, 2] }, "10.2": { 2: [1, 2] } },
  ...{ "10.3": { 2: [1, 2, 3, 4] }, "10.4": { 1: [1, 2, 3, 4, 5], 2: [6, 7, 8, 9, 10, 11] } },
  ...{ "10.5": { 2: [1, 2, 3, 4, 5] }, "10.6": { 2: [1, 2] }, "10.7": { 2: [1, 2, 3] } },
};

test("the table has every requirement of levels 1 and 2 in V6 to V10, once, with its level", () => {
  const wanted = Object.entries(asked).flatMap(([section, levels]) =>
    Object.entries(levels).flatMap(([level, numbers]) => numbers.map((n) => `${section}.${n} ${level}`)),
  );
  expect(wanted).toHaveLength(96);
  expect(rows.map(({ number, level }) => `${number} ${level}`).toSorted()).toEqual(wanted.toSorted());
});

test("what is not met, or met in part, or does not apply says why", () => {
  const silent = rows.filter(({ state, how }) => /^(partly|not met|n\/a)/.test(state) && how === "");
  expect(silent).toEqual([]);
});

test("every test that the table names exists", () => {
  const files = new Map(
    [...page.matchAll(/^\| `([a-z]+)`\s*\| `([^`]+)`\s*\|$/gm)].map(([, name, file]) => [name!, file!]),
  );
  const named = rows.flatMap(({ tests }) => [...tests.matchAll(/`([a-z]+)` "([^"]+)"/g)]);
  expect(named.length).toBeGreaterThan(30);
  const lost = named.filter(
    ([, file, title]) => !readFileSync(files.get(file!) ?? "/dev/null", "utf8").includes(title!),
  );
  expect(lost.map(([all]) => all)).toEqual([]);
  expect(new Set(named.map(([, file]) => file))).toEqual(new Set(files.keys()));
});

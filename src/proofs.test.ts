import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { named, rows, table } from "#test/proofs";

const files = globSync(["src/**/*.test.ts", "src/**/*.test.tsx", "e2e/*.e2e.ts"])
  .filter((path) => path !== "src/proofs.test.ts")
  .map((path) => ({ path: path.replaceAll("\\", "/"), text: readFileSync(path, "utf8") }));
const where = named(files);

test("every row has a test with its name, and no test names a row that nobody knows", () => {
  const known = Object.entries(rows).flatMap(([kind, all]) => Object.keys(all).map((n) => `${kind} ${n}`));
  expect([...where.keys()].toSorted()).toEqual(known.toSorted());
});

test("docs/proofs.md says which they are (npm run proofs writes it anew)", async () => {
  const text = [
    "# What is proved, and where",
    "Classes of real incidents in systems like this one, and what people ask of them. Each row stands in the name of at least",
    "one test: `npx vitest run -t 'threat 9'` runs them. This page is made of those names; a row without a test, or a test",
    "with an unknown row, fails the build.\n",
    "## What must not happen\n",
    table("threat", where),
    "\nRows 17, 23, 24, 38 and 40 belong to what is not built yet: media, log-in by others, federation, archives, releases.\n",
    "## What is promised\n",
    table("promise", where),
    "",
  ].join("\n");
  await expect(text).toMatchFileSnapshot("../docs/proofs.md");
});

import { expect, test } from "vitest";
import { treeOf } from "./tree.ts";
import { stepsOf, walkProblems } from "./walk.ts";

const tree = treeOf({
  "src/web/a.ts": 'import "#posts/web";',
  "src/features/posts/web/index.ts": 'export * from "./b.ts";',
  "src/features/posts/web/b.ts": "",
  "src/core/c.ts": "",
  "src/core/d.ts": 'import "./c.ts";',
});

const walk = (...steps: [string, string][]) =>
  walkProblems(
    tree,
    stepsOf(steps.map(([arrow, file], i) => `${i + 1}. ${arrow}**[it](../src/${file})** does its part.`).join("\n")),
  );

test("a walk along imports, doors and the network is sound", () => {
  const sound = walk(["", "web/a.ts"], ["→ ", "features/posts/web/b.ts"], ["⇒ ", "core/c.ts"], ["← ", "core/d.ts"]);
  expect(sound).toEqual([]);
});

test("a walk that names what is not there, or is not connected, says where it breaks", () => {
  expect(walk(["", "web/gone.ts"])).toEqual(["src/web/gone.ts does not exist"]);
  expect(walk(["", "web/a.ts"], ["", "core/c.ts"])).toEqual(["src/core/c.ts is reached by no arrow"]);
  expect(walk(["", "core/c.ts"], ["→ ", "core/d.ts"])).toEqual(["no step before it imports src/core/d.ts"]);
  expect(walk(["", "core/d.ts"], ["← ", "core/c.ts"])).toEqual(["src/core/c.ts imports no step before it"]);
  expect(walk(["", "core/c.ts"], ["⇒ ", "core/d.ts"])).toEqual(["src/core/c.ts ⇒ src/core/d.ts crosses no network"]);
  const across = walk(["", "web/a.ts"], ["⇒ ", "core/c.ts"], ["→ ", "features/posts/web/b.ts"]);
  expect(across).toEqual(["no step before it imports src/features/posts/web/b.ts"]);
});

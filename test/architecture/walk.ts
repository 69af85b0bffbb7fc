import { placeOf } from "./imports.rules.ts";
import type { Tree } from "./tree.ts";

type Arrow = "→" | "←" | "⇒";
type Step = { arrow: Arrow | undefined; file: string };

const step = /^\d+\. (?:([→←⇒]) )?\*\*\[[^\]]+\]\(\.\.\/(src\/[^)]+)\)\*\*/gm;

/** The steps of a walk: the list items that begin with an arrow and a link in bold. */
export const stepsOf = (markdown: string): Step[] =>
  [...markdown.matchAll(step)].map(([, arrow, file = ""]) => ({ arrow: arrow as Arrow | undefined, file }));

/** Whether one file imports another, itself or through a door that hands it on. */
function imports(tree: Tree, from: string, to: string): boolean {
  const asked = tree.get(from)?.imports ?? [];
  const handedOn = asked.flatMap(({ file }) => tree.get(file ?? "")?.imports.filter((it) => it.handsOn) ?? []);
  return [...asked, ...handedOn].some(({ file }) => file === to);
}

/**
 * What is wrong with a walk, a sentence each. A step with `→` is imported by a step before it, one with `←` imports one
 * before it, both on the same side of the network; a step with `⇒` is on the other side.
 */
export function walkProblems(tree: Tree, steps: Step[]): string[] {
  const problems: string[] = [];
  let stretch: string[] = [];
  steps.forEach(({ arrow, file }, index) => {
    if (!tree.has(file)) problems.push(`${file} does not exist`);
    const before = steps[index - 1]?.file;
    if (before !== undefined && arrow === undefined) problems.push(`${file} is reached by no arrow`);
    if (arrow === "⇒") {
      if (before !== undefined && placeOf(before).web === placeOf(file).web)
        problems.push(`${before} ⇒ ${file} crosses no network`);
      stretch = [];
    }
    if (arrow === "→" && !stretch.some((it) => imports(tree, it, file)))
      problems.push(`no step before it imports ${file}`);
    if (arrow === "←" && !stretch.some((it) => imports(tree, file, it)))
      problems.push(`${file} imports no step before it`);
    stretch.push(file);
  });
  return problems;
}

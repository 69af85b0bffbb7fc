import { placeOf, roleOf } from "./imports.rules.ts";
import { type Breach, isTest, lineAt, type Module, nameOf, type Node, nodesOf, type Tree } from "./tree.ts";

type Judge = (node: Node, module: Module) => string | null;

/** What the language offers and the house leaves out. */
const syntax: Judge = (node, { path }) => {
  if (node.type === "TSEnumDeclaration") return "enum: use a union of strings";
  if (node.type === "Decorator") return "decorator: call a function";
  if (node.type === "TSParameterProperty") return "parameter property: say the field and assign it";
  if (node.type === "TSAnyKeyword") return "any: use unknown and find out";
  const toolAsks = !path.includes("/") || path.endsWith(".config.ts");
  if (node.type === "ExportDefaultDeclaration" && !toolAsks) return "default export: give it its name";
  return null;
};

const environment: Judge = (node, { path }) => {
  if (path === "src/core/config.ts" || isTest(path) || path.startsWith("scripts/")) return null;
  const reads =
    node.type === "MemberExpression" && nameOf(node.object) === "process" && nameOf(node.property) === "env";
  return reads ? "only core/config.ts reads process.env: add a setting there" : null;
};

/** A service is exported functions, each a verb and a noun that takes its context first. */
const services: Judge = (node, { path }) => {
  if (roleOf(path) !== "service" || isTest(path)) return null;
  if (node.type === "ClassDeclaration") return "a service is functions, not a class";
  if (node.type !== "ExportNamedDeclaration") return null;
  const declared = node.declaration as (Node & { id?: Node; params?: Node[]; declarations?: Node[] }) | null;
  const variable = declared?.declarations?.[0] as { id?: Node; init?: Node & { params?: Node[] } } | undefined;
  const isFunction = declared?.type === "FunctionDeclaration" || variable?.init?.type === "ArrowFunctionExpression";
  if (!isFunction) return null;
  const name = nameOf(declared?.id ?? variable?.id);
  const first = nameOf((declared?.params ?? variable?.init?.params)?.[0]);
  if (!/^[a-z]+[A-Z]/.test(name)) return `${name} is not a verb and a noun`;
  return first === "ctx" || first === "app" ? null : `${name} takes ctx (or app) first, not ${first || "nothing"}`;
};

const judges: [number, Judge][] = [
  [7, syntax],
  [8, environment],
  [13, services],
];

/** Rules about the code inside one file, under the numbers of CONTRIBUTING.md. */
export function codeBreaches(tree: Tree): Breach[] {
  const breaches: Breach[] = [];
  for (const module of tree.values()) {
    const { path: file, text } = module;
    for (const node of nodesOf(module.ast)) {
      for (const [rule, judge] of judges) {
        const says = judge(node, module);
        if (says !== null) breaches.push({ rule, file, line: lineAt(text, node.start), says });
      }
    }
    for (const comment of module.comments) {
      const line = lineAt(text, comment.start);
      const silenced = /@ts-(ignore|nocheck|expect-error)/.exec(String(comment.value))?.[0];
      if (silenced !== undefined) breaches.push({ rule: 7, file, line, says: `${silenced}: make the types true` });
      if (/\b(TODO|FIXME|XXX)\b/.test(String(comment.value)))
        breaches.push({ rule: 15, file, line, says: "do it now, or open an issue" });
    }
  }
  return breaches;
}

/** A file too long holds two nouns. */
export function lengthBreaches(tree: Tree, most = 300): Breach[] {
  return [...tree.values()]
    .filter(({ lines }) => lines > most)
    .map(({ path, lines }) => ({ rule: 6, file: path, says: `${lines} lines, at most ${most}: split it by noun` }));
}

const sum = (some: Module[]) => some.reduce((total, { lines }) => total + lines, 0);

/** The sizes the house keeps: files without tests, and how much of the browser's code its tests outweigh. */
export function scoreboard(tree: Tree) {
  const files = [...tree.values()].filter(({ path }) => path.startsWith("src/") && /\.tsx?$/.test(path));
  const sizes = files
    .filter(({ path }) => !isTest(path))
    .map(({ lines }) => lines)
    .sort((a, b) => a - b);
  const at = (share: number) => sizes[Math.min(sizes.length - 1, Math.floor(sizes.length * share))] ?? 0;
  const web = files.filter(({ path }) => placeOf(path).web);
  const journeys = [...tree.values()].filter(({ path }) => path.startsWith("e2e/"));
  const source = sum(web.filter(({ path }) => !isTest(path)));
  const tests = sum([...web.filter(({ path }) => isTest(path)), ...journeys]);
  return {
    files: sizes.length,
    median: at(0.5),
    p90: at(0.9),
    max: sizes.at(-1) ?? 0,
    webTests: tests / Math.max(1, source),
  };
}

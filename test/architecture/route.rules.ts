import { placeOf } from "./imports.rules.ts";
import { type Breach, isTest, lineAt, nameOf, type Node, nodesOf, type Tree } from "./tree.ts";

const verbs = ["get", "head", "post", "put", "patch", "delete", "options", "all", "route"];

/** A feature adds its routes with `route(http, contract, handler)`, which asks for a contract; never past it. */
export function routeBreaches(tree: Tree): Breach[] {
  const breaches: Breach[] = [];
  for (const { path: file, text, ast } of tree.values()) {
    const { feature, web } = placeOf(file);
    if (feature === undefined || web || isTest(file)) continue;
    for (const node of nodesOf(ast)) {
      if (node.type !== "CallExpression") continue;
      const { object, property } = node.callee as { object?: Node; property?: Node };
      if (!["http", "app", "server", "fastify"].includes(nameOf(object)) || !verbs.includes(nameOf(property))) continue;
      breaches.push({
        rule: 12,
        file,
        line: lineAt(text, node.start),
        says: "add the route with route(), and give it a contract",
      });
    }
  }
  return breaches;
}

import { codeBreaches, lengthBreaches } from "./code.rules.ts";
import { audienceBreaches, secondWayBreaches, writeBreaches } from "./data.rules.ts";
import { cycleBreaches, importBreaches, nameBreaches } from "./imports.rules.ts";
import { routeBreaches } from "./route.rules.ts";
import { type Breach, type Tree } from "./tree.ts";

/** The rules a machine can check, with the words under which a failure is told. The numbers are CONTRIBUTING.md's. */
export const rules: Record<string, (tree: Tree) => Breach[]> = {
  "imports go down the stack, through doors, leftward, and the browser loads only what is its own": importBreaches,
  "a feature's files say their role in their names": nameBreaches,
  "no import cycles": cycleBreaches,
  "no file is longer than 300 lines": lengthBreaches,
  "no enum, decorator, any, default export, silenced type, or process.env out of place": codeBreaches,
  "only models write, only in a transaction that a service or a job opened": writeBreaches,
  "only posts says who may see a post": audienceBreaches,
  "every route has a contract": routeBreaches,
  "there is one way to do a thing": secondWayBreaches,
};

/** A breach in one line: the file, the rule, what to do. */
export const told = ({ rule, file, line, says }: Breach) =>
  `${file}${line === undefined ? "" : `:${line}`} breaks rule ${rule}: ${says}`;

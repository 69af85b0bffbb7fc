import { describe, expect, test } from "vitest";
import { lengthBreaches, scoreboard } from "./code.rules.ts";
import { rules } from "./rules.ts";
import { treeOf } from "./tree.ts";

/** The breaches in a tree, as `rule file`. */
function breaches(files: Record<string, string>): string[] {
  const tree = treeOf(files);
  return Object.values(rules).flatMap((rule) => rule(tree).map((it) => `${it.rule} ${it.file}`));
}

const post = "src/features/posts/posts";
const sound = {
  "test/app.ts": "export const app = 1;\n",
  [`${post}.thread.ts`]: "export const arrange = 1;\n",
  "src/server.ts": 'import { postRoutes } from "#posts";\nexport const all = [postRoutes];\n',
  "src/core/db.ts": 'import { Pool } from "pg";\nexport const pool = Pool;\nexport type Tx = { insert: () => void };\n',
  "src/core/events.ts": "export const write = () => {};\n",
  "src/core/config.ts": "export const port = process.env.PORT;\n",
  "src/core/lang.ts": "export const langs = [];\n",
  "src/features/accounts/index.ts": "export const name = 1;\n",
  [`${post}.limits.ts`]: "export const most = 500;\n",
  [`${post}.contract.ts`]: 'import { z } from "zod";\nexport const CreatePost = z;\nexport type Status = string;\n',
  [`${post}.history.model.ts`]:
    'import type { Tx } from "#core/db";\nexport function insertPost(tx: Tx, row: unknown) { tx.insert(row); sql`insert into x`; }\nexport const visibleTo = 1;\n',
  [`${post}.service.ts`]:
    'import { write } from "#core/events";\nimport { name } from "#accounts";\nimport { insertPost } from "./posts.history.model.ts";\nexport async function createPost(ctx: unknown) { write(); insertPost(ctx as never, name); }\n',
  [`${post}.controller.ts`]:
    'import { createPost } from "./posts.service.ts";\nexport const postRoutes = (http) => route(http, contract, createPost);\n',
  "src/features/posts/index.ts": 'export * from "./posts.controller.ts";\n',
  "src/web/api.ts":
    'import { langs } from "#core/lang";\nexport const seen = new Map([[langs, 1]]);\nseen.delete(langs);\n',
  "src/features/posts/web/Composer.tsx":
    'import type { Status } from "../posts.contract.ts";\nimport { most } from "../posts.limits.ts";\nimport { seen } from "#web/api";\nexport const Composer = (it: Status) => <p>{most}{seen.size}{it}</p>;\n',
  "src/features/posts/web/index.ts": 'export * from "./Composer.tsx";\n',
  "src/web/main.tsx": 'export { Composer } from "#posts/web";\n',
};

test("a sound house has nothing to complain about", () => {
  expect(breaches(sound)).toEqual([]);
});

describe("each rule fails when it is broken", () => {
  const cases: [string, string, string, string][] = [
    ["core uses a feature", "1 src/core/ids.ts", "src/core/ids.ts", 'import "#posts";'],
    [
      "a feature calls upward",
      "1 src/features/accounts/accounts.model.ts",
      "src/features/accounts/accounts.model.ts",
      'import "#posts";',
    ],
    [
      "a feature outside the stack",
      "1 src/features/polls/polls.model.ts",
      "src/features/polls/polls.model.ts",
      "export {};",
    ],
    ["the product uses a test's helper", `1 ${post}.jobs.ts`, `${post}.jobs.ts`, 'import "../../../test/app.ts";'],
    ["a feature uses the root", `1 ${post}.jobs.ts`, `${post}.jobs.ts`, 'import "../../server.ts";'],
    ["the root enters by the window", "2 src/main.ts", "src/main.ts", 'import "./features/posts/posts.service.ts";'],
    ["a door that does not exist", "2 src/main.ts", "src/main.ts", 'import "#posts/posts.service";'],
    ["a step out of a feature", `2 ${post}.jobs.ts`, `${post}.jobs.ts`, 'import "../accounts/index.ts";'],
    ["a step into core", `2 ${post}.jobs.ts`, `${post}.jobs.ts`, 'import type { Tx } from "../../core/db.ts";'],
    ["a model uses a service", `3 ${post}.model.ts`, `${post}.model.ts`, 'import "./posts.service.ts";'],
    ["a file without a role", `3 src/features/posts/helpers.ts`, "src/features/posts/helpers.ts", "export {};"],
    [
      "a file with another's name",
      `3 src/features/posts/likes.model.ts`,
      "src/features/posts/likes.model.ts",
      "export {};",
    ],
    [
      "the browser loads a contract",
      "4 src/features/posts/web/a.ts",
      "src/features/posts/web/a.ts",
      'import { CreatePost } from "../posts.contract.ts";',
    ],
    [
      "an inline type still loads",
      "4 src/features/posts/web/a.ts",
      "src/features/posts/web/a.ts",
      'import { type Status } from "../posts.contract.ts";',
    ],
    ["the browser loads a server door", "4 src/web/a.ts", "src/web/a.ts", 'import { postRoutes } from "#posts";'],
    ["the browser loads it later", "4 src/web/a.ts", "src/web/a.ts", 'export const later = () => import("#posts");'],
    [
      "the server loads the browser",
      "4 src/features/posts/posts.view.ts",
      "src/features/posts/posts.view.ts",
      'import "./web/Composer.tsx";',
    ],
    ["a file of 301 lines", `6 ${post}.text.ts`, `${post}.text.ts`, "export {};\n".repeat(301)],
    ["a cycle", `7 src/core/a.ts`, "src/core/a.ts", 'import "./a.ts";'],
    ["a default export", "7 src/core/a.ts", "src/core/a.ts", "export default 1;"],
    ["an enum", "7 src/core/a.ts", "src/core/a.ts", "export enum A { B }"],
    ["a decorator", "7 src/core/a.ts", "src/core/a.ts", "@it class A {}"],
    ["a parameter property", "7 src/core/a.ts", "src/core/a.ts", "class A { constructor(private b: string) {} }"],
    ["any", "7 src/core/a.ts", "src/core/a.ts", "export let a: any;"],
    ["a silenced type", "7 src/core/a.ts", "src/core/a.ts", "// @ts-ignore\nexport {};"],
    ["the environment", "8 src/main.ts", "src/main.ts", 'export const a = process.env["PORT"];'],
    ["a controller writes", `9 ${post}.live.ts`, `${post}.live.ts`, 'import { write } from "#core/events";\nwrite();'],
    ["a write outside a model", `9 ${post}.jobs.ts`, `${post}.jobs.ts`, "export const a = (tx: Tx) => tx.update(x);"],
    [
      "a write outside a transaction",
      `9 ${post}.model.ts`,
      `${post}.model.ts`,
      "export const a = (db: Db) => db.delete(x);",
    ],
    [
      "raw SQL that writes",
      `9 ${post}.model.ts`,
      `${post}.model.ts`,
      "export const a = (db: Db) => db.execute(sql`update posts set a = 1`);",
    ],
    [
      "a second audience",
      "10 src/features/timelines/timelines.view.ts",
      "src/features/timelines/timelines.view.ts",
      "export function audience() {}",
    ],
    [
      "a route without a contract",
      `12 ${post}.b.controller.ts`,
      `${post}.b.controller.ts`,
      'http.post("/x", handler);',
    ],
    ["a class for a service", `13 ${post}.b.service.ts`, `${post}.b.service.ts`, "class Posts {}"],
    ["a service without a verb", `13 ${post}.b.service.ts`, `${post}.b.service.ts`, "export function post(ctx) {}"],
    [
      "a service without its context",
      `13 ${post}.b.service.ts`,
      `${post}.b.service.ts`,
      "export const createPost = (input) => input;",
    ],
    ["work left for later", "15 src/core/a.ts", "src/core/a.ts", "// FIX\u004dE: finish\nexport {};"],
    ["a second driver", `20 ${post}.jobs.ts`, `${post}.jobs.ts`, 'import { Pool } from "pg";'],
  ];
  test.each(cases)("%s", (_, breach, file, text) => {
    expect(breaches({ ...sound, [file]: text })).toContain(breach);
  });
});

test("a cycle of three files is told once, whole", () => {
  const ring = {
    "src/core/a.ts": 'import "./b.ts";',
    "src/core/b.ts": 'import "./c.ts";',
    "src/core/c.ts": 'import "./a.ts";',
  };
  const says = rules["no import cycles"]?.(treeOf(ring)).map((it) => it.says);
  expect(says).toEqual(["import cycle: src/core/a.ts → src/core/b.ts → src/core/c.ts → src/core/a.ts"]);
});

test("300 lines are not too long, and the scoreboard leaves tests out", () => {
  const tree = treeOf({
    "src/core/a.ts": "\n".repeat(300),
    "src/core/a.test.ts": "\n".repeat(10),
    "src/web/b.ts": "\n",
    "src/web/b.test.ts": "\n",
  });
  expect(lengthBreaches(tree)).toEqual([]);
  expect(scoreboard(tree)).toEqual({ files: 2, median: 300, p90: 300, max: 300, webTests: 1 });
});

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { build } from "vite";
import { browserOnly, mayReachBrowser } from "./browser-only.ts";

let repository = "";
beforeEach(async () => (repository = await mkdtemp(join(tmpdir(), "xm-browser-only-"))));
afterEach(() => rm(repository, { recursive: true, force: true }));

async function bundle(files: Record<string, string>) {
  for (const [path, text] of Object.entries({
    "src/web/index.html": `<script type="module" src="./main.ts"></script>`,
    ...files,
  })) {
    await mkdir(dirname(join(repository, path)), { recursive: true });
    await writeFile(join(repository, path), text);
  }
  const root = join(repository, "src/web");
  return build({
    root,
    configFile: false,
    logLevel: "silent",
    plugins: [browserOnly(repository)],
    build: { write: false },
  });
}

test("browser code, limits, syntax, texts and the live contract may be sent to a browser", () => {
  for (const path of [
    "src/web/main.tsx",
    "src/features/posts/web/index.ts",
    "src/features/posts/posts.limits.ts",
    "src/features/posts/posts.particles.syntax.ts",
    "src/features/posts/posts.text.ts",
    "src/core/live.contract.ts",
    "src/core/lang.ts",
  ])
    expect(mayReachBrowser(path), path).toBe(true);
});

test("models, services, contracts and the rest of the core may not", () => {
  for (const path of [
    "src/features/posts/posts.model.ts",
    "src/features/posts/index.ts",
    "src/features/posts/posts.contract.ts",
    "src/core/db.ts",
    "src/main.ts",
    "scripts/prepare.ts",
  ])
    expect(mayReachBrowser(path), path).toBe(false);
});

test("a page that uses only what it may is built", async () => {
  await expect(
    bundle({
      "src/web/main.ts": `import { n } from "../features/posts/posts.limits.ts"; console.log(n)`,
      "src/features/posts/posts.limits.ts": "export const n = 1",
    }),
  ).resolves.toBeDefined();
});

test("a page that pulls in a contract at run time is refused, and the importer is named", async () => {
  await expect(
    bundle({
      "src/web/main.ts": `import { n } from "../features/posts/posts.contract.ts"; console.log(n)`,
      "src/features/posts/posts.contract.ts": "export const n = 1",
    }),
  ).rejects.toThrow(/posts\.contract\.ts is server code.*src\/web\/main\.ts/s);
});

test("a type taken from a contract leaves no trace and is fine", async () => {
  await expect(
    bundle({
      "src/web/main.ts": `import type { N } from "../features/posts/posts.contract.ts"; const n: N = 1; console.log(n)`,
      "src/features/posts/posts.contract.ts": "export type N = number; export const zod = 1",
    }),
  ).resolves.toBeDefined();
});

test("a page that needs Node's file system is refused", async () => {
  await expect(
    bundle({ "src/web/main.ts": `import { readFile } from "node:fs"; console.log(readFile)` }),
  ).rejects.toThrow(/src\/web\/main\.ts imports node:fs/);
});

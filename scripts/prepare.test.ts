import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { prepare } from "./prepare.ts";

const repository = mkdtempSync(join(tmpdir(), "xm-prepare-"));
afterAll(() => rmSync(repository, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(join(repository, path, ".."), { recursive: true });
  writeFileSync(join(repository, path), text);
}

let builds = 0;
const build = async (folder: string) => {
  builds++;
  mkdirSync(folder);
  writeFileSync(join(folder, "index.html"), `build ${builds}`);
};
const page = () => readFileSync(join(repository, "dist/web/index.html"), "utf8");

test("the client is built when what it is made from changed, and only then", async () => {
  write("package-lock.json", "{}");
  write("src/web/main.tsx", "1");
  write("src/features/posts/posts.text.ts", "1");
  expect(await prepare(repository, build)).toBe(true);
  expect(await prepare(repository, build)).toBe(false);

  write("src/features/posts/posts.model.ts", "server code");
  write("src/web/main.test.tsx", "a test");
  expect(await prepare(repository, build)).toBe(false);

  write("src/features/posts/posts.text.ts", "2");
  expect(await prepare(repository, build)).toBe(true);
  write("package-lock.json", "{ }");
  expect(await prepare(repository, build)).toBe(true);
  rmSync(join(repository, "dist/web"), { recursive: true });
  expect(await prepare(repository, build)).toBe(true);
  expect(page()).toBe("build 4");
});

test("a build that fails leaves the old client whole, and is tried again", async () => {
  write("src/web/main.tsx", "broken");
  const broken = async (folder: string) => {
    mkdirSync(folder);
    throw new Error("does not build");
  };
  await expect(prepare(repository, broken)).rejects.toThrow("does not build");
  expect(page()).toBe("build 4");
  expect(readdirSync(join(repository, "dist")).sort()).toEqual(["web", "web.made-from"]);
  expect(await prepare(repository, build)).toBe(true);
  expect(existsSync(join(repository, "dist/web/index.html"))).toBe(true);
});

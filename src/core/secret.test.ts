import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadSecret } from "#core/secret";

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "xm-secret-"));
});
afterEach(() => rm(dataDir, { recursive: true }));

const load = (jwtSecret?: string) => loadSecret({ dataDir, jwtSecret }).then((key) => Buffer.from(key).toString());

test("a secret is made once, long, for its owner's eyes only, and found again", async () => {
  const first = await load();
  expect(first.length).toBeGreaterThanOrEqual(64);
  expect((await stat(join(dataDir, "secret"))).mode & 0o777).toBe(0o600);
  expect(await load()).toBe(first);
  expect(await readdir(dataDir)).toEqual(["secret"]);
});

test("starts at the same moment agree on one secret", async () => {
  const keys = await Promise.all(Array.from({ length: 8 }, () => load()));
  expect(new Set(keys).size).toBe(1);
  expect(await readdir(dataDir)).toEqual(["secret"]);
});

test("a file that a crash cut short is replaced by a whole secret", async () => {
  await writeFile(join(dataDir, "secret"), "half");
  const key = await load();
  expect(key.length).toBeGreaterThanOrEqual(64);
  expect(await load()).toBe(key);
});

test("the setting wins, and nothing is written", async () => {
  expect(await load("s".repeat(32))).toBe("s".repeat(32));
  expect(await readdir(dataDir)).toEqual([]);
});

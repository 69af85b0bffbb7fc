import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { candidates, ensureBrowser, works } from "./browser.ts";

const folder = mkdtempSync(join(tmpdir(), "xm-browser-"));

function program(name: string, code: number): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\nexit ${code}\n`);
  chmodSync(path, 0o755);
  return path;
}

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

test.skipIf(process.platform === "win32")("a browser that does not start is no browser", async () => {
  expect(works(join(folder, "nothing"))).toBe(false);
  expect(works(program("stub", 1))).toBe(false);
  expect(works(program("chromium", 0))).toBe(true);
  expect(candidates(folder)[0]).toBe(join(folder, "chromium"));
  vi.stubEnv("CHROMIUM_PATH", join(folder, "chromium"));
  expect(await ensureBrowser()).toBe(join(folder, "chromium"));
  vi.stubEnv("CHROMIUM_PATH", join(folder, "stub"));
  await expect(ensureBrowser()).rejects.toThrow(`CHROMIUM_PATH is ${join(folder, "stub")}, and that does not start`);
});

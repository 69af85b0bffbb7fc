import { chmodSync, mkdtempSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where the tests' databases live: in memory when there is plenty, because making a database makes 300 files. */
export function scratchRoot(): string {
  try {
    const { bavail, bsize } = statfsSync("/dev/shm");
    if (bavail * bsize > 2_000_000_000) return "/dev/shm";
  } catch {
    // Only Linux has it.
  }
  return tmpdir();
}

/** A new folder that the database's own user may enter too. */
export function scratchFolder(prefix: string): string {
  const folder = mkdtempSync(join(scratchRoot(), prefix));
  chmodSync(folder, 0o755);
  return folder;
}

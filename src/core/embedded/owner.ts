import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { EmbeddedError } from "./error.ts";

/**
 * Makes this process the one owner of a data directory until `release` or its death; throws EmbeddedError naming the
 * living owner if there is one. The lock is the operating system's, taken through SQLite because Node itself has none
 * that ends with the process: nothing stale can be left, whatever killed the last owner.
 */
export function takeOwnership(dataDir: string): { release: () => void } {
  const note = join(dataDir, "owner.pid");
  const path = join(dataDir, "owner.lock");
  // Opened and closed before SQLite holds it: it must exist, be ours to write, and closing it later would end the lock.
  writeFileSync(path, "", { flag: "a" });
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    lock.exec("BEGIN EXCLUSIVE");
    writeFileSync(note, `${process.pid}\n`);
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode !== busy) throw error;
    const who = `another X-Messenger (process ${readNote(note)})`;
    throw new EmbeddedError(`${dataDir} is in use by ${who}: stop that one first, or choose another DATA_DIR.`, error);
  }
  return { release: () => lock.close() };
}

const busy = 5;

const readNote = (path: string): string => {
  try {
    return readFileSync(path, "utf8").trim() || "unknown";
  } catch {
    return "unknown";
  }
};

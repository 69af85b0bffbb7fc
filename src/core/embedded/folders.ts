import { chmodSync, chownSync, closeSync, fsyncSync, lchownSync, mkdirSync } from "node:fs";
import { mkdtempSync, openSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Account } from "./account.ts";

/** Makes a data directory that exists whatever the umask, and that the database's user may pass through but not list. */
export function makeDataDir(folder: string): void {
  if (mkdirSync(folder, { recursive: true }) !== undefined) chmodSync(folder, process.getuid?.() === 0 ? 0o711 : 0o700);
}

/** A socket's whole path may have 103 bytes on macOS and 107 on Linux, and PostgreSQL's file name takes 14. */
const longest = 88;

/** A folder for the socket: inside the data directory, or one of our own among the temporary files when that path is too long. */
export function makeSocketDir(dataDir: string): { path: string; remove: () => void } {
  const inside = join(dataDir, "run");
  if (Buffer.byteLength(inside) <= longest) {
    mkdirSync(inside, { recursive: true });
    return { path: inside, remove: () => {} };
  }
  const base = Buffer.byteLength(tmpdir()) <= longest - 20 ? tmpdir() : "/tmp";
  const path = mkdtempSync(join(base, "xmessenger-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Closes a folder to everybody but the database's user. */
export function giveFolder(folder: string, account: Account | undefined): void {
  if (account) chownSync(folder, account.uid, account.gid);
  chmodSync(folder, 0o700);
}

/** Gives a folder and all it holds to the database's user: a copy made by root belongs to root. */
export function giveTree(folder: string, { uid, gid }: Account): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    lchownSync(join(entry.parentPath, entry.name), uid, gid);
  }
  chownSync(folder, uid, gid);
}

/** Renames a folder beside itself so that the new name survives a power cut. */
export function renameDurably(from: string, to: string, parent: string): void {
  renameSync(from, to);
  if (process.platform === "win32") return;
  const fd = openSync(parent, "r");
  fsyncSync(fd);
  closeSync(fd);
}

/** Keeps the last log beside the new one. */
export function rotateLog(path: string): void {
  try {
    renameSync(path, `${path}.1`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

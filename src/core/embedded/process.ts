import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Binaries } from "./binaries.ts";
import type { Runner } from "./runner.ts";

/** One running PostgreSQL. */
export type Postgres = {
  isRunning: () => boolean;
  /** Resolves when it ended, for whatever reason, with words about how. */
  ended: Promise<string>;
  /** Asks it to stop: `fast` in order, `immediate` at once, to recover at the next start. */
  ask: (how: "fast" | "immediate") => void;
};

/** How to start one. */
export type ProcessPlan = { folder: string; logPath: string; binaries: Binaries; runner: Runner; args: string[] };

/** Starts PostgreSQL; `strangerPid` is a living process that its own lock file names by mistake. */
export function startPostgres(plan: ProcessPlan, strangerPid: number | undefined): Postgres {
  if (process.platform === "win32") return startOnWindows(plan);
  const out = openSync(plan.logPath, "a", 0o600);
  // PostgreSQL lets its lock file name this process, as pg_ctl does for its own caller.
  const env = strangerPid === undefined ? undefined : { PG_GRANDPARENT_PID: String(strangerPid) };
  const child = plan.runner.start(plan.binaries.postgres, ["-D", plan.folder, ...plan.args], ["ignore", out, out], env);
  closeSync(out);
  let running = true;
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal ?? `code ${code}`));
  }).then((how) => {
    running = false;
    return how;
  });
  return { isRunning: () => running, ended, ask: (how) => void child.kill(how === "fast" ? "SIGINT" : "SIGQUIT") };
}

/** PostgreSQL refuses an administrator's rights on Windows, and pg_ctl is what sheds them: the server is its child, not ours. */
function startOnWindows({ folder, logPath, binaries, args }: ProcessPlan): Postgres {
  // No pipes: the server would hold them open, and pg_ctl would never seem to end.
  const pgCtl = (...rest: string[]) =>
    spawn(binaries.pg_ctl, ["-D", folder, ...rest], { stdio: "ignore", windowsHide: true });
  const quoted = args.map((arg) => `"${arg}"`).join(" ");
  let running = true;
  const live = async (): Promise<string> => {
    try {
      await once(pgCtl("-w", "-l", logPath, "-o", quoted, "start"), "exit");
      const pid = Number.parseInt(readFileSync(join(folder, "postmaster.pid"), "utf8"), 10);
      for (;;) {
        process.kill(pid, 0);
        await sleep(500, undefined, { ref: false });
      }
    } catch (error) {
      running = false;
      return (error as Error).message;
    }
  };
  const ask = (how: string) => void pgCtl("-W", "-m", how, "stop").on("error", () => {});
  return { isRunning: () => running, ended: live(), ask };
}

/** Stops it in order, or without order when that takes too long; resolves when it is gone. */
export async function stopPostgres(postgres: Postgres, patience = 30_000): Promise<void> {
  for (const how of ["fast", "immediate"] as const) {
    if (!postgres.isRunning()) return;
    postgres.ask(how);
    const enough = new AbortController();
    await Promise.race([postgres.ended, sleep(patience, undefined, { signal: enough.signal }).catch(() => {})]);
    enough.abort();
  }
}

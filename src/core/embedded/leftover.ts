import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Binaries } from "./binaries.ts";
import { EmbeddedError } from "./error.ts";

/**
 * Stops the server that a killed owner left running in `folder`. Returns the process number written there when it
 * belongs to no server of this folder: a number that PostgreSQL must not be frightened by.
 */
export async function stopLeftover(
  folder: string,
  binaries: Binaries,
  log: (line: string) => void,
): Promise<number | undefined> {
  const pid = postmasterOf(folder);
  if (pid === undefined || !isAlive(pid)) return undefined;
  if (process.platform === "win32") return stopOnWindows(folder, binaries);
  if (!serves(pid, folder)) return pid;
  log("Stopping the database that an earlier run left behind.");
  for (const [signal, patience] of [
    ["SIGINT", 20_000],
    ["SIGQUIT", 10_000],
  ] as const) {
    if (!send(pid, signal)) return undefined;
    if (await goneWithin(pid, folder, patience)) return undefined;
  }
  throw new EmbeddedError(
    `The database in ${folder} still runs after an earlier start (process ${pid}) and does not stop: stop that process, then start again.`,
  );
}

const postmasterOf = (folder: string): number | undefined => {
  try {
    const pid = Number.parseInt(readFileSync(join(folder, "postmaster.pid"), "utf8"), 10);
    return pid > 1 ? pid : undefined;
  } catch {
    return undefined;
  }
};

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

const send = (pid: number, signal: NodeJS.Signals): boolean => {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
};

/** A postmaster works inside its data directory, so its working directory tells it from a stranger who got its number. */
function serves(pid: number, folder: string): boolean {
  try {
    if (process.platform !== "linux")
      return execFileSync("ps", ["-ww", "-o", "command=", "-p", String(pid)], { encoding: "utf8" }).includes(folder);
    const [there, here] = [statSync(`/proc/${pid}/cwd`), statSync(folder)];
    return there.ino === here.ino && there.dev === here.dev;
  } catch {
    return false;
  }
}

/**
 * Ends what a killed postmaster left of itself: a server process in the middle of a long statement does not notice
 * the death of its parent, and no new server starts beside it. Linux only; elsewhere the statement's end is awaited.
 */
export function endOrphans(folder: string): void {
  if (process.platform !== "linux") return;
  for (const pid of readdirSync("/proc")
    .map(Number)
    .filter((it) => it > 1)) {
    if (serves(pid, folder) && isPostgres(pid)) send(pid, "SIGQUIT");
  }
}

const isPostgres = (pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim() === "postgres";
  } catch {
    return false;
  }
};

async function goneWithin(pid: number, folder: string, patience: number): Promise<boolean> {
  for (const end = Date.now() + patience; Date.now() < end; await sleep(20)) {
    if (!isAlive(pid) || !serves(pid, folder)) return true;
  }
  return false;
}

/** There pg_ctl knows a postmaster by its pipe, and strangers do not have one. */
function stopOnWindows(folder: string, { pg_ctl }: Binaries): undefined {
  try {
    execFileSync(pg_ctl, ["stop", "-D", folder, "-m", "fast", "-w", "-t", "30"], {
      stdio: "ignore",
      windowsHide: true,
    });
  } catch {
    // Nothing of ours answered; if something does run, the start that follows says so.
  }
}

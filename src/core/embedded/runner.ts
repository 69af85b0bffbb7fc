import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess, StdioOptions } from "node:child_process";
import { systemPath } from "./account.ts";
import type { Account } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import { EmbeddedError } from "./error.ts";

type Command = { program: string; args: string[]; uid?: number; gid?: number };

/** Starts PostgreSQL's programs as the user who may run them. */
export type Runner = {
  /** Who must own the database's files; undefined when that is ourselves. */
  account: Account | undefined;
  /** PostgreSQL's major version. */
  major: string;
  start(program: string, args: string[], stdio: StdioOptions, env?: Record<string, string>): ChildProcess;
};

const windows = process.platform === "win32";
const environment = { PATH: systemPath, HOME: "/", LC_ALL: "C", TZ: "UTC" };

/** Our signals and the terminal's are not the database's: it gets a session of its own and is stopped last. */
const options = (env: Record<string, string>) =>
  windows ? { windowsHide: true } : { cwd: "/", detached: true, env: { ...environment, ...env } };

const asOurselves = (program: string, args: string[]): Command => ({ program, args });

const asAccount =
  (account: Account) =>
  (program: string, args: string[]): Command => ({ program, args, ...account });

/**
 * A checkout below a folder that only root may enter (/root is one) is out of the other user's reach. This lets the
 * other user read past such folders, and changes nothing on disk. Without no_setuid_fixup, access(2) would ignore
 * the capability, and PostgreSQL asks access(2) about its own program.
 */
const asAccountWith =
  ({ uid, gid }: Account, capability: string) =>
  (program: string, args: string[]): Command => ({
    program: "setpriv",
    args: [
      ...[`--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", "--securebits=+no_setuid_fixup"],
      ...[`--inh-caps=+${capability}`, `--ambient-caps=+${capability}`, "--", program, ...args],
    ],
  });

/**
 * Chooses how PostgreSQL can run here with the fewest rights: as ourselves, as another user when we are root, or as
 * that user with leave to read past closed folders. `folders` are what it must be able to enter.
 */
export function chooseRunner(binaries: Binaries, account: Account | undefined, folders: string[]): Runner {
  const ways = account
    ? [asAccount(account), asAccountWith(account, "dac_read_search"), asAccountWith(account, "dac_override")]
    : [asOurselves];
  let reason = "";
  for (const way of ways) {
    const { program, args, uid, gid } = windows
      ? way(binaries.postgres, ["--version"])
      : way("/bin/sh", ["-c", probe, "sh", binaries.share, binaries.postgres, ...folders]);
    const { stdout, stderr, error } = spawnSync(program, args, { ...options({}), uid, gid, encoding: "utf8" });
    const major = /PostgreSQL\) (\d+)/.exec(stdout ?? "")?.[1];
    if (major) return { account, major, start: starter(way) };
    reason ||= error?.message ?? stderr.trim().split("\n").at(-1) ?? "";
  }
  throw new EmbeddedError(
    account
      ? `PostgreSQL refuses to run as root, and its own user (${account.uid}) cannot read ${binaries.postgres} and ${folders.join(", ")} (${reason}): move X-Messenger out of the private folder it is in, for instance to /opt, start it as an ordinary user, or set DATABASE_URL.`
      : `PostgreSQL's program ${binaries.postgres} does not run on this machine (${reason}): set DATABASE_URL to a PostgreSQL of your own.`,
  );
}

const probe =
  'test -r "$1" || exit 3; postgres=$2; shift 2; for d; do cd "$d" || exit 4; done; exec "$postgres" --version';

const starter =
  (way: (program: string, args: string[]) => Command): Runner["start"] =>
  (program, args, stdio, env = {}) => {
    const command = way(program, args);
    const { uid, gid } = command;
    return spawn(command.program, command.args, { ...options(env), uid, gid, stdio });
  };

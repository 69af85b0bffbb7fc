import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { EmbeddedError } from "./error.ts";

/** A user of the system, by its numbers. */
export type Account = { uid: number; gid: number };

/** Where root's programs are; nothing here depends on the caller's PATH. */
export const systemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

const ask = (program: string, args: string[]) =>
  spawnSync(program, args, { encoding: "utf8", env: { PATH: systemPath, LC_ALL: "C" } });

function find(name: string): Account | undefined {
  const [uid, gid] = [ask("id", ["-u", name]), ask("id", ["-g", name])];
  if (uid.status !== 0 || gid.status !== 0) return undefined;
  const account = { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  return account.uid > 0 ? account : undefined;
}

const shell = "/usr/sbin/nologin";

const ways: [string, string[]][] = [
  ["useradd", ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "--shell", shell]],
  ["adduser", ["-S", "-D", "-H", "-h", "/nonexistent", "-s", shell]],
];

function make(name: string): Account | undefined {
  for (const [program, args] of ways) {
    ask(program, [...args, name]);
    const account = find(name);
    if (account) return account;
  }
  return undefined;
}

/**
 * The user PostgreSQL runs as: undefined when that is ourselves. It refuses to be root, so for root it is whoever owns
 * `folder` already, so that a data directory keeps its owner; else our own system user, made when missing; else one
 * that every system has. Throws EmbeddedError when `folder` belongs to somebody we cannot become.
 */
export function databaseAccount(folder: string, name = "xmessenger"): Account | undefined {
  const self = process.getuid?.();
  const owner = statSync(folder, { throwIfNoEntry: false });
  if (self !== 0) {
    if (self === undefined || !owner || owner.uid === self) return undefined;
    throw new EmbeddedError(
      `The database in ${folder} belongs to another user (${owner.uid}), as it does after a start as root: start X-Messenger the way it was started first, or choose another DATA_DIR.`,
    );
  }
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const account = find(name) ?? make(name) ?? find("postgres") ?? find("nobody");
  if (account) return account;
  throw new EmbeddedError(
    `PostgreSQL refuses to run as root, and the system user ${name} could not be made: start as an ordinary user, or set DATABASE_URL.`,
  );
}

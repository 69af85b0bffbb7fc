import { realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { databaseAccount } from "./embedded/account.ts";
import { findBinaries } from "./embedded/binaries.ts";
import { ensureCluster } from "./embedded/cluster.ts";
import { makeEndpoint } from "./embedded/endpoint.ts";
import { EmbeddedError, explain } from "./embedded/error.ts";
import { makeDataDir, rotateLog } from "./embedded/folders.ts";
import { takeOwnership } from "./embedded/owner.ts";
import { launch, ourName } from "./embedded/ready.ts";
import { chooseRunner } from "./embedded/runner.ts";
import { defaults, settingArgs } from "./embedded/settings.ts";
import { supervise } from "./embedded/supervisor.ts";

export { EmbeddedError };

/** How to reach the embedded database with `pg`; `host` is a folder with a socket, except on Windows. */
export type EmbeddedConnection = { host: string; port: number; user: string; database: string; password?: string };

export type Embedded = {
  connection: EmbeddedConnection;
  /** Ends every connection, stops the server, and resolves when it is gone; may be called more than once. */
  stop: () => Promise<void>;
};

export type EmbeddedOptions = {
  /** PostgreSQL settings over ours, for tests and measurements. */
  settings?: Record<string, string>;
  /** Called once when the server kept dying and is not started again; each death before that is only logged. */
  onExit?: (error: EmbeddedError) => void;
};

/**
 * Starts the PostgreSQL whose files are in `dataDir`, making them the first time, and keeps it running until `stop`.
 * It can be reached from this machine only, by its user and by root. One process owns a data directory at a time;
 * every reason not to start is an EmbeddedError of one sentence.
 */
export async function startEmbedded(
  dataDir: string,
  log: (line: string) => void,
  { settings = {}, onExit = (error) => log(error.message) }: EmbeddedOptions = {},
): Promise<Embedded> {
  const undo: (() => void)[] = [];
  const undoAll = () =>
    undo
      .splice(0)
      .reverse()
      .forEach((step) => step());
  try {
    makeDataDir(dataDir);
    const home = realpathSync(resolve(dataDir));
    const folder = join(home, "pg");
    const account = databaseAccount(folder);
    undo.push(takeOwnership(home).release);
    const binaries = await findBinaries();
    const endpoint = await makeEndpoint(home);
    undo.push(endpoint.remove);
    const runner = chooseRunner(binaries, account, [home, endpoint.parent]);
    endpoint.give(account);
    const { host, port, password } = endpoint;
    await ensureCluster({ dataDir: home, folder, binaries, runner, password });

    const logPath = join(home, "pg.log");
    rotateLog(logPath);
    const args = settingArgs({ ...defaults, ...settings, ...endpoint.settings });
    const admin = { host, port, password, user: "postgres", database: "postgres" };
    const plan = { folder, logPath, binaries, runner, args, admin, log };
    const server = await supervise({ launch: (signal) => launch(plan, signal), log, onExit });
    const connection = {
      host,
      port,
      user: ourName,
      database: ourName,
      ...(password === undefined ? {} : { password }),
    };
    return { connection, stop: () => server.stop().then(undoAll) };
  } catch (error) {
    undoAll();
    throw explain(error, dataDir);
  }
}

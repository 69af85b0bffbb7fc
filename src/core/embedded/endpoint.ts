import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import type { Account } from "./account.ts";
import { giveFolder, makeSocketDir } from "./folders.ts";

/** Where the server listens, and nowhere else. */
export type Endpoint = {
  host: string;
  port: number;
  /** Only where there are no unix sockets with owners. */
  password: string | undefined;
  /** PostgreSQL's settings for it. */
  settings: Record<string, string>;
  /** A folder the database's user must be able to enter. */
  parent: string;
  /** Leaves the endpoint to the database's user alone. */
  give: (account: Account | undefined) => void;
  remove: () => void;
};

/** A unix socket that only the database's user and root can reach; on Windows a free port of 127.0.0.1 and a password. */
export async function makeEndpoint(dataDir: string): Promise<Endpoint> {
  if (process.platform === "win32") return makeTcpEndpoint(dataDir);
  const { path, remove } = makeSocketDir(dataDir);
  // PostgreSQL reads a list of folders here: quotes keep a comma in a folder's name from ending it.
  const quoted = `"${path.replaceAll('"', '""')}"`;
  return {
    host: path,
    port: 5432,
    password: undefined,
    settings: { listen_addresses: "", unix_socket_directories: quoted, unix_socket_permissions: "0700", port: "5432" },
    parent: dirname(path),
    give: (account) => giveFolder(path, account),
    remove,
  };
}

async function makeTcpEndpoint(dataDir: string): Promise<Endpoint> {
  const port = await freePort();
  return {
    host: "127.0.0.1",
    port,
    password: keptPassword(join(dataDir, "pg.password")),
    settings: { listen_addresses: "127.0.0.1", unix_socket_directories: "", port: String(port) },
    parent: dataDir,
    give: () => {},
    remove: () => {},
  };
}

function keptPassword(path: string): string {
  if (!existsSync(path)) writeFileSync(path, randomBytes(24).toString("hex"), { mode: 0o600, flag: "wx" });
  return readFileSync(path, "utf8").trim();
}

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" ? (address?.port ?? 0) : 0;
      server.close(() => resolve(port));
    });
  });

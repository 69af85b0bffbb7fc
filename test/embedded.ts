import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { startEmbedded } from "#core/embedded";
import type { Embedded, EmbeddedConnection, EmbeddedOptions } from "#core/embedded";
import { scratchFolder } from "./scratch.ts";

/** Whether tests run as root, who may start PostgreSQL only as another user. */
export const isRoot = process.getuid?.() === 0;

/** Folders and servers of one test; `clean` stops and deletes them all. */
export function makeBench() {
  const folders: string[] = [];
  const running: Embedded[] = [];
  const children: ChildProcess[] = [];
  return {
    folder(): string {
      const folder = scratchFolder("xm-embedded-");
      folders.push(folder);
      return folder;
    },
    async start(dataDir: string, log: (line: string) => void = () => {}, options?: EmbeddedOptions): Promise<Embedded> {
      const embedded = await startEmbedded(dataDir, log, options);
      running.push(embedded);
      return embedded;
    },
    /** Starts it in a process of its own; `line` resolves with the first line it prints: its connection, or its error. */
    owner(dataDir: string, { uid, cwd, through = [] }: { uid?: number; cwd?: string; through?: string[] } = {}) {
      const command = [...through, process.execPath, "--input-type=module", "-e", script, dataDir];
      const child = spawn(command[0] ?? "", command.slice(1), { cwd, uid, gid: uid });
      children.push(child);
      child.stderr.on("data", (chunk: Buffer) => process.stderr.write(chunk));
      const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
      const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
      const line = lines.next().then(({ value }) => value ?? "");
      return { child, exited, line, connection: async () => JSON.parse(await line) as EmbeddedConnection };
    },
    async clean(): Promise<void> {
      for (const child of children) child.kill("SIGKILL");
      await Promise.all(running.map((embedded) => embedded.stop()));
      for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

const script = `
import { startEmbedded } from "#core/embedded";
try {
  const embedded = await startEmbedded(process.argv[1], () => {});
  process.on("SIGTERM", () => void embedded.stop().then(() => process.exit(0)));
  setInterval(() => {}, 1e6);
  console.log(JSON.stringify(embedded.connection));
} catch (error) {
  console.log(error.name + ": " + error.message);
}
`;

/** Asks one question over one connection. */
export async function ask<Row extends object>(connection: EmbeddedConnection, sql: string): Promise<Row[]> {
  const client = new Client(connection);
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end().catch(() => {});
  }
}

/** The process number of the server of a data directory. */
export const postmasterPid = (dataDir: string): number =>
  Number.parseInt(readFileSync(join(dataDir, "pg", "postmaster.pid"), "utf8"), 10);

/** Whether a process lives. */
export function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Tries until it works, for at most `patience` milliseconds. */
export async function eventually<T>(attempt: () => Promise<T>, patience = 10_000): Promise<T> {
  for (const end = Date.now() + patience; ; await sleep(50)) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}

// Whole processes of the server as in production, on a database of their own with members in it, for the benches that
// measure them from outside. Needs a PostgreSQL server whose superuser TEST_DATABASE_URL names.
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { migrate } from "#core/db";
import { limitClasses } from "#core/limits";
import { withDatabase } from "#test/database";
import { runProgram } from "#test/process";
import { scratchFolder } from "#test/scratch";

const { env } = process;

/** Settings without any limit: a bench comes from one address. */
export const unlimited: Record<string, string> = {
  ...Object.fromEntries(limitClasses.map((name) => [`LIMIT_${name.toUpperCase()}`, "off"])),
  CONNECTIONS_PER_ADDRESS: "100000",
};

export const tell = (line: string) => process.stdout.write(`${line}\n`);

/** How many rounds of how many seconds a bench has, unless the environment says otherwise. */
export const rounds = Number(env["BENCH_ROUNDS"] ?? 3);
export const secondsOr = (usual: number) => Number(env["BENCH_SECONDS"] ?? usual);

/** Numbers that may be given in the environment, between commas. */
export const numbers = (name: string, usual: string) => (env[name] ?? usual).split(",").map(Number);

/** What the members of a bench post. */
export const said = "오늘 한강에서 커피를 마셨다. It was a fine day, and everyone who was there will remember it";

/** What a bench was run on, for the head of its tables. */
export const machine = () =>
  `${cpus().length} cores (${cpus()[0]!.model}), Node ${process.version}, load average ${loadavg()[0]!.toFixed(1)}`;

/** A row of a Markdown table. */
export const row = (cells: (string | number)[]) => `| ${cells.join(" | ")} |`;
/** The head of one. */
export const head = (names: string[]) => `${row(names)}\n|${" --- |".repeat(names.length)}`;

export const median = (list: number[]) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;

function ticks(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return 0;
  }
}

/** Milliseconds that some processes have had a processor for; the machine's other work takes nothing away from it. */
export const processor = (children: ChildProcess[]): number =>
  children.reduce((sum, { pid }) => sum + ticks(pid!) * 10, 0);

/** The same of PostgreSQL's processes that serve one database. */
export function databaseProcessor(name: string): number {
  const serving = readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const title = readFileSync(`/proc/${pid}/cmdline`, "latin1");
      return title.startsWith("postgres:") && title.includes(` ${name} `);
    } catch {
      return false;
    }
  });
  return serving.reduce((sum, pid) => sum + ticks(Number(pid)) * 10, 0);
}

/** Resolves when a server does nothing on its own for a second; rejects after half a minute. */
export async function atRest(child: ChildProcess): Promise<void> {
  for (let i = 0; i < 30; i++) {
    const before = processor([child]);
    await sleep(1000);
    if (processor([child]) - before < 100) return;
  }
  throw new Error("the server is busy though nobody asks");
}

export type Member = { id: string; token: string };

/** A database with members who have an app's token each. */
export type Place = {
  name: string;
  url: string;
  db: Client;
  members: Member[];
  /** For the files of programs that need some. */
  folder: string;
  drop: () => Promise<void>;
};

/** Makes one; each member follows so many others. */
export async function makePlace(count: number, follows: number): Promise<Place> {
  const given = env["TEST_DATABASE_URL"] ?? "postgres://root@127.0.0.1:5432/root";
  const folder = scratchFolder("xm-bench-");
  const name = `xm_bench_${randomBytes(6).toString("hex")}`;
  const admin = new Client(given);
  await admin.connect();
  await admin.query(`create database ${name} template template0 encoding 'UTF8'`);
  const url = withDatabase(given, name);
  await migrate(url);
  const db = new Client(url);
  await db.connect();
  const secret = randomBytes(32).toString("base64url");
  await db.query(
    `insert into accounts (username, username_key, display_name)
      select 'bench' || i, 'bench' || i, 'Bench ' || i from generate_series(1, ${count}) i`,
  );
  const app = await db.query<{ id: string }>(
    `insert into oauth_apps (client_id, secret_hash, name, redirect_uris, scopes)
      values ('bench', '', 'Bench', '{}', '{read,write}') returning id`,
  );
  await db.query(
    `insert into oauth_tokens (hash, app_id, account_id, scopes, last_used_at)
      select rtrim(translate(encode(sha256(convert_to($1 || '-' || id, 'utf8')), 'base64'), '+/', '-_'), '='),
        $2::bigint, id, '{read,write}', now() + interval '1 hour' from accounts`,
    [secret, app.rows[0]!.id],
  );
  const ids = (await db.query<{ id: string }>("select id from accounts order by id")).rows.map(({ id }) => id);
  await db.query(
    `insert into follows (account_id, target_id)
      select a.id, b.id from (select id, row_number() over (order by id) as n from accounts) a
        cross join generate_series(1, ${follows}) k
        join (select id, row_number() over (order by id) as n from accounts) b on b.n = (a.n + k - 1) % ${count} + 1`,
  );
  await db.query("update accounts set followers_count = $1, following_count = $1", [follows]);
  await db.query("vacuum analyze");
  return {
    ...{ name, url, db, folder },
    members: ids.map((id) => ({ id, token: `${secret}-${id}` })),
    drop: async () => {
      await db.end();
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Servers that are measured, of ours or others to compare with. */
export type Nodes = {
  ports: number[];
  children: ChildProcess[];
  /** Ends them as a stop of production would; resolves when they are gone. */
  stop: () => Promise<void>;
};

const probe = "--import=./bench/probe.ts";

/** Starts so many nodes on a place, behind one Redis where there is one. */
export async function startNodes(place: Place, count: number, redisUrl?: string): Promise<Nodes> {
  const programs = Array.from({ length: count }, () =>
    runProgram({
      ...unlimited,
      DATABASE_URL: place.url,
      JWT_SECRET: "s".repeat(40),
      DATA_DIR: place.folder,
      DRAIN_SECONDS: "0",
      NODE_OPTIONS: probe,
      ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
    }),
  );
  const urls = await Promise.all(programs.map(({ url }) => url));
  for (const [i, url] of urls.entries()) if (url === undefined) throw new Error(programs[i]!.printed());
  const children = programs.map(({ child }) => child);
  return {
    ports: urls.map((url) => Number(new URL(url!).port)),
    children,
    stop: () => end(children),
  };
}

/** Starts so many processes of a script that says where it is ready. */
export async function startScripts(script: string, count: number, settings: Record<string, string>): Promise<Nodes> {
  const children = Array.from({ length: count }, () =>
    spawn(process.execPath, [probe, script], {
      env: { ...env, ...settings },
      stdio: ["ignore", "pipe", "inherit"],
    }),
  );
  const ports = await Promise.all(
    children.map(async (child) => Number(/\d+$/.exec(await says(child, "is ready"))![0])),
  );
  return { ports, children, stop: () => end(children) };
}

async function end(children: ChildProcess[]): Promise<void> {
  const gone = children.filter(({ exitCode }) => exitCode === null).map((child) => once(child, "exit"));
  for (const child of children) child.kill("SIGTERM");
  await Promise.all(gone);
}

/** Resolves with the next line of a process that begins so. */
function says(child: ChildProcess, beginning: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      const line = said
        .split("\n")
        .slice(0, -1)
        .find((one) => one.startsWith(beginning));
      if (line === undefined) return;
      child.stdout!.off("data", hear);
      child.off("exit", gone);
      resolve(line.slice(beginning.length).trim());
    };
    const gone = () => reject(new Error(`a server ended before it said ${beginning}: ${said}`));
    child.stdout!.on("data", hear);
    child.once("exit", gone);
  });
}

/** Kilobytes that servers keep once their garbage is collected: what the system counts, and what is JavaScript's of it. */
export async function memoryOf({ children }: Nodes): Promise<{ rss: number; heap: number }> {
  const sum = { rss: 0, heap: 0 };
  for (const child of children) {
    const said = says(child, "probe memory");
    child.kill("SIGUSR2");
    const { rss, heapUsed, external } = JSON.parse(await said) as NodeJS.MemoryUsage;
    sum.rss += rss / 1000;
    sum.heap += (heapUsed + external) / 1000;
  }
  return sum;
}

/** Profiles the first of some servers while `work` runs; resolves with the profile's file. */
export async function profile({ children: [child] }: Nodes, work: () => Promise<unknown>): Promise<string> {
  const begun = says(child!, "probe profiling");
  child!.kill("SIGWINCH");
  await begun;
  await work();
  const done = says(child!, "probe profile");
  child!.kill("SIGWINCH");
  return JSON.parse(await done) as string;
}

// What PostgreSQL does alone: pgbench runs the statements that a request of the server makes, as the server sends them.
import { execFile } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Sent } from "#test/explain";
import type { Server } from "../src/server.ts";

const run = promisify(execFile);

/** The transaction of a write that inserts into some table: its statements in order, but for what it reads. */
export async function captureWrite({ app }: Server, work: () => Promise<unknown>, inserts: RegExp): Promise<Sent[]> {
  const sent: (Sent & { by: unknown })[] = [];
  // pg's clients are made from one class: what any of them is asked goes through here.
  const client = await app.db.$client.connect();
  const shared = Object.getPrototypeOf(client) as { query: (...args: unknown[]) => unknown };
  client.release();
  const { query } = shared;
  shared.query = function spy(this: unknown, ...args: unknown[]) {
    const [first, values] = args;
    const text = typeof first === "string" ? first : (first as { text?: string }).text;
    if (text !== undefined) sent.push({ by: this, text, values: Array.isArray(values) ? values : [] });
    return Reflect.apply(query, this, args);
  };
  try {
    await work();
  } finally {
    shared.query = query;
  }
  const heart = sent.findIndex(({ text }) => inserts.test(text));
  const own = sent.filter(({ by }) => by === sent[heart]?.by);
  const at = own.indexOf(sent[heart]!);
  const first = own.findLastIndex(({ text }, i) => i < at && /^begin/i.test(text));
  const last = own.findIndex(({ text }, i) => i > at && /^commit/i.test(text));
  return own.slice(first, last + 1).filter(({ text }) => !/^select/i.test(text));
}

/** A script for pgbench, and the parameters that go with it. */
export type Script = { text: string; values: string[] };

/** Statements as a script; `own` gives the values that each run chooses for itself, as `\set` names them. */
export function scriptOf(statements: Sent[], before = "", own: Record<string, string> = {}): Script {
  const values: string[] = [];
  const lines = statements.map(
    ({ text, values: given }) =>
      `${text.replaceAll(/\$(\d+)/g, (_, n: string) => {
        const value = given[Number(n) - 1];
        if (value === null || value === undefined) return "null";
        const said = spell(value);
        if (own[said] !== undefined) return own[said];
        // What pgbench takes for no value at all.
        if (said === "") return "''";
        values.push(said);
        return `:v${values.length}`;
      })};`,
  );
  return { text: `${before}${lines.join("\n")}\n`, values };
}

function spell(value: unknown): string {
  if (Array.isArray(value)) return `{${value.map((one) => `"${String(one)}"`).join(",")}}`;
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** What runs of a script came to: how many, how many a second, and milliseconds. */
export type Ran = { count: number; rate: number; p50: number; p99: number; wrong: number };

/** Runs a script at so many connections, prepared and with the generic plans that the server runs with. */
export async function pgbench(
  folder: string,
  url: string,
  { text, values }: Script,
  seconds: number,
  connections = 16,
): Promise<Ran> {
  const file = join(folder, "pgbench.sql");
  writeFileSync(file, text);
  const given = values.flatMap((value, i) => ["-D", `v${i + 1}=${value}`]);
  const args = ["-n", "-M", "prepared", "-c", String(connections), "-j", "1", "-T", String(seconds), "-f", file];
  const log = join(folder, "pgbench.log");
  const env = { ...process.env, PGOPTIONS: "-c plan_cache_mode=force_generic_plan" };
  const { stdout } = await run("pgbench", [...args, "-l", `--log-prefix=${log}`, ...given, url], { env });
  rmSync(file);
  const times: number[] = [];
  for (const name of readdirSync(folder).filter((one) => one.startsWith("pgbench.log"))) {
    // Each line: the connection, the number of the run there, its microseconds, …
    for (const line of readFileSync(join(folder, name), "utf8").split("\n"))
      if (line !== "") times.push(Number(line.split(" ")[2]) / 1000);
    rmSync(join(folder, name));
  }
  times.sort((a, b) => a - b);
  const part = (p: number) => times[Math.min(times.length - 1, Math.floor(times.length * p))] ?? 0;
  // None where the machine was too busy for a single one.
  const rate = Number(/tps = ([\d.]+) \(without/.exec(stdout)?.[1] ?? 0);
  return { count: times.length, rate, p50: part(0.5), p99: part(0.99), wrong: 0 };
}

// How fast is a community of ten thousand, a hundred thousand, a million posts? The server as in production, on
// databases of its own, beside a bare node:http that sends as many bytes and pgbench that runs the same statements.
// `npm run bench:social`; BENCH_POSTS, BENCH_ROUNDS and BENCH_SECONDS make it smaller. Needs psql and pgbench, and a
// PostgreSQL server whose superuser TEST_DATABASE_URL names.
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { loadavg } from "node:os";
import { createInterface } from "node:readline";
import { Client } from "pg";
import { readConfig } from "#core/config";
import { migrate } from "#core/db";
import { createLogger } from "#core/log";
import { withDatabase } from "#test/database";
import { captureQueries } from "#test/explain";
import type { Sent } from "#test/explain";
import { scratchFolder } from "#test/scratch";
import type { TestApp } from "#test/app";
import { runProgram } from "#test/process";
import { startServer } from "../src/server.ts";
import { atRest, machine, median, numbers, processor, rounds, secondsOr, tell, unlimited } from "./nodes.ts";
import { scenarios, spell } from "./social.asks.ts";
import type { Ask, Scenario } from "./social.asks.ts";
import { fillSocial } from "./social.fill.ts";
import type { Community } from "./social.fill.ts";
import type { Load, Measured } from "./social.load.ts";
import { captureWrite, pgbench, scriptOf } from "./social.sql.ts";
import type { Script } from "./social.sql.ts";

const { env } = process;
const sizes = numbers("BENCH_POSTS", "10000,100000,1000000");
const seconds = secondsOr(2);
const given = env["TEST_DATABASE_URL"] ?? "postgres://root@127.0.0.1:5432/root";
const folder = scratchFolder("xm-bench-");
const JWT_SECRET = randomBytes(32).toString("base64");

const generator = spawn(process.execPath, ["bench/social.load.ts"], { stdio: ["pipe", "pipe", "inherit"] });
const answers = createInterface(generator.stdout)[Symbol.asyncIterator]();

type Timed = Measured & { cpu: number };

async function measure({ port, child }: Target, connections: string[][], secs: number): Promise<Timed> {
  const before = processor([child]);
  generator.stdin.write(`${JSON.stringify({ port, seconds: secs, connections } satisfies Load)}\n`);
  const measured = JSON.parse(String((await answers.next()).value)) as Measured;
  return { ...measured, cpu: (processor([child]) - before) / measured.count };
}

/** What PostgreSQL is asked for one request: the statement that finds the page, and all of them. */
type Scripts = { main: Script; all: Script };

async function capture(databaseUrl: string, c: Community): Promise<Map<string, Scripts>> {
  const config = readConfig({ PORT: "0", LOG_LEVEL: "silent", DATA_DIR: folder, ...unlimited });
  const server = await startServer(config, databaseUrl, Buffer.from(JWT_SECRET), createLogger("silent"));
  const scripts = new Map<string, Scripts>();
  const send = async ({ method, path, body, token }: Ask) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const answer = await fetch(server.url + path, {
      method,
      headers: token === undefined ? {} : headers,
      ...(method === "GET" ? {} : { body: JSON.stringify(body ?? {}) }),
    });
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as { id: string };
  };
  try {
    for (const { name, asks } of scenarios) {
      const [ask] = asks(c, 0, 0);
      if (ask!.method === "GET") {
        await send(ask!);
        const app = { server } as TestApp;
        const path = `${ask!.path}${ask!.path.includes("?") ? "&" : "?"}bench=1`;
        const mine = (await captureQueries(app, () => send({ ...ask!, path }))).filter(
          ({ text }) => /^(select|with)/i.test(text) && !/log_advance|log_head|"readers"|"outbox"|"mails"/.test(text),
        );
        const main = mine.reduce((longest: Sent, one) => (one.text.length > longest.text.length ? one : longest));
        scripts.set(name, { main: scriptOf(name.startsWith("search") ? mine : [main]), all: scriptOf(mine) });
      } else {
        let id = "";
        const mine = await captureWrite(
          server,
          async () => {
            ({ id } = await send(ask!));
          },
          name === "like" ? /^insert into "favourites"/i : /^insert into "posts"/i,
        );
        // Each run makes a post of its own, or likes one of the community's.
        const { size, end, members } = c;
        const who = members.slice(1).map((one, i) => `when :w = ${i} then ${one.id}`);
        const before =
          name === "like"
            ? `\\set i random(1, ${size})\n\\set who random(1, 1000000)\n` +
              `\\set post ((${end} - (${size} - :i) * 60000) << 16) | (:i & 65535)\n`
            : `\\set w random(0, 15)\n\\set who case ${who.join(" ")} else ${members[0]!.id} end\n` +
              `select snowflake() as post \\gset\n`;
        const own = { [id]: ":post", [members[0]!.id]: ":who" };
        const script = scriptOf(mine, before, own);
        if (env["BENCH_SHOW"]) tell(script.text + script.values.join("\n"));
        scripts.set(name, { main: script, all: script });
      }
    }
  } finally {
    await server.close();
  }
  return scripts;
}

type Target = { port: number; child: ChildProcess };
type Place = {
  size: number;
  url: string;
  port: number;
  child: ChildProcess;
  c: Community;
  scripts: Map<string, Scripts>;
};
type Row = { ours: Timed[]; bare: Timed[]; main: number[]; all: number[] };

const admin = new Client(given);
await admin.connect();
const made: string[] = [];
const children: ChildProcess[] = [generator];

async function prepare(size: number): Promise<Place> {
  const name = `xm_bench_${randomBytes(6).toString("hex")}`;
  await admin.query(`create database ${name} template template0 encoding 'UTF8'`);
  made.push(name);
  const url = withDatabase(given, name);
  await migrate(url);
  const db = new Client(url);
  await db.connect();
  const start = performance.now();
  const c = await fillSocial(url, db, size);
  const { rows } = await db.query<{ size: string }>(
    "select pg_size_pretty(pg_database_size(current_database())) as size",
  );
  tell(`${size} posts filled in ${((performance.now() - start) / 1000).toFixed(0)} s, ${rows[0]!.size}`);
  await db.end();
  const scripts = await capture(url, c);
  const program = runProgram({
    ...unlimited,
    DATABASE_URL: url,
    JWT_SECRET,
    LOG_LEVEL: "warn",
    DATA_DIR: folder,
    DRAIN_SECONDS: "0",
  });
  children.push(program.child);
  const address = await program.url;
  if (!address) throw new Error(program.printed());
  await atRest(program.child);
  return { size, url, port: Number(new URL(address).port), child: program.child, c, scripts };
}

async function startBare(): Promise<Target> {
  const child = spawn(process.execPath, ["bench/social.bare.ts"], { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  const [chunk] = (await once(child.stdout, "data")) as [Buffer];
  return { port: Number(chunk.toString()), child };
}

const columns =
  "what|posts|requests/s|p50 ms|p95 ms|p99 ms|CPU ms|of bare node:http|by CPU|of its SELECT or INSERTs|of all its SELECTs";

function show(name: string, { size }: Place, { ours, bare, main, all }: Row): string {
  const mid = (what: keyof Timed, of = ours) => median(of.map((one) => one[what]));
  const ratio = (others: number[]) => (others.length === 0 ? "" : (mid("rate") / median(others)).toFixed(2));
  const wrong = ours.reduce((sum, one) => sum + one.wrong, 0);
  const cells = [name, size, mid("rate").toFixed(0)]
    .concat([mid("p50"), mid("p95"), mid("p99")].map((one) => one.toFixed(1)))
    .concat([mid("cpu").toFixed(2), ratio(bare.map(({ rate }) => rate)), (mid("cpu", bare) / mid("cpu")).toFixed(2)])
    .concat([ratio(main), ratio(all)]);
  return `| ${cells.join(" | ")} |${wrong > 0 ? ` ${wrong} wrong` : ""}`;
}

const rows = new Map<string, Row>();
const rowOf = ({ name }: Scenario, { size }: Place) => {
  const key = `${name} ${size}`;
  const row = rows.get(key) ?? { ours: [], bare: [], main: [], all: [] };
  rows.set(key, row);
  return row;
};

/** One scenario at one size, beside what it is compared with. The round 0 only warms up. */
async function play(scenario: Scenario, place: Place, bare: Target, round: number): Promise<void> {
  const sixteen = <T>(make: (n: number) => T) => Array.from({ length: 16 }, (_, n) => make(n));
  const ours = await measure(
    place,
    sixteen((n) => scenario.asks(place.c, n, round).map(spell)),
    seconds,
  );
  if (round === 0) return;
  const row = rowOf(scenario, place);
  row.ours.push(ours);
  const plain = spell({ method: "GET", path: `/${ours.bytes}` });
  row.bare.push(
    await measure(
      bare,
      sixteen(() => [plain]),
      seconds / 2,
    ),
  );
  const { main, all } = place.scripts.get(scenario.name)!;
  const alone = async (script: Script) => (await pgbench(folder, place.url, script, Math.ceil(seconds / 2))).rate;
  row.main.push(await alone(main));
  if (main !== all && round === rounds) row.all.push(await alone(all));
  tell(show(scenario.name, place, row));
}

try {
  tell(`${machine()}; ${rounds} rounds of ${seconds} s`);
  const places: Place[] = [];
  for (const size of sizes) places.push(await prepare(size));
  const bare = await startBare();
  const wanted = scenarios.filter(({ name }) => name.includes(env["BENCH_ONLY"] ?? ""));
  for (let round = 0; round <= rounds; round++) {
    tell(`round ${round}, load average ${loadavg()[0]!.toFixed(1)}`);
    if (round > 0) tell(`| ${columns.replaceAll("|", " | ")} |\n|${" --- |".repeat(columns.split("|").length)}`);
    for (const scenario of wanted) for (const place of places) await play(scenario, place, bare, round);
  }
  const [small, large] = [places[0]!, places.at(-1)!];
  tell(`\nFrom ${small.size} to ${large.size} posts, the median grows by`);
  for (const scenario of wanted) {
    const [first, last] = [small, large].map((place) => median(rowOf(scenario, place).ours.map(({ p50 }) => p50)));
    const [cpu, more] = [small, large].map((place) => median(rowOf(scenario, place).ours.map((one) => one.cpu)));
    tell(`${scenario.name}: ${(last! / first!).toFixed(2)}x (CPU of the server ${(more! / cpu!).toFixed(2)}x)`);
  }
} finally {
  for (const child of children) {
    const ended = child.exitCode === null ? once(child, "exit") : null;
    child.kill("SIGTERM");
    await ended;
  }
  for (const name of made) await admin.query(`drop database ${name} with (force)`);
  await admin.end();
  rmSync(folder, { recursive: true, force: true });
}

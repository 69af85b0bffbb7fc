// How many posts a second, beside what PostgreSQL alone makes of the same INSERTs? The server as in production under 1, 16
// and 64 writers, and pgbench with as many connections running the statements of the server's own transaction.
// `npm run bench:writes`; BENCH_WRITERS, BENCH_NODES, BENCH_ROUNDS and BENCH_SECONDS change it. Needs pgbench, redis-server
// for several nodes, and PostgreSQL as bench/nodes.ts says.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { readConfig } from "#core/config";
import { createLogger } from "#core/log";
import { startRedis } from "#test/redis";
import { startServer } from "../src/server.ts";
import {
  databaseProcessor,
  head,
  machine,
  makePlace,
  median,
  numbers,
  processor,
  profile,
  rounds,
  row,
  said,
  secondsOr,
  startNodes,
  tell,
  unlimited,
} from "./nodes.ts";
import type { Nodes, Place } from "./nodes.ts";
import { showProfile } from "./profile.ts";
import { spell } from "./social.asks.ts";
import type { Load, Measured } from "./social.load.ts";
import { captureWrite, pgbench, scriptOf } from "./social.sql.ts";
import type { Ran, Script } from "./social.sql.ts";

const { env } = process;
const writers = numbers("BENCH_WRITERS", "1,16,64");
const count = Number(env["BENCH_NODES"] ?? 1);
const seconds = secondsOr(5);

const generators = Array.from({ length: count }, () => {
  const child = spawn(process.execPath, ["bench/social.load.ts"], { stdio: ["pipe", "pipe", "inherit"] });
  return { child, answers: createInterface(child.stdout)[Symbol.asyncIterator]() };
});

/** The INSERTs and UPDATEs of one post, by another author in each connection and with an id of its own in each run. */
async function capture(place: Place): Promise<Script> {
  const config = readConfig({ PORT: "0", LOG_LEVEL: "silent", DATA_DIR: place.folder, ...unlimited });
  const server = await startServer(config, place.url, Buffer.from("s".repeat(40)), createLogger("silent"));
  const [author] = place.members;
  const headers = { authorization: `Bearer ${author!.token}`, "content-type": "application/json" };
  let id = "";
  const send = async () => {
    const body = JSON.stringify({ status: said });
    const answer = await fetch(`${server.url}/api/v1/statuses`, { method: "POST", headers, body });
    ({ id } = (await answer.json()) as { id: string });
  };
  try {
    const statements = await captureWrite(server, send, /^insert into "posts"/i);
    const who = place.members.slice(1).map((one, i) => `when :client_id = ${i + 1} then ${one.id}`);
    const before = `\\set who case ${who.join(" ")} else ${author!.id} end\nselect snowflake() as post \\gset\n`;
    return scriptOf(statements, before, { [id]: ":post", [author!.id]: ":who" });
  } finally {
    await server.close();
  }
}

type Timed = { rate: number; p50: number; p99: number; wrong: number; cpu: number; database: number; wal: number };

/** Writes for so many seconds, and counts what each post cost the server, the database and its journal of changes. */
async function costs(
  place: Place,
  nodes: Nodes | undefined,
  work: () => Promise<{ count: number; rate: number; p50: number; p99: number; wrong: number }>,
): Promise<Timed> {
  const at = async () => {
    const { rows } = await place.db.query<{ lsn: string }>("select pg_current_wal_lsn() - '0/0' as lsn");
    return [nodes ? processor(nodes.children) : 0, databaseProcessor(place.name), Number(rows[0]!.lsn)] as const;
  };
  const before = await at();
  const { count: posts, ...times } = await work();
  // What a post entails later belongs to its cost.
  if (nodes) await drained(place);
  const after = await at();
  const each = (i: 0 | 1 | 2) => (after[i] - before[i]) / Math.max(1, posts);
  return { ...times, cpu: each(0), database: each(1), wal: each(2) };
}

/** Resolves when the log has every event and its readers have come to its end. */
async function drained({ db }: Place): Promise<void> {
  const left = `select exists (select from outbox) or exists (select from readers r join log_head h on r.seq < h.seq) as more`;
  while ((await db.query<{ more: boolean }>(left)).rows[0]!.more) await sleep(50);
}

/** Posts from so many connections, which are shared out among the nodes. */
async function write(place: Place, { ports }: Nodes, many: number, round: number): Promise<Measured> {
  const lists = ports.map((_, i) => Array.from({ length: many }, (_, n) => n).filter((n) => n % ports.length === i));
  const used = generators.slice(0, Math.min(count, many));
  const measured = await Promise.all(
    used.map(async ({ child, answers }, i) => {
      const connections = lists[i]!.map((n) =>
        Array.from({ length: 50 }, (_, k) =>
          spell({
            method: "POST",
            path: "/api/v1/statuses",
            body: { status: `${said} ${round}.${n}.${k}` },
            token: place.members[n]!.token,
          }),
        ),
      );
      child.stdin.write(`${JSON.stringify({ port: ports[i]!, seconds, connections } satisfies Load)}\n`);
      return JSON.parse(String((await answers.next()).value)) as Measured;
    }),
  );
  const sum = (what: "count" | "rate" | "wrong") => measured.reduce((total, one) => total + one[what], 0);
  const worst = (what: "p50" | "p99") => Math.max(...measured.map((one) => one[what]));
  const [first] = measured;
  return {
    ...first!,
    count: sum("count"),
    rate: sum("rate"),
    wrong: sum("wrong"),
    p50: worst("p50"),
    p99: worst("p99"),
  };
}

const sizes = async ({ db }: Place) => {
  const { rows } = await db.query<{ name: string; bytes: string; rows: string }>(
    `select relname as name, pg_total_relation_size(relid) as bytes, n_live_tup as rows from pg_stat_user_tables
      where schemaname = 'public'`,
  );
  return new Map(rows.map(({ name, bytes, rows }) => [name, { bytes: Number(bytes), rows: Number(rows) }]));
};

/** What each post left on the disk, by table. */
async function showSizes(place: Place, before: Awaited<ReturnType<typeof sizes>>, posts: number): Promise<void> {
  tell(`\nOn the disk, of each of ${posts} posts, indexes included:\n\n${head(["table", "bytes a post"])}`);
  for (const [name, { bytes }] of await sizes(place)) {
    const each = (bytes - (before.get(name)?.bytes ?? 0)) / posts;
    if (each >= 1) tell(row([name, each.toFixed(0)]));
  }
}

const place = await makePlace(Math.max(64, ...writers), 20);
const redis = count > 1 ? await startRedis() : undefined;
let nodes: Nodes | undefined;
try {
  const script = await capture(place);
  if (env["BENCH_SHOW"]) tell(script.text + script.values.join("\n"));
  const inserts = script.text.split("\n").filter((line) => /^(insert|update|delete|with)/i.test(line)).length;
  nodes = await startNodes(place, count, redis?.url);
  const ours = new Map<number, Timed[]>(writers.map((many) => [many, []]));
  const bare = new Map<number, Timed[]>(writers.map((many) => [many, []]));
  const run = nodes;
  await write(place, run, 16, -1);
  await place.db.query("vacuum analyze");
  const before = await sizes(place);
  let posts = 0;
  for (let round = 0; round < rounds; round++)
    for (const many of writers) {
      const measured = await costs(place, run, () => write(place, run, many, round));
      ours.get(many)!.push(measured);
      posts += Math.round(measured.rate * seconds);
      if (round === 0 && many === writers.at(-1)) {
        await place.db.query("analyze");
        await showSizes(place, before, posts);
        tell(`\n${machine()}; ${rounds} rounds of ${seconds} s, ${count} nodes; ${inserts} statements that write\n`);
      }
      bare
        .get(many)!
        .push(
          await costs(place, undefined, async (): Promise<Ran> =>
            pgbench(place.folder, place.url, script, seconds, many),
          ),
        );
      // Its posts are nobody's: the server is not to tell and index them in its next turn.
      await place.db.query("delete from outbox");
    }
  tell(
    head([
      ...["writers", "what", "posts/s", "p50 ms", "p99 ms", "of pgbench", "CPU ms a post", "database CPU ms a post"],
      ...["of pgbench by database CPU", "journal bytes a post"],
    ]),
  );
  for (const many of writers) {
    const [own, other] = [ours.get(many)!, bare.get(many)!];
    const mid = (list: Timed[], what: keyof Timed) => median(list.map((one) => one[what]));
    const line = (name: string, list: Timed[], ratio: string, byCpu: string) => {
      const cells = [mid(list, "rate").toFixed(0), mid(list, "p50").toFixed(1), mid(list, "p99").toFixed(1), ratio];
      const cpu = list === own ? mid(list, "cpu").toFixed(2) : "";
      return row([many, name, ...cells, cpu, mid(list, "database").toFixed(2), byCpu, mid(list, "wal").toFixed(0)]);
    };
    // pgbench comes to nothing where the machine is too busy to open its connections in time.
    const ratio = (part: number, whole: number) => (mid(other, "rate") > 0 ? (part / whole).toFixed(2) : "");
    const byCpu = ratio(mid(other, "database"), mid(own, "database"));
    tell(line("ours", own, ratio(mid(own, "rate"), mid(other, "rate")), byCpu));
    tell(line("pgbench", other, "", ""));
    const wrong = own.reduce((sum, one) => sum + one.wrong, 0);
    if (wrong > 0) tell(`wrong: ${wrong} answers other than 200`);
  }
  showProfile("16 writers", await profile(run, () => write(place, run, 16, rounds)));
} finally {
  for (const { child } of generators) child.kill();
  await nodes?.stop();
  await redis?.kill();
  await place.drop();
}

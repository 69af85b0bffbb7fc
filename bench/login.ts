// Can the time that a log-in takes tell whether a name exists? The real server, on a fresh database, is asked with a wrong
// password for a name it knows and for names it does not, one after the other. `npm run bench:login` prints the figures.
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { readConfig } from "#core/config";
import { startEmbedded } from "#core/embedded";
import { limitClasses } from "#core/limits";
import { createLogger } from "#core/log";
import { urlOf, withDatabase } from "#test/database";
import { scratchFolder } from "#test/scratch";
import { startServer } from "../src/server.ts";

const samples = 2000;
const warmUp = 100;
/** How far from 0.5 the chance that an unknown name takes longer than a known one may be. */
const tolerated = 0.03;

const folder = scratchFolder("xm-bench-");
const given = process.env["TEST_DATABASE_URL"];
const embedded = given ? undefined : await startEmbedded(join(folder, "data"), () => {});
const admin = new Client(given ?? urlOf(embedded!.connection));
await admin.connect();
const database = `xm_bench_${randomBytes(6).toString("hex")}`;
await admin.query(`create database ${database} template template0 encoding 'UTF8'`);
const databaseUrl = withDatabase(given ?? urlOf(embedded!.connection), database);

const off = Object.fromEntries(limitClasses.map((name) => [`LIMIT_${name.toUpperCase()}`, "off"]));
const config = readConfig({ PORT: "0", LOG_LEVEL: "silent", DATA_DIR: folder, ...off });
const server = await startServer(config, databaseUrl, randomBytes(32), createLogger("silent"));

async function send(path: string, body: Record<string, string>, status: number): Promise<number> {
  const start = performance.now();
  const headers = { "content-type": "application/json" };
  const answer = await fetch(server.url + path, { method: "POST", headers, body: JSON.stringify(body) });
  await answer.text();
  if (answer.status !== status) throw new Error(`${path} was answered with ${answer.status}, not ${status}`);
  return performance.now() - start;
}

const newName = (): string => `m${randomBytes(5).toString("hex")}`;
const password = "correct horse battery";
const logIn = (username: string) => send("/auth/login", { username, password: "a wrong password" }, 401);

const times = { known: [] as number[], unknown: [] as number[] };
try {
  const member = newName();
  await send("/auth/signup", { username: member, password, email: `${member}@example.org` }, 201);
  for (let i = -warmUp; i < samples; i++) {
    // Which of the two comes first is left to chance, so that nothing that comes and goes falls on one of them only.
    const names = Math.random() < 0.5 ? [member, newName()] : [newName(), member];
    for (const name of names) {
      const took = await logIn(name);
      if (i >= 0) times[name === member ? "known" : "unknown"].push(took);
    }
  }
} finally {
  await server.close();
  await admin.query(`drop database ${database} with (force)`);
  await admin.end();
  await embedded?.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** The Mann-Whitney U test: the chance that one of `b` is longer than one of `a`, and how surprising that is if they are alike. */
function compare(a: number[], b: number[]): { auc: number; p: number } {
  const all = [...a.map((ms) => ({ ms, inB: 0 })), ...b.map((ms) => ({ ms, inB: 1 }))];
  all.sort((one, other) => one.ms - other.ms);
  let ranks = 0;
  for (let from = 0, to = 0; from < all.length; from = to) {
    while (to < all.length && all[to]!.ms === all[from]!.ms) to++;
    for (let i = from; i < to; i++) ranks += all[i]!.inB * ((from + to + 1) / 2);
  }
  const u = ranks - (b.length * (b.length + 1)) / 2;
  const spread = Math.sqrt((a.length * b.length * (a.length + b.length + 1)) / 12);
  const z = Math.abs(u - (a.length * b.length) / 2) / spread;
  // Abramowitz and Stegun 26.2.19: the two tails of the normal distribution, to seven places.
  const terms = [0.049867347, 0.0211410061, 0.0032776263, 0.0000380036, 0.0000488906, 0.000005383];
  const p = terms.reduce((sum, term, i) => sum + term * z ** (i + 1), 1) ** -16;
  return { auc: u / (a.length * b.length), p };
}

for (const [name, taken] of Object.entries(times)) {
  const sorted = taken.toSorted((a, b) => a - b);
  const [low, middle, high] = [0.25, 0.5, 0.75].map((part) => sorted[Math.floor(part * sorted.length)]!.toFixed(2));
  process.stdout.write(`${name} name: ${taken.length} log-ins, median ${middle} ms, quartiles ${low} and ${high} ms\n`);
}
const { auc, p } = compare(times.known, times.unknown);
const verdict = Math.abs(auc - 0.5) < tolerated ? "cannot" : "can";
process.stdout.write(`Mann-Whitney U: AUC ${auc.toFixed(4)}, p ${p.toFixed(3)}; they ${verdict} be told apart\n`);

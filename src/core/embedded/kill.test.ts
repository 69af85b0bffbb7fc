import { spawn } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { ask, eventually, isRoot, lives, makeBench, postmasterPid } from "../../../test/embedded.ts";

const bench = makeBench();
afterEach(() => bench.clean());

const count = "select count(*)::int as n from kept";

test("kill -9 of the owner loses nothing, and the next start takes over from the server it left", async () => {
  const dataDir = join(bench.folder(), "data");
  for (let round = 1; round <= 3; round++) {
    const { child, exited, connection } = bench.owner(dataDir);
    const at = await connection();
    await ask(at, "create table if not exists kept (x int)");
    await ask(at, "insert into kept values (1)");
    const pid = postmasterPid(dataDir);
    child.kill("SIGKILL");
    await exited;
    expect(lives(pid)).toBe(true);
  }
  const lines: string[] = [];
  const { connection } = await bench.start(dataDir, (line) => lines.push(line));
  expect(await ask(connection, count)).toEqual([{ n: 3 }]);
  // A start that takes long says so as well.
  expect(lines.filter((line) => !line.includes("still recovering"))).toEqual([
    "Stopping the database that an earlier run left behind.",
  ]);
}, 60_000);

test("kill -9 at any moment of the very first start leaves a folder that starts", async () => {
  const dataDir = join(bench.folder(), "data");
  for (const delay of [150, 250, 350, 450, 550, 700, 850]) {
    const { child, exited } = bench.owner(dataDir);
    await sleep(delay);
    child.kill("SIGKILL");
    await exited;
  }
  const { connection } = await bench.start(dataDir);
  expect(await ask(connection, "select current_user as me")).toEqual([{ me: "xmessenger" }]);
}, 60_000);

test("kill -9 of the server while we run: it is back in a moment with everything acknowledged", async () => {
  const dataDir = join(bench.folder(), "data");
  const lines: string[] = [];
  const { connection } = await bench.start(dataDir, (line) => lines.push(line));
  await ask(connection, "create table kept (x int)");
  for (let round = 1; round <= 3; round++) {
    await eventually(() => ask(connection, "insert into kept values (1)"));
    const pid = postmasterPid(dataDir);
    process.kill(pid, "SIGKILL");
    await eventually(async () => expect(lives(pid)).toBe(false));
    expect(await eventually(() => ask(connection, count))).toEqual([{ n: round }]);
    // It answers before it is said to be back; a kill in between would be one more attempt to start, and no return.
    await eventually(async () => expect(lines.filter((line) => line === "The database is back.")).toHaveLength(round));
  }
  expect(lines[0]).toBe("The database stopped by itself (SIGKILL); starting it again.");
}, 60_000);

test("kill -9 of the server and its owner, in the middle of a long statement: the next start recovers", async () => {
  const dataDir = join(bench.folder(), "data");
  const { child, exited, connection } = bench.owner(dataDir);
  const at = await connection();
  await ask(at, "create table kept as select 1 as x");
  const busy = ask(at, "select count(*) from generate_series(1, 1000000000)").catch(() => {});
  await sleep(200);
  child.kill("SIGKILL");
  process.kill(postmasterPid(dataDir), "SIGKILL");
  await exited;
  const next = await bench.start(dataDir);
  expect(await ask(next.connection, count)).toEqual([{ n: 1 }]);
  await busy;
}, 60_000);

test("a stranger who got the number of a dead server is left in peace and believed to be a stranger", async () => {
  const dataDir = join(bench.folder(), "data");
  const first = await bench.start(dataDir);
  const file = join(dataDir, "pg", "postmaster.pid");
  const written = readFileSync(file, "utf8");
  await first.stop();
  const { uid, gid } = statSync(join(dataDir, "pg"));
  const stranger = spawn("sleep", ["600"], isRoot ? { uid, gid } : {});
  try {
    writeFileSync(file, written.replace(/^\d+/, String(stranger.pid)));
    writeFileSync(
      join(dataDir, "run", ".s.PGSQL.5432.lock"),
      `${stranger.pid}\n${written.split("\n").slice(1, 5).join("\n")}\n`,
    );
    const { connection } = await bench.start(dataDir);
    expect(await ask(connection, "select 1 as one")).toEqual([{ one: 1 }]);
    expect(stranger.exitCode ?? stranger.signalCode).toBe(null);
  } finally {
    stranger.kill();
  }
});

test("a second owner is told who the first one is, and disturbs nothing", async () => {
  const dataDir = join(bench.folder(), "data");
  const first = bench.owner(dataDir);
  const at = await first.connection();
  const refusal = `${dataDir} is in use by another X-Messenger (process ${first.child.pid}): stop that one first, or choose another DATA_DIR.`;
  await expect(bench.start(dataDir)).rejects.toThrow(refusal);
  expect(await bench.owner(dataDir).line).toBe(`EmbeddedError: ${refusal}`);
  expect(await ask(at, "select 1 as one")).toEqual([{ one: 1 }]);
  first.child.kill("SIGTERM");
  await first.exited;
  expect(first.child.exitCode).toBe(0);
  const { connection } = await bench.start(dataDir);
  await expect(bench.start(dataDir)).rejects.toThrow(`(process ${process.pid})`);
  expect(await ask(connection, "select 1 as one")).toEqual([{ one: 1 }]);
});

import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { ask, isRoot, lives, makeBench, postmasterPid } from "../../../test/embedded.ts";

const bench = makeBench();
afterEach(() => bench.clean());

const tables = "select count(*)::int as n from pg_tables where tablename = 'kept'";

describe("starting", () => {
  test("an empty folder becomes a database that speaks UTF-8, checks its pages, and never trades durability", async () => {
    const dataDir = join(bench.folder(), "data");
    const { connection } = await bench.start(dataDir);
    const [row] = await ask<Record<string, string>>(
      connection,
      `select current_user as user, pg_encoding_to_char(encoding) as encoding, datlocprovider as provider, datlocale as locale,
        current_setting('data_checksums') as checksums, current_setting('fsync') as fsync,
        current_setting('synchronous_commit') as commit, current_setting('listen_addresses') as tcp,
        current_setting('shared_buffers') as buffers, current_setting('max_connections') as connections,
        current_setting('idle_in_transaction_session_timeout') as idle, lower('ÀÉ') as folded
      from pg_database where datname = current_database()`,
    );
    expect(row).toEqual({
      ...{
        user: "xmessenger",
        encoding: "UTF8",
        provider: "b",
        locale: "C.UTF-8",
        checksums: "on",
        fsync: "on",
        commit: "on",
      },
      ...{ tcp: "", buffers: "64MB", connections: "60", idle: "10s", folded: "àé" },
    });
  });

  test("a second start finds what the first one kept, and the last log beside the new one", async () => {
    const dataDir = join(bench.folder(), "data");
    const first = await bench.start(dataDir);
    await ask(first.connection, "create table kept (x int)");
    await first.stop();
    const second = await bench.start(dataDir);
    expect(await ask(second.connection, tables)).toEqual([{ n: 1 }]);
    expect(readFileSync(join(dataDir, "pg.log.1"), "utf8")).toContain("database system is shut down");
    expect(readFileSync(join(dataDir, "pg.log"), "utf8")).toContain("ready to accept connections");
  });

  test("stopping twice is stopping once, and nothing is left running", async () => {
    const dataDir = join(bench.folder(), "data");
    const embedded = await bench.start(dataDir);
    const pid = postmasterPid(dataDir);
    await Promise.all([embedded.stop(), embedded.stop()]);
    await embedded.stop();
    expect(lives(pid)).toBe(false);
    expect(existsSync(join(dataDir, "pg", "postmaster.pid"))).toBe(false);
  });

  test("only the database's own folders are another user's, and they are closed to everybody else", async () => {
    const dataDir = join(bench.folder(), "data");
    await bench.start(dataDir);
    for (const name of ["pg", "run"]) {
      const { mode, uid } = statSync(join(dataDir, name));
      expect(mode & 0o777).toBe(0o700);
      expect(uid === process.getuid?.()).toBe(!isRoot);
    }
    expect(statSync(dataDir).uid).toBe(process.getuid?.());
  });

  test("our role makes what the product needs, and reaches neither files nor programs", async () => {
    const { connection } = await bench.start(join(bench.folder(), "data"));
    await ask(connection, "create extension pg_trgm");
    await ask(connection, "create database another");
    await expect(ask(connection, "copy (select 1) to program 'cat'")).rejects.toThrow(/permission denied/);
    await expect(ask(connection, "select pg_read_file('/etc/passwd')")).rejects.toThrow(/permission denied/);
  });
});

describe("odd places", () => {
  test("a path too long for a socket gets one elsewhere, removed at the end", async () => {
    const dataDir = join(bench.folder(), "deep".repeat(20), "data");
    const { connection, stop } = await bench.start(dataDir);
    expect(connection.host.startsWith(dataDir)).toBe(false);
    expect(statSync(connection.host).mode & 0o777).toBe(0o700);
    expect(await ask(connection, "select 1 as one")).toEqual([{ one: 1 }]);
    await stop();
    expect(existsSync(connection.host)).toBe(false);
  });

  test("a path with spaces, commas, quotes and Hangul is a path like any other", async () => {
    const dataDir = join(bench.folder(), `a b, "c" 'd' 우리`);
    const { connection } = await bench.start(dataDir);
    expect(connection.host.startsWith(dataDir)).toBe(true);
    expect(await ask(connection, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  test("what a broken-off first start left is swept away", async () => {
    const dataDir = join(bench.folder(), "data");
    mkdirSync(join(dataDir, "pg.tmp-0123", "base"), { recursive: true });
    await bench.start(dataDir);
    expect(readdirSync(dataDir).filter((name) => name.startsWith("pg.tmp-"))).toEqual([]);
  });
});

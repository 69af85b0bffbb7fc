import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { startEmbedded } from "#core/embedded";
import { startBalancer } from "#test/balancer";
import { runProgram } from "#test/process";
import type { Program } from "#test/process";
import { startRedis } from "#test/redis";
import { scratchFolder } from "#test/scratch";
import { openProxy } from "./proxy.ts";

/** Nodes, Redis and PostgreSQL of one's own, in processes that can be killed. */
export type World = Awaited<ReturnType<typeof startWorld>>;

/** Nothing waits for the disk, but all that is committed is with the system: it outlives any process. */
const quick = { fsync: "off", full_page_writes: "off", max_connections: "100" };

/** Starts them all, and a balancer in front of `count` nodes. */
export async function startWorld(count: number) {
  const folder = scratchFolder("xm-faults-");
  const launch = () => startEmbedded(join(folder, "data"), () => {}, { settings: quick });
  let postgres = await launch();
  const { user, database, password = "" } = postgres.connection;
  const way = await openProxy(() => ({ path: `${postgres.connection.host}/.s.PGSQL.${postgres.connection.port}` }));
  const redis = await startRedis();
  const settings = {
    DATABASE_URL: `postgres://${user}:${password}@127.0.0.1:${way.port}/${database}`,
    DATABASE_POOL: "8",
    REDIS_URL: redis.url,
    JWT_SECRET: "s".repeat(40),
    TRUST_PROXY: "loopback",
    CONNECTIONS_PER_ADDRESS: "10000",
    CONNECTIONS_PER_ACCOUNT: "1000",
    LIMIT_SOCKET: "off",
    NODE_OPTIONS: "--import ./test/faults/beats.ts",
    NODE_COMPILE_CACHE: join(folder, "compiled"),
  };
  const nodes: { program: Program; url: string }[] = [];
  const programs = new Set<Program>();
  /** Also where a run ends in the middle, nothing is left behind. */
  const killAll = () => {
    for (const { child } of programs) child.kill("SIGKILL");
    void redis.kill();
  };
  process.once("exit", killAll);
  const startNode = async (): Promise<{ program: Program; url: string }> => {
    for (let tries = 1; ; tries++) {
      const program = runProgram(settings);
      programs.add(program);
      void program.code.then(() => programs.delete(program));
      const url = await program.url;
      if (url !== undefined) return { program, url };
      // It may find no database just now.
      if (tries === 20 || program.printed().includes("SyntaxError"))
        throw new Error(`a node did not start: ${program.printed()}`);
      await sleep(200);
    }
  };
  // The first makes the tables, and what the others load quickly.
  nodes.push(await startNode());
  nodes.push(...(await Promise.all(Array.from({ length: count - 1 }, startNode))));
  const balancer = await startBalancer(nodes.map(({ url }) => url));
  const busy = new Map<string, Promise<unknown>>();

  /** Lets one fault after the other have each part, so that no two of them mend what the other broke. */
  const one = (part: string, harm: () => Promise<unknown>) => {
    const done = (busy.get(part) ?? Promise.resolve()).then(harm);
    busy.set(part, done);
    return done;
  };

  /** Asks the database itself, not through what may be broken; again while it is away. */
  const query = async <Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> => {
    for (let tries = 1; ; tries++) {
      const client = new Client(postgres.connection);
      client.on("error", () => {});
      try {
        await client.connect();
        return (await client.query<Row>(sql, values)).rows;
      } catch (error) {
        if (tries === 100) throw error;
        await sleep(100);
      } finally {
        await client.end().catch(() => {});
      }
    }
  };

  const harms = {
    kill: (nth: number) =>
      one("nodes", async () => {
        const { program } = nodes[nth]!;
        program.child.kill("SIGKILL");
        await program.code;
        nodes[nth] = await startNode();
        balancer.set(nodes.map(({ url }) => url));
      }),
    freeze: (nth: number, ms: number) =>
      one("nodes", async () => {
        nodes[nth]!.program.child.kill("SIGSTOP");
        await sleep(ms * 2);
        nodes[nth]!.program.child.kill("SIGCONT");
      }),
    "redis-kill": (_: number, ms: number) =>
      one("redis", async () => {
        await redis.kill();
        await sleep(ms);
        await redis.start();
      }),
    "redis-freeze": (_: number, ms: number) =>
      one("redis", async () => {
        redis.freeze();
        await sleep(ms * 2);
        redis.resume();
      }),
    /** One of PostgreSQL's processes dies: it ends all of them and recovers. */
    crash: (nth: number) =>
      one("postgres", async () => {
        const client =
          "select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()";
        const pids = await query<{ pid: number }>(`${client} order by pid`);
        try {
          process.kill(pids[nth % pids.length]!.pid, "SIGKILL");
        } catch {
          // It ended by itself meanwhile.
        }
      }),
    restart: () =>
      one("postgres", async () => {
        await postgres.stop();
        postgres = await launch();
      }),
    "db-cut": (_: number, ms: number) =>
      one("way", async () => {
        way.set("cut");
        await sleep(ms / 4);
        way.set("open");
      }),
    "db-nap": (_: number, ms: number) => one("way", () => way.nap(ms)),
  };

  /** Waits until all is whole again and every node says that it is ready. */
  const healed = async (): Promise<void> => {
    await Promise.all(busy.values());
    for (const late = Date.now() + 60_000; balancer.ready().length < count; await sleep(20))
      if (Date.now() > late)
        throw new Error(`${count - balancer.ready().length} nodes are not ready 60 s after the last fault`);
  };

  await healed();
  return {
    url: balancer.url,
    nodes: count,
    harms,
    query,
    healed,
    async stop(): Promise<void> {
      await Promise.allSettled(busy.values());
      process.off("exit", killAll);
      killAll();
      await Promise.all(nodes.map(({ program }) => program.code));
      await balancer.close();
      await way.close();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

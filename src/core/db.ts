import { fileURLToPath } from "node:url";
import { DrizzleQueryError } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import { migrate as runMigrations } from "drizzle-orm/node-postgres/migrator";
import { Client, Pool } from "pg";
import type { ClientConfig, DatabaseError, PoolClient, PoolConfig } from "pg";

/** The database outside a transaction. */
export type Db = NodePgDatabase & { readonly $client: Pool };

/** The database inside a transaction: what a query that writes must be given. */
export type Tx = Parameters<Parameters<NodePgDatabase["transaction"]>[0]>[0];

/** Either: for queries that only read. */
export type Reader = Db | Tx;

/** How to reach a server: an address, or the parts of one. */
export type Connection = string | Pick<ClientConfig, "host" | "port" | "user" | "database" | "password">;

export type Database = { db: Db; connection: Connection; close: () => Promise<void> };

const address = (connection: Connection): ClientConfig =>
  typeof connection === "string" ? { connectionString: connection } : connection;

/** Opens a pool of `size` connections. Generic plans, because a parameter in LIMIT otherwise costs half the speed. */
export function openDatabase(connection: Connection, size: number, onError: (error: Error) => void): Database {
  const settings: PoolConfig = {
    ...address(connection),
    max: size,
    options: "-c plan_cache_mode=force_generic_plan -c idle_in_transaction_session_timeout=10s -c lock_timeout=10s",
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    allowExitOnIdle: false,
  };
  const pool = new Pool(settings);
  let closing = false;
  const broke = (error: Error) => {
    if (!closing) onError(error);
  };
  // A connection can break between two statements of a transaction, where only its own listener hears of it.
  pool.on("connect", (client) => client.on("error", broke));
  pool.on("error", () => {
    // Its connection has told already.
  });
  const wrapped = new WeakMap<PoolClient, NodePgDatabase>();
  // Drizzle's own never gives a connection back whose `begin` fails: a restart of a busy database would empty the pool.
  const transaction: Db["transaction"] = async (work, config) => {
    const client = await pool.connect();
    const own = wrapped.get(client) ?? drizzle(client);
    wrapped.set(client, own);
    try {
      return await own.transaction((tx) => {
        connections.set(tx, own);
        return work(tx);
      }, config);
    } finally {
      client.release();
    }
  };
  return {
    db: Object.assign(drizzle(pool), { transaction }),
    connection,
    close: () => {
      closing = true;
      return pool.end();
    },
  };
}

/** The connection that a transaction runs on: it outlives the transaction, and so do the queries prepared there. */
const connections = new WeakMap<Reader, NodePgDatabase>();

/** A query that is built once for each database, or connection of a transaction: for the hot ones, whose building costs more than running. */
export function prepared<Q>(build: (db: Db) => Q): (db: Reader) => Q {
  return builtOnce((at) => build(at as Db));
}

/** The same for what writes, which only a transaction may. */
export function preparedWrite<Q>(build: (tx: Tx) => Q): (tx: Tx) => Q {
  return builtOnce((at) => build(at as Tx));
}

function builtOnce<Q>(build: (at: Reader | NodePgDatabase) => Q): (db: Reader) => Q {
  const made = new WeakMap<object, Q>();
  return (db) => {
    const at = connections.get(db) ?? db;
    const query = made.get(at) ?? build(at);
    made.set(at, query);
    return query;
  };
}

/** A single connection of its own, for LISTEN. */
export const openClient = (connection: Connection): Client => new Client({ ...address(connection), keepAlive: true });

/** Brings a database to the present schema; several processes may call it at once. */
export async function migrate(connection: Connection): Promise<void> {
  const client = openClient(connection);
  await client.connect();
  try {
    await client.query("select pg_advisory_lock(7301)");
    await runMigrations(drizzle(client), {
      migrationsFolder: fileURLToPath(new URL("../../migrations", import.meta.url)),
    });
  } finally {
    await client.end();
  }
}

/** What PostgreSQL or the driver said of a failed query; unlike Drizzle's error, it does not repeat the parameters. */
export const databaseError = (error: unknown): unknown => (error instanceof DrizzleQueryError ? error.cause : error);

/** The SQLSTATE or system code of a failed query, if it is one. */
export function databaseCode(error: unknown): string | undefined {
  const code = (databaseError(error) as { code?: unknown } | undefined)?.code;
  return typeof code === "string" ? code : undefined;
}

const awayCodes = /^(ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT|08...|57P0[123])$/;
const awayWords = /Connection terminated|not queryable|timeout exceeded when trying to connect/;

/**
 * Whether a query failed because the database cannot be reached just now, and may work a moment later. Whatever
 * PostgreSQL calls fatal has ended the connection, or refused it.
 */
export function isAway(error: unknown): boolean {
  const cause = databaseError(error);
  if (!(cause instanceof Error)) return false;
  const fatal = ["FATAL", "PANIC"].includes(String((cause as DatabaseError).severity));
  return fatal || awayCodes.test(databaseCode(error) ?? "") || awayWords.test(cause.message);
}

/** Whether a query failed because two transactions met; doing it again works. */
export const isCollision = (error: unknown): boolean => ["40001", "40P01"].includes(databaseCode(error) ?? "");

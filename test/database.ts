import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { inject } from "vitest";
import type { EmbeddedConnection } from "#core/embedded";

declare module "vitest" {
  interface ProvidedContext {
    /** The run's PostgreSQL server, and the migrated database that new ones are copied from. */
    testServer: { url: string; template: string };
  }
}

/** A database of one test's own, empty but migrated; `drop` ends its connections and deletes it. */
export type TestDatabase = { url: string; drop: () => Promise<void> };

/** Makes a fresh database on the run's server. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { url, template } = inject("testServer");
  const name = `xm_test_${randomBytes(8).toString("hex")}`;
  await run(url, `create database ${name} template ${template}`);
  return { url: withDatabase(url, name), drop: () => run(url, `drop database if exists ${name} with (force)`) };
}

/**
 * The address of an embedded database. The host stands in the query, as `pg` and libpq read a socket's folder;
 * `localhost` only makes it an address that every parser of URLs accepts.
 */
export function urlOf({ host, port, user, database, password }: EmbeddedConnection): string {
  const url = new URL(`postgres://localhost/${database}`);
  url.username = user;
  if (password !== undefined) url.password = password;
  url.searchParams.set("host", host);
  url.searchParams.set("port", String(port));
  return url.href;
}

/** The same server, another database. */
export function withDatabase(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}

/** What passes: two tests copy the template in the same moment; the server's own vacuum is still in what is dropped. */
const passing = ["55006", "42501"];

async function run(url: string, sql: string): Promise<void> {
  for (const late = Date.now() + 10_000; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const client = new Client(url);
    await client.connect();
    try {
      await client.query(sql);
      return;
    } catch (error) {
      if (!passing.includes((error as { code?: string }).code ?? "") || Date.now() > late) throw error;
    } finally {
      await client.end();
    }
  }
}

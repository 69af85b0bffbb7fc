import { Client } from "pg";
import { expect, test } from "vitest";
import { createTestDatabase, urlOf, withDatabase } from "./database.ts";

async function ask(url: string, sql: string) {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

test("two tests that start at once each have a migrated database to themselves", async () => {
  const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  await ask(one.url, "create table mine (x int)");
  const tables =
    "select tablename as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema') order by 1";
  const names = (await ask(two.url, tables)).map(({ name }) => name);
  expect(names).not.toContain("mine");
  expect((await ask(one.url, tables)).map(({ name }) => name).filter((name) => name !== "mine")).toEqual(names);
  await one.drop();
  await two.drop();
  await expect(ask(one.url, "select 1")).rejects.toThrow(/does not exist/);
});

test("a database can be dropped while somebody is still connected", async () => {
  const { url, drop } = await createTestDatabase();
  const client = new Client(url);
  client.on("error", () => {});
  await client.connect();
  await drop();
  await client.end().catch(() => {});
});

test("the address of a socket survives being an address", () => {
  const url = urlOf({ host: "/a b/우리,c", port: 5432, user: "xmessenger", database: "xmessenger" });
  const client = new Client(withDatabase(url, "other"));
  expect([client.host, client.port, client.user, client.database]).toEqual([
    "/a b/우리,c",
    5432,
    "xmessenger",
    "other",
  ]);
});

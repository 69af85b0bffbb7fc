import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase } from "#test/database";
import type { TestDatabase } from "#test/database";
import { readLetter } from "#test/letters";
import { runProgram, signUpAt } from "#test/process";

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "xm-killed-"));
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

const run = () =>
  runProgram({ DATABASE_URL: database.url, JWT_SECRET: "one secret for both lives of it".repeat(2), DATA_DIR: folder });

async function addressees(): Promise<string[]> {
  const names = await readdir(join(folder, "mail")).catch(() => []);
  const files = names.filter((name) => name.endsWith(".eml"));
  return Promise.all(files.map(async (name) => readLetter(await readFile(join(folder, "mail", name), "utf8")).to));
}

test("a process that is killed while newcomers wait for their letters leaves none of them without, and none with two", async () => {
  const members = 6;
  const first = run();
  const url = await first.url;
  await Promise.all(Array.from({ length: members }, () => signUpAt(url!)));
  first.child.kill("SIGKILL");
  await first.code;
  // What was claimed by the one that is dead would only come after a minute.
  const second = run();
  await second.url;
  const client = new Client(database.url);
  await client.connect();
  await expect
    .poll(
      async () => {
        await client.query("update mails set next_at = now() where sent_at is null");
        return (await addressees()).length;
      },
      { timeout: 25_000 },
    )
    .toBe(members);
  await client.end();
  expect(new Set(await addressees()).size).toBe(members);
  second.child.kill("SIGTERM");
  await second.code;
}, 90_000);

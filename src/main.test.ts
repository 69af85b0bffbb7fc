import { rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { runProgram, signUpAt } from "#test/process";
import type { Program } from "#test/process";
import { scratchFolder } from "#test/scratch";

const home = scratchFolder("xm-main-");
const programs: Program[] = [];
const run = (settings: Record<string, string>) => {
  const program = runProgram(settings);
  programs.push(program);
  return program;
};
afterAll(async () => {
  for (const { child } of programs) child.kill("SIGTERM");
  await Promise.all(programs.map(({ code }) => code));
  rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

test("O5 wrong settings end the start with every one of them named, and no stack", async () => {
  const { code, printed } = run({
    PORT: "http",
    PUBLIC_URL: "x",
    TRUST_PROXY: "dead",
    LIMIT_READ: "lots",
    DATABASE_URL: "postgres://127.0.0.1/x",
  });
  expect(await code).toBe(1);
  expect(printed()).toMatch(/^The settings are not usable:\n/);
  for (const name of ["PORT", "PUBLIC_URL", "TRUST_PROXY", "LIMIT_READ", "JWT_SECRET"])
    expect(printed()).toContain(`  - ${name}: `);
  expect(printed()).not.toMatch(/\n\s+at /);
});

test("O5 a database that cannot be reached is said in a sentence", async () => {
  const { code, printed } = run({
    DATABASE_URL: "postgres://nobody:hunter2@127.0.0.1:1/x",
    JWT_SECRET: "s".repeat(32),
  });
  expect(await code).toBe(1);
  expect(printed()).toMatch(/^The database cannot be reached.*\n$/);
  expect(printed()).not.toContain("hunter2");
});

test("O5 a port in use, or a data directory in use, ends the start with a sentence and code 1", async () => {
  const first = run({ DATA_DIR: join(home, "one") });
  const url = await first.url;
  expect(url, first.printed()).toBeDefined();
  const second = run({ DATA_DIR: join(home, "one") });
  expect(await second.code).toBe(1);
  expect(second.printed()).toMatch(
    /^\S+one is in use by another X-Messenger \(process \d+\): stop that one first, or choose another DATA_DIR\.\n$/,
  );

  const busy = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => busy.once("listening", resolve));
  const third = run({ DATA_DIR: join(home, "two"), PORT: String((busy.address() as AddressInfo).port) });
  expect(await third.code).toBe(1);
  expect(third.printed()).toMatch(/^Another program already uses this port\..*\n$/);
  busy.close();
  expect((await fetch(`${url}/health/ready`)).status).toBe(200);
}, 60_000);

test("O3 SIGTERM lets requests in flight finish, takes no new ones, and ends cleanly", async () => {
  const program = run({ DATA_DIR: join(home, "three") });
  const url = (await program.url)!;
  const headers = await signUpAt(url);
  const body = JSON.stringify({ status: "half of this arrives after the signal" });
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const lines = Object.entries({ host: "x", ...headers, "content-length": String(body.length) }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  socket.write(`POST /api/v1/statuses HTTP/1.1\r\n${lines.join("")}\r\n${body.slice(0, 10)}`);
  let heard = "";
  socket.on("data", (chunk) => (heard += chunk.toString()));
  await sleep(200);
  const posts = Array.from({ length: 20 }, (_, i) =>
    fetch(`${url}/api/v1/statuses`, {
      method: "POST",
      headers,
      body: JSON.stringify({ status: `in flight ${i}` }),
    }).then(({ status }) => status),
  );
  await Promise.race(posts);
  program.child.kill("SIGTERM");
  const late = () =>
    fetch(`${url}/health/live`).then(
      ({ status }) => status,
      () => "refused",
    );
  await expect.poll(late, { timeout: 10_000 }).toBe("refused");
  socket.write(body.slice(10));
  expect(await program.code, program.printed()).toBe(0);
  await expect.poll(() => heard).toMatch(/^HTTP\/1\.1 200 /);
  const outcomes = await Promise.allSettled(posts);
  const cut = outcomes.filter(
    (o) => o.status === "rejected" && !/ECONNREFUSED/.test(String((o.reason as Error).cause)),
  );
  expect([cut, outcomes.some((o) => o.status === "fulfilled" && o.value !== 200 && o.value !== 503)]).toEqual([
    [],
    false,
  ]);

  const again = run({ DATA_DIR: join(home, "three") });
  const page = await fetch(`${await again.url}/api/v1/timelines/public?limit=40`);
  const kept = (await page.json()) as { content: string }[];
  const acknowledged = outcomes.filter((o) => o.status === "fulfilled" && o.value === 200).length;
  expect(kept).toHaveLength(acknowledged + 1);
  expect(kept.map(({ content }) => content)).toContain("<p>half of this arrives after the signal</p>");
}, 60_000);

import { randomInt } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { eventually, lives, postmasterPid } from "#test/embedded";
import { runProgram, signUpAt } from "#test/process";
import type { Program } from "#test/process";
import { scratchFolder } from "#test/scratch";

const home = scratchFolder("xm-durable-");
const dataDir = join(home, "data");
let program: Program | undefined;
afterAll(async () => {
  program?.child.kill("SIGTERM");
  await program?.code;
  rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

const rounds = 20;
const connections = 4;

/** A generator of numbers from 0 to 1 that a seed repeats. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Ends the server as a power cut would; `whole` takes the database with it. */
async function killNow({ child, code }: Program, whole: boolean): Promise<void> {
  child.kill("SIGKILL");
  if (whole) {
    try {
      process.kill(postmasterPid(dataDir), "SIGKILL");
    } catch {
      // It was killed before it had a database.
    }
  }
  await code;
}

test("20 kills at any moment lose no acknowledged post, double none, end no session, and prevent no start", async () => {
  const seed = Number(process.env["KILL_SEED"] ?? randomInt(2 ** 31));
  console.log(`KILL_SEED=${seed}`);
  const random = seeded(seed);
  const began = performance.now();
  program = runProgram({ DATA_DIR: dataDir });
  let url = (await program.url)!;
  expect(url, program.printed()).toBeDefined();
  const headers = await signUpAt(url);
  /** What was acknowledged, and under which id; and what each connection does not know the fate of. */
  const kept = new Map<string, string>();
  const open = new Map<number, string>();
  let serial = 0;

  /** Posts one after the other until the server is gone, beginning with what was left open. */
  async function write(connection: number): Promise<void> {
    for (;;) {
      const key = open.get(connection) ?? `post-${++serial}`;
      open.set(connection, key);
      try {
        const answer = await fetch(`${url}/api/v1/statuses`, {
          method: "POST",
          headers: { ...headers, "idempotency-key": key },
          body: JSON.stringify({ status: key }),
        });
        const body = (await answer.json()) as { id: string };
        if (answer.status === 200) {
          kept.set(key, body.id);
          open.delete(connection);
        } else if (answer.status !== 503) throw new Error(`${answer.status} is no answer to a post`);
      } catch (error) {
        if (error instanceof TypeError || error instanceof SyntaxError) return;
        throw error;
      }
    }
  }

  let early = 0;
  for (let round = 1; round <= rounds; round++) {
    const writers = Array.from({ length: connections }, (_, n) => write(n));
    await sleep(20 + random() * 350);
    await killNow(program, round % 2 === 0);
    await Promise.all(writers);
    if (random() < 0.25) {
      early++;
      const doomed = runProgram({ DATA_DIR: dataDir });
      await sleep(random() * 1200);
      await killNow(doomed, random() < 0.5);
    }
    program = runProgram({ DATA_DIR: dataDir });
    url = (await program.url)!;
    expect(url, `round ${round}: ${program.printed()}`).toBeDefined();
    expect((await fetch(`${url}/auth/me`, { headers })).status).toBe(200);
    const newest = [...kept.values()].slice(-20);
    const found = await Promise.all(newest.map(async (id) => (await fetch(`${url}/api/v1/statuses/${id}`)).status));
    expect(
      found.filter((status) => status !== 200),
      `round ${round}`,
    ).toEqual([]);
  }
  // The last of what was left open, once more.
  const left = [...open.values()];
  const writers = Array.from({ length: connections }, (_, n) => write(n));
  await eventually(async () => expect(left.filter((key) => !kept.has(key))).toEqual([]), 30_000);
  await killNow(program, false);
  await Promise.all(writers);
  program = runProgram({ DATA_DIR: dataDir });
  url = (await program.url)!;

  const stored: { id: string; content: string }[] = [];
  for (let page = [{ id: "", content: "" }]; page.length > 0;) {
    const older = page[0]?.id ? `&max_id=${page.at(-1)!.id}` : "";
    page = (await (await fetch(`${url}/api/v1/timelines/public?limit=40${older}`)).json()) as typeof page;
    stored.push(...page);
  }
  const texts = stored.map(({ content }) => content.replace(/<\/?p>/g, ""));
  expect(new Set(texts).size).toBe(texts.length);
  const ids = new Map(stored.map(({ id }, i) => [texts[i]!, id]));
  expect([...kept].filter(([key, id]) => ids.get(key) !== id)).toEqual([]);
  const unknown = texts.filter((text) => !kept.has(text) && ![...open.values()].includes(text));
  expect(unknown).toEqual([]);
  expect(lives(postmasterPid(dataDir))).toBe(true);
  const seconds = (performance.now() - began) / 1000;
  console.log(
    `${rounds} kills and ${early} more while starting: ${kept.size} posts acknowledged, all kept once; ${seconds.toFixed(1)} s`,
  );
}, 600_000);

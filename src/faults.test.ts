import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { hire } from "#test/faults/cast";
import { nameOf } from "#test/faults/plan";
import { play } from "#test/faults/run";
import { startWorld } from "#test/faults/world";
import type { World } from "#test/faults/world";

// A connection that says nothing is noticed in a second instead of 20 s; the nodes are told the same.
vi.mock("#core/live.contract", async (original) => ({ ...(await original<object>()), beatMs: 500 }));

const runs = Number(process.env["FAULTS_RUNS"] ?? 3);
/** The short form ends in time also on a machine that is busy with other tests. */
const minutes = Number(process.env["FAULTS_MINUTES"] ?? 1);
const first = Number(process.env["FAULTS_SEED"] ?? Date.now() % 1_000_000);
/** Sessions last longer than so many runs. */
const runsPerCast = 40;

let world: World;
beforeAll(async () => {
  world = await startWorld(3);
}, 300_000);
afterAll(() => world?.stop(), 60_000);

test(
  "promise 1: whatever breaks on three nodes, no client misses, doubles or reorders anything, and what was acknowledged is stored",
  { timeout: 240_000 + minutes * 60_000 },
  async () => {
    const began = performance.now();
    const seconds = () => (performance.now() - began) / 1000;
    const broken: string[] = [];
    const faults = new Map<string, number>();
    let cast = await hire(world.url, 4, 3);
    let posts = 0;
    let events = 0;
    for (let n = 0, last = false; !last; n++) {
      const seed = first + n;
      if (n % runsPerCast === runsPerCast - 1) cast = await hire(world.url, 4, 3);
      const verdict = await play(world, cast, seed, `${seed} ${n}`);
      last = n + 1 === runs || seconds() > minutes * 60;
      posts += verdict.posts;
      events += verdict.events;
      for (const { kind } of verdict.plan.faults) faults.set(kind, (faults.get(kind) ?? 0) + 1);
      if (verdict.violations.length > 0) {
        const few = verdict.violations.slice(0, 8).map((line) => `  ${line}`);
        const more = verdict.violations.length - few.length;
        const told = [
          `seed ${seed} (run ${n + 1}, ${seconds().toFixed(0)} s after the start): ${verdict.plan.faults.map(nameOf).join(", ")}`,
          ...few,
          ...(more > 0 ? [`  and ${more} more`] : []),
          `  Play it again: npm run faults -- --seed ${seed} --runs 1`,
        ].join("\n");
        console.log(told);
        broken.push(told);
      }
      if ((n + 1) % 20 === 0 || last) {
        const kinds = [...faults].map(([kind, count]) => `${kind} ${count}`).toSorted();
        console.log(
          `${n + 1} runs from seed ${first} in ${seconds().toFixed(0)} s: ${posts} posts acknowledged, ${events} events heard, ` +
            `${broken.length} runs with a violation; ${kinds.join(", ")}`,
        );
      }
    }
    expect(broken).toEqual([]);
  },
);

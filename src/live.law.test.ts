import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startApp } from "#test/app";
import { history, play } from "#test/law/history";
import type { Place } from "#test/law/history";
import { openLine } from "#test/law/line";
import { differences, reloaded } from "#test/law/photo";

// A connection that says nothing is noticed in a moment instead of 20 s.
vi.mock("#core/live.contract", async (original) => ({ ...(await original<object>()), beatMs: 200 }));

const runs = Number(process.env["LAW_RUNS"] ?? 8);
const seed = Number(process.env["LAW_SEED"] ?? Date.now() % 2 ** 31);

let place: Place;
beforeAll(async () => {
  const app = await startApp({ PUBLIC_URL: "http://x-messenger.example" });
  const nodes = [app, await app.secondNode()];
  const members = await Promise.all(["author", "other", "third"].map((name) => app.member(name)));
  const lines = await Promise.all([0, 1, 0, 1].map((node) => openLine(nodes[node]!.url)));
  place = { app, nodes, members, lines };
});
afterAll(async () => {
  await Promise.all(place.lines.map((line) => line.close()));
  await place.app.stop();
});

test(
  "promise 1: a screen that only listened equals a screen that just reloaded",
  { timeout: 60_000 + runs * 20_000 },
  async () => {
    let played = 0;
    const lived = fc.asyncProperty(history, async (steps) => {
      played++;
      const { browsers, screens } = await play(place, steps);
      try {
        for (const [i, browser] of browsers.entries()) {
          const [heard, loaded] = await reloaded(browser, place.nodes[i % 2]!.url, screens);
          expect(differences(heard, loaded), `browser ${i}`).toEqual([]);
        }
      } finally {
        await Promise.all(browsers.map((browser) => browser.close()));
      }
    });
    const { failed, counterexample, errorInstance } = await fc.check(lived, {
      numRuns: runs,
      seed,
      endOnFailure: true,
    });
    if (!failed) return;
    const told = counterexample?.[0].map((step) => `${step.do} ${step.who} ${step.n} ${step.m}`).join(", ");
    const again = `LAW_SEED=${seed} LAW_RUNS=${played} npx vitest run src/live.law.test.ts`;
    throw new Error(`history ${played} breaks the law: ${told}\nPlay it again: ${again}`, { cause: errorInstance });
  },
);

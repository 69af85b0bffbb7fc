// A thousand clients want one answer each from a server that gives two hundred in ten seconds. Both sides are the real
// code, under a clock that is turned by hand, so the same picture comes out every time. `npm run bench:retry` draws it.
import { mkdirSync, writeFileSync } from "node:fs";
import { setImmediate as breathe } from "node:timers/promises";
import { mock } from "node:test";
import { createLimits, limitClasses, limitHeaders, tooMany } from "#core/limits";
import type { Limit, LimitClass } from "#core/limits";
import { createApi } from "#web/api";
import { drawCurves } from "./retry.chart.ts";

const clients = 1000;
const limit: Limit = { points: 200, seconds: 10 };
const stepMs = 20;
const endMs = 120_000;
/** Requests are counted per quarter of a second. */
const binMs = 250;

type Run = { arrivals: number[]; doneAt: number[]; gaveUp: number };

/** The mulberry32 generator: the same seed, the same numbers from 0 to 1. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function simulate(random: () => number): Promise<Run> {
  mock.timers.enable({ apis: ["Date", "setTimeout"], now: 0 });
  const limits = createLimits(
    Object.fromEntries(limitClasses.map((name) => [name, limit])) as Record<LimitClass, Limit>,
  );
  const run: Run = { arrivals: [], doneAt: [], gaveUp: 0 };
  const serve = async (): Promise<Response> => {
    run.arrivals.push(Date.now());
    const standing = await limits.hit("read", "one network");
    if (!standing.exceeded) return Response.json({}, { headers: limitHeaders(standing) });
    const refusal = tooMany(standing);
    return Response.json({ error: refusal.message }, { status: 429, headers: refusal.headers });
  };
  for (let i = 0; i < clients; i++) {
    const api = createApi({ fetch: serve, lang: () => "en", random });
    api.get("/api/v1/timelines/public").then(
      () => run.doneAt.push(Date.now()),
      () => run.gaveUp++,
    );
  }
  for (let now = 0; now < endMs && run.doneAt.length + run.gaveUp < clients; now += stepMs) {
    for (let i = 0; i < 3; i++) await breathe();
    mock.timers.tick(stepMs);
  }
  mock.timers.reset();
  return run;
}

const runs = [
  { name: "without jitter", tone: "rough", run: await simulate(() => 0) },
  { name: "with full jitter", tone: "calm", run: await simulate(seeded(7)) },
] as const;

function inBins(arrivals: number[]): number[] {
  const bins = Array.from({ length: Math.ceil((Math.max(...arrivals) + 1) / binMs) }, () => 0);
  for (const at of arrivals) bins[Math.floor(at / binMs)]!++;
  return bins;
}

for (const { name, run } of runs) {
  const later = inBins(run.arrivals.filter((at) => at > 1000));
  const figures = [
    `${run.doneAt.length} of ${clients} served`,
    `${run.gaveUp} gave up`,
    `${run.arrivals.length} requests`,
    `at most ${(Math.max(...later) * 1000) / binMs} a second after the first rush`,
    `last one served after ${(Math.max(...run.doneAt) / 1000).toFixed(1)} s`,
  ];
  process.stdout.write(`${name}: ${figures.join(", ")}\n`);
}

const title = "Requests per second: 1,000 clients meet a limit together";
const curves = runs.map(({ name, tone, run }) => ({ name, tone, bins: inBins(run.arrivals) }));
const axes = { binMs, endSeconds: 55, most: 4000, stepSeconds: 10, stepMost: 1000 };
mkdirSync("docs/pictures", { recursive: true });
writeFileSync("docs/pictures/retry.svg", drawCurves(title, curves, axes));

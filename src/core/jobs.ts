import type { App } from "./context.ts";
import { databaseError } from "./db.ts";

/** Something to do again and again; running twice at once, or on two nodes, must be harmless. */
export type Job = { name: string; everySeconds: number; run: (app: App) => Promise<void> };

/** Runs jobs on their clocks until stopped; a failure is logged and the next round tries again. */
export function startJobs(app: App, jobs: Job[]): () => Promise<void> {
  const running = new Map<string, Promise<void>>();
  const timers = jobs.map((job) =>
    setInterval(() => {
      if (running.has(job.name)) return;
      const round = job
        .run(app)
        .catch((error: unknown) =>
          app.logger.warn({ err: databaseError(error), job: job.name }, "a job failed; it runs again later"),
        )
        .finally(() => running.delete(job.name));
      running.set(job.name, round);
    }, job.everySeconds * 1000),
  );
  return async () => {
    for (const timer of timers) clearInterval(timer);
    await Promise.all(running.values());
  };
}

import { setTimeout as sleep } from "node:timers/promises";
import { EmbeddedError } from "./error.ts";
import { stopPostgres } from "./process.ts";
import type { Postgres } from "./process.ts";

/** What keeps a server alive. */
export type Supervision = {
  launch: (signal: AbortSignal) => Promise<Postgres>;
  log: (line: string) => void;
  /** Called once, when the server could not be brought back. */
  onExit: (error: EmbeddedError) => void;
};

/** So many deaths in so many milliseconds are borne, with pauses that double from 50 ms to 25 s. */
const usual = { deaths: 10, within: 5 * 60_000 };

/** Starts a server and brings it back when it dies, ever more slowly, until it died too often; `stop` is for good. */
export async function supervise(
  { launch, log, onExit }: Supervision,
  limit = usual,
): Promise<{ stop: () => Promise<void> }> {
  const stopping = new AbortController();
  let postgres = await launch(stopping.signal);

  const keep = async (): Promise<void> => {
    let deaths: number[] = [];
    for (;;) {
      const how = await postgres.ended;
      if (stopping.signal.aborted) return;
      log(`The database stopped by itself (${how}); starting it again.`);
      for (let back = false; !back;) {
        deaths = [...deaths.filter((at) => at > Date.now() - limit.within), Date.now()];
        if (deaths.length > limit.deaths) {
          onExit(
            new EmbeddedError(
              "The database keeps stopping and was not started again; pg.log in the data directory says why.",
            ),
          );
          return;
        }
        await sleep(50 * 2 ** (deaths.length - 1), undefined, { signal: stopping.signal }).catch(() => {});
        if (stopping.signal.aborted) return;
        back = await launch(stopping.signal).then(
          (started) => {
            postgres = started;
            log("The database is back.");
            return true;
          },
          (error: Error) => {
            log(error.message);
            return false;
          },
        );
      }
    }
  };

  // A process that exits without stopping us cannot wait, but it can still ask.
  const onProcessExit = () => void (postgres.isRunning() && postgres.ask("fast"));
  process.once("exit", onProcessExit);
  const keeping = keep();
  const stop = async (): Promise<void> => {
    stopping.abort();
    await stopPostgres(postgres);
    await keeping;
    await stopPostgres(postgres);
    process.off("exit", onProcessExit);
  };
  let stopped: Promise<void> | undefined;
  return { stop: () => (stopped ??= stop()) };
}

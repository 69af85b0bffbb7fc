import { and, asc, eq, gt, inArray, lte } from "drizzle-orm";
import type { App } from "./context.ts";
import { databaseError } from "./db.ts";
import type { Tx } from "./db.ts";
import { events, logHead } from "./events.tables.ts";
import { write } from "./events.ts";
import type { Emit, LogEvent } from "./events.ts";
import { readers } from "./readers.tables.ts";

/**
 * Somebody who is told of every event of some types, in order, at least once, whatever crashes meanwhile. What `read`
 * does through `tx` commits together with the reader's place in the log, and so happens exactly once; whatever else it
 * does may happen twice.
 */
export type LogReader = {
  /** Its place in the log is kept under this name. */
  name: string;
  types: string[];
  read: (app: App, tx: Tx, event: LogEvent, emit: Emit) => Promise<void>;
};

/** The same for who would rather be told of several events at once, as of those that change one row again and again. */
export type BatchReader = Omit<LogReader, "read"> & {
  readBatch: (app: App, tx: Tx, batch: LogEvent[], emit: Emit) => Promise<void>;
};

type AnyReader = LogReader | BatchReader;

const lookMs = 200;
const batchSize = 50;
const patientMs = 60_000;

/** Runs readers until stopped. A reader that is new begins with what happens from now on. */
export async function startReaders(app: App, all: AnyReader[]): Promise<() => Promise<void>> {
  await write(app, (tx) => enrol(tx, all));
  const stops = all.map((reader) => follow(app, reader));
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}

/** Reads on whenever this node's log has moved; after a failure waits longer each time, up to a minute, and never skips. */
function follow(app: App, reader: AnyReader): () => Promise<void> {
  let reached = -1;
  let failures = 0;
  let waitUntil = 0;
  let running: Promise<void> | undefined;
  let stopped = false;
  const round = async () => {
    try {
      for (let more = true; more && !stopped;) {
        const position = app.log.position();
        // One event at a time after a failure, so that those before the one that fails are done.
        const place = await readOn(app, reader, failures > 0 ? 1 : batchSize);
        failures = 0;
        more = place !== null && place < position;
        if (place !== null) reached = place;
      }
    } catch (error) {
      waitUntil = Date.now() + Math.min(patientMs, 500 * 2 ** failures++);
      if (!stopped)
        app.logger.warn({ err: databaseError(error), reader: reader.name }, "a reader of the log will try again");
    } finally {
      running = undefined;
    }
  };
  const clock = setInterval(() => {
    if (!running && app.log.position() > reached && Date.now() >= waitUntil) running = round();
  }, lookMs);
  return async () => {
    stopped = true;
    clearInterval(clock);
    await running;
  };
}

/** Reads the next events and says how far it came; null while another node is at it. */
async function readOn(app: App, reader: AnyReader, atMost: number): Promise<number | null> {
  return write(app, async (tx, emit) => {
    const [place] = await tx
      .select({ seq: readers.seq })
      .from(readers)
      .where(eq(readers.name, reader.name))
      .for("update", { skipLocked: true });
    if (!place) return null;
    const [log] = await tx.select({ seq: logHead.seq }).from(logHead);
    const head = log!.seq;
    const batch = await tx
      .select({ seq: events.seq, type: events.type, subject: events.subject, data: events.data })
      .from(events)
      .where(and(gt(events.seq, place.seq), lte(events.seq, head), inArray(events.type, reader.types)))
      .orderBy(asc(events.seq))
      .limit(atMost);
    if (!("readBatch" in reader)) for (const event of batch) await reader.read(app, tx, event, emit);
    else if (batch.length > 0) await reader.readBatch(app, tx, batch, emit);
    const seq = batch.length === atMost ? batch.at(-1)!.seq : head;
    if (seq > place.seq) await tx.update(readers).set({ seq }).where(eq(readers.name, reader.name));
    return seq;
  });
}

async function enrol(tx: Tx, all: AnyReader[]): Promise<void> {
  const [log] = await tx.select({ seq: logHead.seq }).from(logHead);
  if (all.length > 0)
    await tx
      .insert(readers)
      .values(all.map(({ name }) => ({ name, seq: log?.seq ?? 0 })))
      .onConflictDoNothing();
}

import { and, asc, eq, gt, lte, sql } from "drizzle-orm";
import type { App } from "./context.ts";
import { databaseError, prepared, preparedWrite } from "./db.ts";
import type { Db, Tx } from "./db.ts";
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
        // One event at a time after a failure, so that those before the one that fails are done.
        const read = await readOn(app, reader, failures > 0 ? 1 : batchSize);
        failures = 0;
        // What comes meanwhile waits for the next look: an event at a time, a round costs more than what it does.
        more = read?.more ?? false;
        if (read) reached = read.seq;
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

const placeOf = prepared((db: Db) =>
  db
    .select({ seq: readers.seq, head: sql`${logHead.seq}`.mapWith(logHead.seq).as("head") })
    .from(readers)
    .innerJoin(logHead, eq(logHead.one, true))
    .where(eq(readers.name, sql.placeholder("name")))
    .for("update", { of: readers, skipLocked: true })
    .prepare("reader_place"),
);

const between = prepared((db: Db) =>
  db
    .select({ seq: events.seq, type: events.type, subject: events.subject, data: events.data })
    .from(events)
    .where(
      and(
        gt(events.seq, sql.placeholder("seq")),
        lte(events.seq, sql.placeholder("head")),
        sql`${events.type} = any(${sql.placeholder("types")}::text[])`,
      ),
    )
    .orderBy(asc(events.seq))
    .limit(sql.placeholder("atMost"))
    .prepare("reader_events"),
);

const moved = preparedWrite((tx: Tx) =>
  tx
    .update(readers)
    .set({ seq: sql`${sql.placeholder("seq")}::bigint` })
    .where(eq(readers.name, sql.placeholder("name")))
    .prepare("reader_moves"),
);

/** Reads the next events, and says how far it came and whether there are more; null while another node is at it. */
async function readOn(app: App, reader: AnyReader, atMost: number): Promise<{ seq: number; more: boolean } | null> {
  const { name, types } = reader;
  return write(app, async (tx, emit) => {
    const [place] = await placeOf(tx).execute({ name });
    if (!place) return null;
    const { head } = place;
    const batch = head > place.seq ? await between(tx).execute({ seq: place.seq, head, types, atMost }) : [];
    if (!("readBatch" in reader)) for (const event of batch) await reader.read(app, tx, event, emit);
    else if (batch.length > 0) await reader.readBatch(app, tx, batch, emit);
    const more = batch.length === atMost;
    const seq = more ? batch.at(-1)!.seq : Math.max(head, place.seq);
    if (seq > place.seq) await moved(tx).execute({ name, seq });
    return { seq, more };
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

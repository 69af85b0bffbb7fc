import { randomUUID } from "node:crypto";
import { asc, eq, gt, sql } from "drizzle-orm";
import { databaseError, isCollision, openClient, preparedWrite } from "./db.ts";
import type { Database, Db, Tx } from "./db.ts";
import { events, logHead, outbox } from "./events.tables.ts";
import type { Logger } from "./log.ts";
import type { SharedStore } from "./redis.ts";

/** Something that happened to `subject`; `data` only holds what cannot be read from the subject later. */
export type NewEvent = { type: string; subject: string; data?: Record<string, unknown> };

/** An event with its place in the log. */
export type LogEvent = { seq: number; type: string; subject: string; data: Record<string, unknown> };

export type Emit = (event: NewEvent) => void;

/** What the writing half needs; the log is woken after the commit. */
export type Writer = { db: Db; log: Pick<EventLog, "wake"> };

/** How many events one statement inserts: a statement takes 65,535 parameters. */
const insertSize = 5_000;

const one = { type: sql.placeholder("type"), subject: sql.placeholder("subject"), data: sql.placeholder("data") };
const insertOne = preparedWrite((tx: Tx) => tx.insert(outbox).values(one).prepare("outbox_one"));

async function tell(tx: Tx, happened: NewEvent[]): Promise<void> {
  const rows = happened.map(({ type, subject, data = {} }) => ({ type, subject, data }));
  if (rows.length === 1) await insertOne(tx).execute(rows[0]);
  else
    for (let from = 0; from < rows.length; from += insertSize)
      await tx.insert(outbox).values(rows.slice(from, from + insertSize));
}

/**
 * The only way to change anything: rows and the events that tell of them, in one transaction.
 * Runs `work` again when two transactions collide, so `work` must have no effect outside the transaction.
 */
export async function write<T>(ctx: Writer, work: (tx: Tx, emit: Emit) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await ctx.db.transaction(async (tx) => {
        const happened: NewEvent[] = [];
        const result = await work(tx, (event) => happened.push(event));
        await tell(tx, happened);
        return result;
      });
      ctx.log.wake();
      return answer;
    } catch (error) {
      if (!isCollision(error) || attempt === 4) throw error;
    }
  }
}

export type EventLog = {
  /** Says that something was committed; readers look at once. */
  wake: () => void;
  /** The newest event there is, and the newest that is gone; moves committed events into the log first. */
  bounds: () => Promise<{ head: number; trimmed: number }>;
  /** What the log was called when its bounds were last asked for: numbers of a log of another name mean nothing here. */
  name: () => string;
  /** The newest event that this process has handed on: whatever is read from the database now is at least as new. */
  position: () => number;
  /**
   * Another number after every commit of this process, before anything that another node did is handed on, and every
   * second: what was read while it was the same lacks nothing that this process has heard of.
   */
  version: () => number;
  /** Up to `limit` events after `seq`, in order, without holes. */
  since: (seq: number, limit: number) => Promise<LogEvent[]>;
  /**
   * Hands every event from now on to `reader`, in order, a batch at a time; a batch whose reader throws comes again.
   * Resolves with the position from which it follows.
   */
  tail: (reader: (batch: LogEvent[]) => Promise<void>) => Promise<number>;
  /** Forgets events older than so many hours; who still needs them gets a reset. */
  trim: (hours: number) => Promise<void>;
  close: () => Promise<void>;
};

const pollMs = 1_000;
const batchSize = 500;
/** How many events `log_advance` moves in one call. */
const moveSize = 1_000;

/**
 * Follows the log of a database: woken by this process's own writes, by other nodes through NOTIFY and Redis, or by the
 * clock. What wakes it says how far the log is, so that the second to say it costs nothing.
 */
export function createEventLog(
  { db, connection }: Database,
  logger: Logger,
  redis?: Pick<SharedStore, "tell" | "hear">,
): EventLog {
  const look = async () => {
    const [row] = await db.select({ head: logHead.seq, trimmed: logHead.trimmed, name: logHead.name }).from(logHead);
    const { head, trimmed } = row!;
    ({ name } = row!);
    return { head, trimmed };
  };
  const advance = async (): Promise<number> => {
    for (;;) {
      const { rows } = await db.execute<{ head: string; moved: number }>(sql`select head, moved from log_advance()`);
      const [head, moved] = [Number(rows[0]!.head), rows[0]!.moved];
      if (head > known) {
        version++;
        if (channel !== undefined) redis?.tell(channel, String(head));
        known = head;
      }
      // Others move as well, and tell of it before this call is answered: only what it moved itself says what is left.
      if (moved < moveSize) return head;
    }
  };
  /** A log that is shorter than it was is a backup, or a replica that had not heard all: cursors of before mean nothing. */
  const stepBack = async (head: number): Promise<void> => {
    logger.warn({ head, position }, "the database's log is shorter than it was: every client reads its lists anew");
    await db.update(logHead).set({ name: randomUUID() }).where(eq(logHead.name, name));
    await look();
    position = known = head;
    version++;
  };
  const since = (seq: number, limit: number) =>
    db
      .select({ seq: events.seq, type: events.type, subject: events.subject, data: events.data })
      .from(events)
      .where(gt(events.seq, seq))
      .orderBy(asc(events.seq))
      .limit(limit);

  let closed = false;
  let position = -1;
  /** The newest event that anybody told of. */
  let known = -1;
  let version = 0;
  let name = "";
  let channel: string | undefined;
  let reader: ((batch: LogEvent[]) => Promise<void>) | undefined;
  let running: Promise<void> | undefined;
  let again = false;

  const follow = async (): Promise<void> => {
    do {
      again = false;
      try {
        const head = await advance();
        if (head < position) await stepBack(head);
        while (!closed && reader && position < head) {
          const batch = await since(position, batchSize);
          if (batch.length === 0) break;
          await reader(batch);
          position = batch.at(-1)!.seq;
        }
      } catch (error) {
        if (!closed) logger.warn({ err: databaseError(error) }, "the log cannot be read just now; trying again");
      }
    } while (again && !closed);
    running = undefined;
  };
  const wake = () => {
    version++;
    if (closed || !reader) return;
    if (running) again = true;
    else running = follow();
  };

  /** Somebody says how far the log is, or, with null, that it may have been said unheard. */
  const hear = (message: string | null | undefined) => {
    const head = Number(message ?? Infinity);
    if (head <= position) return;
    if (message) known = Math.max(known, head);
    wake();
  };
  const clock = setInterval(wake, pollMs);
  const ears = listen(connection, hear, logger);

  return {
    wake,
    position: () => position,
    version: () => version,
    name: () => name,
    since,
    bounds: async () => {
      await advance();
      return look();
    },
    tail: async (next) => {
      position = await advance();
      await look();
      channel = `xm:log:${name}`;
      redis?.hear(channel, hear);
      reader = next;
      wake();
      return position;
    },
    trim: async (hours) => {
      await db.execute(sql`select log_trim(make_interval(hours => ${hours}))`);
    },
    close: async () => {
      closed = true;
      clearInterval(clock);
      await ears.close();
      await running;
    },
  };
}

/** Hears other nodes' NOTIFY; connects again when the connection breaks. The clock covers what is missed meanwhile. */
function listen(connection: Database["connection"], heard: (message?: string) => void, logger: Logger) {
  let closed = false;
  let client = openClient(connection);
  let timer: NodeJS.Timeout | undefined;
  const connect = async () => {
    client = openClient(connection);
    client.on("notification", ({ payload }) => heard(payload));
    client.on("error", (error) => logger.warn({ err: error }, "the connection that listens for other nodes broke"));
    client.on("end", () => {
      if (!closed) timer = setTimeout(() => void connect(), pollMs);
    });
    try {
      await client.connect();
      await client.query("listen log");
      heard();
    } catch {
      // A connection that failed emits "end" as well, which tries again.
    }
  };
  const first = connect();
  return {
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await first;
      await client.end().catch(() => {});
    },
  };
}

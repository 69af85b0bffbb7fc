import { and, eq, sql } from "drizzle-orm";
import { bigint, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import type { Db, Tx } from "#core/db";

/** How far a token has heard each of its streams, for when it comes back. */
export const streamPlaces = pgTable(
  "stream_places",
  {
    sessionId: text("session_id").notNull(),
    stream: text("stream").notNull(),
    seq: bigint("seq", { mode: "number" }).notNull(),
    at: timestamp("at", { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.sessionId, t.stream] })],
);

/** How far a stream was heard, if that was at most `minutes` ago. */
export async function findPlace(
  db: Db,
  sessionId: string,
  stream: string,
  minutes: number,
): Promise<number | undefined> {
  const [row] = await db
    .select({ seq: streamPlaces.seq })
    .from(streamPlaces)
    .where(
      and(
        eq(streamPlaces.sessionId, sessionId),
        eq(streamPlaces.stream, stream),
        sql`${streamPlaces.at} > now() - make_interval(mins => ${minutes})`,
      ),
    );
  return row?.seq;
}

/** Notes how far streams were heard. */
export async function savePlaces(tx: Tx, places: { sessionId: string; stream: string; seq: number }[]): Promise<void> {
  if (places.length === 0) return;
  await tx
    .insert(streamPlaces)
    .values(places)
    .onConflictDoUpdate({
      target: [streamPlaces.sessionId, streamPlaces.stream],
      set: { seq: sql`excluded.seq`, at: sql`now()` },
    });
}

/** Forgets places that nobody comes back to. */
export async function removeOldPlaces(tx: Tx, minutes: number): Promise<void> {
  await tx.delete(streamPlaces).where(sql`${streamPlaces.at} < now() - make_interval(mins => ${minutes})`);
}

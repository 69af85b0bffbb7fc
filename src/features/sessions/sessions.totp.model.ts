import { and, eq, isNotNull, isNull, lt } from "drizzle-orm";
import { integer, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import type { Reader, Tx } from "#core/db";
import { bigId } from "#core/ids";

/** An authenticator app of an account; it counts once a first code of it was right. */
export const totps = pgTable("totps", {
  accountId: bigId("account_id").primaryKey(),
  /** Sealed: the codes cannot be made from the database alone. */
  secret: text("secret").notNull(),
  /** The half minute of the last code that was used; codes of it and before are over. */
  lastStep: integer("last_step").notNull().default(0),
  confirmedAt: timestamp("confirmed_at", { withTimezone: true }),
});

/** Codes for when the app is gone. Each works once and is deleted by its use. */
export const recoveryCodes = pgTable(
  "recovery_codes",
  { accountId: bigId("account_id").notNull(), hash: text("hash").notNull() },
  (t) => [primaryKey({ columns: [t.accountId, t.hash] })],
);

export type TotpRow = typeof totps.$inferSelect;

export async function findTotp(db: Reader, accountId: string): Promise<TotpRow | undefined> {
  return (await db.select().from(totps).where(eq(totps.accountId, accountId)))[0];
}

/** Keeps the secret of an app that is being set up; false when one already counts. */
export async function putTotp(tx: Tx, accountId: string, secret: string): Promise<boolean> {
  const kept = await tx
    .insert(totps)
    .values({ accountId, secret })
    .onConflictDoUpdate({ target: totps.accountId, set: { secret, lastStep: 0 }, setWhere: isNull(totps.confirmedAt) })
    .returning({ id: totps.accountId });
  return kept.length > 0;
}

/** Makes an app count; false when it does already, or its secret has been replaced. */
export async function confirmTotp(tx: Tx, { accountId, secret }: TotpRow, step: number, at: Date): Promise<boolean> {
  const done = await tx
    .update(totps)
    .set({ confirmedAt: at, lastStep: step })
    .where(and(eq(totps.accountId, accountId), eq(totps.secret, secret), isNull(totps.confirmedAt)))
    .returning({ id: totps.accountId });
  return done.length > 0;
}

/** Uses up the code of a half minute; false when it, or a later one, was used. Of several at once, one gets it. */
export async function takeStep(tx: Tx, accountId: string, step: number): Promise<boolean> {
  const taken = await tx
    .update(totps)
    .set({ lastStep: step })
    .where(and(eq(totps.accountId, accountId), lt(totps.lastStep, step), isNotNull(totps.confirmedAt)))
    .returning({ id: totps.accountId });
  return taken.length > 0;
}

export async function removeTotp(tx: Tx, accountId: string): Promise<void> {
  await tx.delete(totps).where(eq(totps.accountId, accountId));
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.accountId, accountId));
}

/** Replaces all recovery codes of an account. */
export async function putRecoveryCodes(tx: Tx, accountId: string, hashes: string[]): Promise<void> {
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.accountId, accountId));
  await tx.insert(recoveryCodes).values(hashes.map((hash) => ({ accountId, hash })));
}

/** Uses a recovery code up; false when there is none like it. */
export async function takeRecoveryCode(tx: Tx, accountId: string, hash: string): Promise<boolean> {
  const taken = await tx
    .delete(recoveryCodes)
    .where(and(eq(recoveryCodes.accountId, accountId), eq(recoveryCodes.hash, hash)))
    .returning({ hash: recoveryCodes.hash });
  return taken.length > 0;
}

export async function countRecoveryCodes(db: Reader, accountId: string): Promise<number> {
  return db.$count(recoveryCodes, eq(recoveryCodes.accountId, accountId));
}

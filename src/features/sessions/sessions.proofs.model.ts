import { and, desc, eq, gt, sql } from "drizzle-orm";
import { index, pgTable, text, timestamp } from "drizzle-orm/pg-core";
import type { Db, Reader, Tx } from "#core/db";
import { bigId } from "#core/ids";
import { accounts } from "#accounts";
import { logins } from "./sessions.model.ts";
import type { LoginRow } from "./sessions.model.ts";

/** Links that are out: who has the token of one can read what comes to an address. Only the token's hash is kept. */
export const proofs = pgTable(
  "proofs",
  {
    hash: text("hash").primaryKey(),
    accountId: bigId("account_id").notNull(),
    purpose: text("purpose").$type<"verify" | "reset">().notNull(),
    email: text("email").notNull(),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
    expiresAt: timestamp("expires_at", { withTimezone: true }).notNull(),
  },
  (t) => [index("proofs_account").on(t.accountId, t.purpose, t.createdAt), index("proofs_expiry").on(t.expiresAt)],
);

export type ProofRow = typeof proofs.$inferSelect;

export async function insertProof(tx: Tx, row: Omit<ProofRow, "createdAt">): Promise<void> {
  await tx.insert(proofs).values(row);
}

const good = (hash: string, purpose: ProofRow["purpose"]) =>
  and(eq(proofs.hash, hash), eq(proofs.purpose, purpose), gt(proofs.expiresAt, sql`now()`));

/** The proof of a token, if it still counts. */
export async function findProof(db: Reader, hash: string, purpose: ProofRow["purpose"]): Promise<ProofRow | undefined> {
  return (await db.select().from(proofs).where(good(hash, purpose)))[0];
}

/** Uses a proof up; undefined when it was used, has expired or never was. Of several at once, one gets it. */
export async function takeProof(tx: Tx, hash: string, purpose: ProofRow["purpose"]): Promise<ProofRow | undefined> {
  return (await tx.delete(proofs).where(good(hash, purpose)).returning())[0];
}

/** Makes the other links of an account for this purpose worthless. */
export async function removeProofs(tx: Tx, accountId: string, purpose: ProofRow["purpose"]): Promise<void> {
  await tx.delete(proofs).where(and(eq(proofs.accountId, accountId), eq(proofs.purpose, purpose)));
}

/** The address that an account last asked to verify, while its link is good. */
export async function findAskedAddress(db: Db, accountId: string): Promise<string | undefined> {
  const [newest] = await db
    .select({ email: proofs.email })
    .from(proofs)
    .where(and(eq(proofs.accountId, accountId), eq(proofs.purpose, "verify"), gt(proofs.expiresAt, sql`now()`)))
    .orderBy(desc(proofs.createdAt))
    .limit(1);
  return newest?.email;
}

export async function removeExpiredProofs(tx: Tx): Promise<void> {
  await tx.delete(proofs).where(sql`${proofs.expiresAt} < now()`);
}

/** The account whose verified address this is. */
export async function findAddressOwner(db: Reader, emailKey: string): Promise<LoginRow | undefined> {
  return (await db.select().from(logins).where(eq(logins.emailKey, emailKey)))[0];
}

/** Gives an account its verified address; fails with a unique violation when another account has it. */
export async function attachAddress(tx: Tx, accountId: string, email: string, emailKey: string): Promise<void> {
  await tx.update(logins).set({ email, emailKey }).where(eq(logins.accountId, accountId));
}

export async function setPassword(tx: Tx, accountId: string, passwordHash: string): Promise<void> {
  await tx.update(logins).set({ passwordHash }).where(eq(logins.accountId, accountId));
}

/** What an account is called. */
export async function findUsername(db: Reader, accountId: string): Promise<string> {
  const [found] = await db.select({ username: accounts.username }).from(accounts).where(eq(accounts.id, accountId));
  return found?.username ?? "";
}

/** The log-in of an account, held until the transaction ends, so that two changes of it come one after the other. */
export async function lockLogin(tx: Tx, accountId: string): Promise<LoginRow | undefined> {
  return (await tx.select().from(logins).where(eq(logins.accountId, accountId)).for("update"))[0];
}

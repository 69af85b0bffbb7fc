import { and, asc, count, eq, lt, sql } from "drizzle-orm";
import { customType, index, pgTable, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";
import type { Db, Tx } from "#core/db";
import { bigId, snowflake } from "#core/ids";
import { accounts } from "#accounts";

const bytes = customType<{ data: Uint8Array<ArrayBuffer>; driverData: Buffer }>({
  dataType: () => "bytea",
  toDriver: (value) => Buffer.from(value),
  fromDriver: (value) => Uint8Array.from(value),
});
const bigCount = customType<{ data: number; driverData: string }>({
  dataType: () => "bigint",
  fromDriver: Number,
});

/** The public halves of passkeys: whoever reads them can log in nowhere. */
export const passkeys = pgTable(
  "passkeys",
  {
    id: snowflake(),
    accountId: bigId("account_id").notNull(),
    credentialId: text("credential_id").notNull(),
    publicKey: bytes("public_key").notNull(),
    /** How often its authenticator says it was used; many always say 0. */
    counter: bigCount("counter").notNull(),
    transports: text("transports").array().notNull(),
    name: text("name").notNull(),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull(),
    lastUsedAt: timestamp("last_used_at", { withTimezone: true }),
  },
  (t) => [uniqueIndex("passkeys_credential").on(t.credentialId), index("passkeys_account").on(t.accountId, t.id)],
);

/** Challenges that were answered, until they would not be taken any more anyway. */
export const spentChallenges = pgTable(
  "passkey_challenges",
  {
    id: text("id").primaryKey(),
    expiresAt: timestamp("expires_at", { withTimezone: true }).notNull(),
  },
  (t) => [index("passkey_challenges_expiry").on(t.expiresAt)],
);

export type PasskeyRow = typeof passkeys.$inferSelect;

/** An account's passkeys, oldest first. */
export function listPasskeyRows(db: Db, accountId: string): Promise<PasskeyRow[]> {
  return db.select().from(passkeys).where(eq(passkeys.accountId, accountId)).orderBy(asc(passkeys.id));
}

export async function findCredential(db: Db, credentialId: string): Promise<PasskeyRow | undefined> {
  return (await db.select().from(passkeys).where(eq(passkeys.credentialId, credentialId)))[0];
}

/** How many passkeys an account has; nobody adds one to it until the transaction ends. */
export async function holdCount(tx: Tx, accountId: string): Promise<number> {
  await tx.select({ id: accounts.id }).from(accounts).where(eq(accounts.id, accountId)).for("update");
  const [row] = await tx.select({ n: count() }).from(passkeys).where(eq(passkeys.accountId, accountId));
  return row!.n;
}

/** Adds a passkey; undefined when its credential is here already. */
export async function insertPasskey(
  tx: Tx,
  row: Omit<PasskeyRow, "id" | "lastUsedAt">,
): Promise<PasskeyRow | undefined> {
  return (await tx.insert(passkeys).values(row).onConflictDoNothing().returning())[0];
}

const own = (accountId: string, id: string) => and(eq(passkeys.id, id), eq(passkeys.accountId, accountId));

/** Names a passkey of an account anew; undefined when the account has no such passkey. */
export async function setName(tx: Tx, accountId: string, id: string, name: string): Promise<PasskeyRow | undefined> {
  return (await tx.update(passkeys).set({ name }).where(own(accountId, id)).returning())[0];
}

/** Removes a passkey of an account; whether there was one to remove. */
export async function removePasskeyRow(tx: Tx, accountId: string, id: string): Promise<boolean> {
  return (await tx.delete(passkeys).where(own(accountId, id)).returning({ id: passkeys.id })).length > 0;
}

/** Notes a use; false when the passkey is gone, or its counter did not move on: then there may be a copy of it. */
export async function noteUse(tx: Tx, id: string, counter: number, at: Date): Promise<boolean> {
  const moved = counter === 0 ? eq(passkeys.counter, 0) : lt(passkeys.counter, counter);
  const used = await tx
    .update(passkeys)
    .set({ counter, lastUsedAt: at })
    .where(and(eq(passkeys.id, id), moved))
    .returning({ id: passkeys.id });
  return used.length > 0;
}

/** Marks a challenge as answered; false when it was before. */
export async function spendChallenge(tx: Tx, id: string, expiresAt: Date): Promise<boolean> {
  const spent = await tx.insert(spentChallenges).values({ id, expiresAt }).onConflictDoNothing().returning();
  return spent.length > 0;
}

/** Forgets answered challenges that have expired. */
export async function removeOldChallenges(tx: Tx): Promise<void> {
  await tx.delete(spentChallenges).where(sql`${spentChallenges.expiresAt} < now() - interval '1 hour'`);
}

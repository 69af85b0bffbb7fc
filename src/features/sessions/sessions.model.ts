import { and, desc, eq, gt, lt, ne, sql } from "drizzle-orm";
import { index, pgTable, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";
import { prepared } from "#core/db";
import type { Db, Reader, Tx } from "#core/db";
import { bigId, snowflake } from "#core/ids";
import type { Lang } from "#core/lang";

/** How an account proves itself. `email` is what was typed; it is the account's own, and only its own, once `email_key` says so. */
export const logins = pgTable(
  "logins",
  {
    accountId: bigId("account_id").primaryKey(),
    passwordHash: text("password_hash").notNull(),
    email: text("email").notNull(),
    emailKey: text("email_key"),
    /** The language in which we write to the member. */
    lang: text("lang").$type<Lang>().notNull().default("en"),
  },
  (t) => [uniqueIndex("logins_email_key").on(t.emailKey)],
);

/** A browser that is signed in, and the hash of the one key that renews it. */
export const sessions = pgTable(
  "sessions",
  {
    id: snowflake(),
    accountId: bigId("account_id").notNull(),
    device: text("device").notNull(),
    network: text("network").notNull(),
    refreshHash: text("refresh_hash").notNull(),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
    renewedAt: timestamp("renewed_at", { withTimezone: true }).notNull().defaultNow(),
    usedAt: timestamp("used_at", { withTimezone: true }).notNull().defaultNow(),
    expiresAt: timestamp("expires_at", { withTimezone: true }).notNull(),
  },
  (t) => [index("sessions_account").on(t.accountId, t.id), index("sessions_expiry").on(t.expiresAt)],
);

export type LoginRow = typeof logins.$inferSelect;
export type SessionRow = typeof sessions.$inferSelect;

export async function insertLogin(
  tx: Tx,
  row: { accountId: string; passwordHash: string; email: string },
): Promise<void> {
  await tx.insert(logins).values(row);
}

/** Writes to a member in the language they last came in. */
export async function setLang(tx: Tx, accountId: string, lang: Lang): Promise<void> {
  await tx
    .update(logins)
    .set({ lang })
    .where(and(eq(logins.accountId, accountId), ne(logins.lang, lang)));
}

export async function findLogin(db: Reader, accountId: string): Promise<LoginRow | undefined> {
  return (await db.select().from(logins).where(eq(logins.accountId, accountId)))[0];
}

/** Whether the account's password is still the one behind `passwordHash`; it stays so until the transaction ends. */
export async function holdPassword(tx: Tx, accountId: string, passwordHash: string): Promise<boolean> {
  const same = and(eq(logins.accountId, accountId), eq(logins.passwordHash, passwordHash));
  return (await tx.select({ id: logins.accountId }).from(logins).where(same).for("share")).length > 0;
}

/** Replaces a password, if it is still the one behind `old`; whether it was. */
export async function replacePassword(tx: Tx, accountId: string, old: string, passwordHash: string): Promise<boolean> {
  const same = and(eq(logins.accountId, accountId), eq(logins.passwordHash, old));
  return (await tx.update(logins).set({ passwordHash }).where(same).returning({ id: logins.accountId })).length > 0;
}

export async function insertSession(tx: Tx, row: typeof sessions.$inferInsert): Promise<SessionRow> {
  const [added] = await tx.insert(sessions).values(row).returning();
  return added!;
}

const open = prepared((db: Db) =>
  db
    .select()
    .from(sessions)
    .where(and(eq(sessions.id, sql.placeholder("id")), gt(sessions.expiresAt, sql`now()`)))
    .prepare("open_session"),
);

/** The session, if it is open. */
export async function findOpenSession(db: Db, id: string): Promise<SessionRow | undefined> {
  return (await open(db).execute({ id }))[0];
}

/** The session, if it is open; nobody else renews or ends it until the transaction ends. */
export async function lockOpenSession(tx: Tx, id: string): Promise<SessionRow | undefined> {
  const isOpen = and(eq(sessions.id, id), gt(sessions.expiresAt, sql`now()`));
  return (await tx.select().from(sessions).where(isOpen).for("update"))[0];
}

type Renewal = Pick<SessionRow, "refreshHash" | "device" | "network" | "renewedAt" | "usedAt" | "expiresAt">;

/** Gives a session its next key, and more time. */
export async function updateSession(tx: Tx, id: string, renewal: Renewal): Promise<SessionRow> {
  const [row] = await tx.update(sessions).set(renewal).where(eq(sessions.id, id)).returning();
  return row!;
}

/** Notes that a session is in use, unless that was noted after `before`. */
export async function touchSession(tx: Tx, id: string, usedAt: Date, before: Date): Promise<void> {
  await tx
    .update(sessions)
    .set({ usedAt })
    .where(and(eq(sessions.id, id), lt(sessions.usedAt, before)));
}

/** The open sessions of an account, the one used last first. */
export async function findSessionsOf(db: Db, accountId: string): Promise<SessionRow[]> {
  return db
    .select()
    .from(sessions)
    .where(and(eq(sessions.accountId, accountId), gt(sessions.expiresAt, sql`now()`)))
    .orderBy(desc(sessions.usedAt), desc(sessions.id));
}

/** Ends a session, if it is of this account; whether there was one to end. */
export async function removeSession(tx: Tx, accountId: string, id: string): Promise<boolean> {
  const own = and(eq(sessions.id, id), eq(sessions.accountId, accountId));
  return (await tx.delete(sessions).where(own).returning({ id: sessions.id })).length > 0;
}

/** Ends all sessions of an account but one; says which. */
export async function removeSessionsOf(tx: Tx, accountId: string, except?: string): Promise<string[]> {
  const those = and(eq(sessions.accountId, accountId), except ? ne(sessions.id, except) : undefined);
  return (await tx.delete(sessions).where(those).returning({ id: sessions.id })).map(({ id }) => id);
}

/** Forgets sessions that have expired. */
export async function removeExpiredSessions(tx: Tx): Promise<void> {
  await tx.delete(sessions).where(sql`${sessions.expiresAt} < now() - interval '1 day'`);
}

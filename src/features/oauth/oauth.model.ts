import { and, desc, eq, isNull, lt, or, sql } from "drizzle-orm";
import { index, pgTable, text, timestamp } from "drizzle-orm/pg-core";
import { prepared } from "#core/db";
import type { Db, Tx } from "#core/db";
import { bigId, snowflake } from "#core/ids";
import { oauthApps } from "./oauth.apps.model.ts";

const time = (name: string) => timestamp(name, { withTimezone: true });

/** A token of an app, for a member or (without an account) for the app itself. Only its hash is kept. */
export const oauthTokens = pgTable(
  "oauth_tokens",
  {
    id: snowflake(),
    hash: text("hash").notNull().unique(),
    appId: bigId("app_id")
      .notNull()
      .references(() => oauthApps.id, { onDelete: "cascade" }),
    accountId: bigId("account_id"),
    scopes: text("scopes").array().notNull(),
    createdAt: time("created_at").notNull().defaultNow(),
    lastUsedAt: time("last_used_at"),
  },
  (t) => [index("oauth_tokens_account").on(t.accountId, t.appId), index("oauth_tokens_app").on(t.appId)],
);

/** A member's yes, which the app exchanges for a token, once. Only its hash is kept. */
export const oauthCodes = pgTable(
  "oauth_codes",
  {
    hash: text("hash").primaryKey(),
    appId: bigId("app_id")
      .notNull()
      .references(() => oauthApps.id, { onDelete: "cascade" }),
    accountId: bigId("account_id").notNull(),
    redirectUri: text("redirect_uri").notNull(),
    scopes: text("scopes").array().notNull(),
    challenge: text("challenge"),
    expiresAt: time("expires_at").notNull(),
    /** The token that it became; a code that has one is spent. */
    tokenId: bigId("token_id"),
  },
  (t) => [index("oauth_codes_expiry").on(t.expiresAt), index("oauth_codes_app").on(t.appId)],
);

export type TokenRow = typeof oauthTokens.$inferSelect;
export type CodeRow = typeof oauthCodes.$inferSelect;

export async function insertCode(tx: Tx, row: typeof oauthCodes.$inferInsert): Promise<void> {
  await tx.insert(oauthCodes).values(row);
}

/** The code, held until the transaction ends: of two exchanges at once, the second sees what the first did. */
export async function lockCode(tx: Tx, hash: string): Promise<CodeRow | undefined> {
  return (await tx.select().from(oauthCodes).where(eq(oauthCodes.hash, hash)).for("update"))[0];
}

export async function spendCode(tx: Tx, hash: string, tokenId: string): Promise<void> {
  await tx.update(oauthCodes).set({ tokenId }).where(eq(oauthCodes.hash, hash));
}

export async function insertToken(
  tx: Tx,
  row: { hash: string; appId: string; accountId: string | null; scopes: string[] },
): Promise<TokenRow> {
  const [added] = await tx.insert(oauthTokens).values(row).returning();
  return added!;
}

const byHash = prepared((db: Db) =>
  db
    .select()
    .from(oauthTokens)
    .where(eq(oauthTokens.hash, sql.placeholder("hash")))
    .prepare("oauth_token_by_hash"),
);

export async function findToken(db: Db, hash: string): Promise<TokenRow | undefined> {
  return (await byHash(db).execute({ hash }))[0];
}

export async function findTokenById(db: Db, id: string): Promise<TokenRow | undefined> {
  return (await db.select().from(oauthTokens).where(eq(oauthTokens.id, id)))[0];
}

/** Ends a token; whether there was one to end. */
export async function removeToken(tx: Tx, id: string): Promise<boolean> {
  return (await tx.delete(oauthTokens).where(eq(oauthTokens.id, id)).returning({ id: oauthTokens.id })).length > 0;
}

/** Notes that a token was used, unless that was noted since `before`; whether it was. */
export async function touchToken(tx: Tx, id: string, now: Date, before: Date): Promise<boolean> {
  const stale = or(isNull(oauthTokens.lastUsedAt), lt(oauthTokens.lastUsedAt, before));
  const touched = await tx
    .update(oauthTokens)
    .set({ lastUsedAt: now })
    .where(and(eq(oauthTokens.id, id), stale))
    .returning({ id: oauthTokens.id });
  return touched.length > 0;
}

/** The tokens of an account with the apps that hold them, newest first. */
export async function findTokensOf(db: Db, accountId: string) {
  return db
    .select({ token: oauthTokens, app: oauthApps })
    .from(oauthTokens)
    .innerJoin(oauthApps, eq(oauthApps.id, oauthTokens.appId))
    .where(eq(oauthTokens.accountId, accountId))
    .orderBy(desc(oauthTokens.id));
}

/** Takes from one app, or from all, what it holds of an account, also codes on their way; the ids of the tokens that ended. */
export async function removeTokensOf(tx: Tx, accountId: string, appId?: string): Promise<string[]> {
  const of = (table: typeof oauthCodes | typeof oauthTokens) =>
    and(eq(table.accountId, accountId), appId === undefined ? undefined : eq(table.appId, appId));
  await tx.delete(oauthCodes).where(of(oauthCodes));
  const ended = await tx.delete(oauthTokens).where(of(oauthTokens)).returning({ id: oauthTokens.id });
  return ended.map(({ id }) => id);
}

/** Forgets codes a day after they could last be used: until then, a second use is noticed. */
export async function removeOldCodes(tx: Tx): Promise<void> {
  await tx.delete(oauthCodes).where(sql`${oauthCodes.expiresAt} < now() - interval '1 day'`);
}

import { and, eq, sql } from "drizzle-orm";
import { pgTable, text, timestamp } from "drizzle-orm/pg-core";
import type { Db, Tx } from "#core/db";
import { snowflake } from "#core/ids";
import type { CleanApp } from "./oauth.rules.ts";

/** A registered app. Of its secret only the hash is kept. */
export const oauthApps = pgTable("oauth_apps", {
  id: snowflake(),
  clientId: text("client_id").notNull().unique(),
  secretHash: text("secret_hash").notNull(),
  name: text("name").notNull(),
  website: text("website"),
  redirectUris: text("redirect_uris").array().notNull(),
  scopes: text("scopes").array().notNull(),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
});

export type AppRow = typeof oauthApps.$inferSelect;

export async function insertApp(tx: Tx, row: CleanApp & { clientId: string; secretHash: string }): Promise<AppRow> {
  const [added] = await tx.insert(oauthApps).values(row).returning();
  return added!;
}

export async function findApp(db: Db, clientId: string): Promise<AppRow | undefined> {
  // No text in the database holds it, nor may it be asked for.
  if (clientId.includes("\0")) return undefined;
  return (await db.select().from(oauthApps).where(eq(oauthApps.clientId, clientId)))[0];
}

export async function findAppById(db: Db, id: string): Promise<AppRow | undefined> {
  return (await db.select().from(oauthApps).where(eq(oauthApps.id, id)))[0];
}

/** Forgets apps of yesterday and before that nobody has let in; apps register anew when somebody logs in again. */
export async function removeUnusedApps(tx: Tx): Promise<void> {
  const unused = sql`not exists (select from oauth_tokens t where t.app_id = ${oauthApps.id})
    and not exists (select from oauth_codes c where c.app_id = ${oauthApps.id})`;
  await tx.delete(oauthApps).where(and(sql`${oauthApps.createdAt} < now() - interval '1 day'`, unused));
}

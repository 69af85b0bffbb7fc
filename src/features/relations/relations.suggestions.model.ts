import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import { pgTable, primaryKey } from "drizzle-orm/pg-core";
import type { Db, Tx } from "#core/db";
import { bigId } from "#core/ids";

/** `accountId` does not want to be shown `targetId` as somebody to follow. */
export const suggestionDismissals = pgTable(
  "suggestion_dismissals",
  { accountId: bigId("account_id").notNull(), targetId: bigId("target_id").notNull() },
  (t) => [primaryKey({ columns: [t.accountId, t.targetId] })],
);

/** Who wants to be found, and has nothing to do with the viewer yet. */
const isNewTo = (viewer: string): SQL => sql`a.discoverable and a.id <> ${viewer}
  and not exists (select from follows x where x.account_id = ${viewer} and x.target_id = a.id)
  and not exists (select from follow_requests x where x.account_id = ${viewer} and x.target_id = a.id)
  and not exists (select from blocks x where x.account_id = ${viewer} and x.target_id = a.id)
  and not exists (select from blocks x where x.account_id = a.id and x.target_id = ${viewer})
  and not exists (select from mutes x where x.account_id = ${viewer} and x.target_id = a.id)
  and not exists (select from suggestion_dismissals x where x.account_id = ${viewer} and x.target_id = a.id)`;

/** Whom the people that one follows follow, those first whom most of them follow. Looks at 200 of 200 each. */
export async function findFriendsOfFriends(db: Db, viewer: string, limit: number): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    select a.id from (
      select theirs.target_id as id, count(*) as friends
      from (select target_id from follows where account_id = ${viewer} order by id desc limit 200) mine
      cross join lateral (
        select target_id from follows where account_id = mine.target_id order by id desc limit 200
      ) theirs
      group by 1
    ) known
    join accounts a on a.id = known.id
    where ${isNewTo(viewer)} order by known.friends desc, a.followers_count desc, a.id desc limit ${limit}`);
  return rows.map(({ id }) => id);
}

/** Whom most follow. */
export async function findMostFollowed(db: Db, viewer: string, limit: number): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    select a.id from accounts a where ${isNewTo(viewer)} order by a.followers_count desc, a.id desc limit ${limit}`);
  return rows.map(({ id }) => id);
}

/** Keeps somebody from being suggested again; says whether that is new. */
export async function insertDismissal(tx: Tx, accountId: string, targetId: string): Promise<boolean> {
  const { rowCount } = await tx.insert(suggestionDismissals).values({ accountId, targetId }).onConflictDoNothing();
  return rowCount === 1;
}

import { sql } from "drizzle-orm";
import type { Tx } from "#core/db";
import { accounts } from "#accounts";

/** Counts anew who follows each of some accounts and whom it follows; answers those whose numbers have changed. */
export async function recountFollows(tx: Tx, ids: string[]): Promise<string[]> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    update ${accounts} set followers_count = c.followers, following_count = c.following
    from (
      select t.id, (select count(*)::int from follows where target_id = t.id) as followers,
        (select count(*)::int from follows where account_id = t.id) as following
      from unnest(${sql.param(ids)}::bigint[]) as t (id)
    ) c
    where accounts.id = c.id
      and (accounts.followers_count, accounts.following_count) is distinct from (c.followers, c.following)
    returning accounts.id`);
  return rows.map(({ id }) => id);
}

import { sql } from "drizzle-orm";
import type { Tx } from "#core/db";
import { unnest } from "#core/unnest";
import { posts } from "#posts";
import { approachStands, markStands } from "./notifications.tell.model.ts";
import type { Approach, Gone, Mark, Told } from "./notifications.tell.model.ts";

/**
 * Takes back what edits make untrue: that a post names those whom it no longer names, and what those who boosted or
 * quoted it were told of earlier edits.
 */
export async function untellEdited(tx: Tx, ids: string[]): Promise<(Told & Gone)[]> {
  if (ids.length === 0) return [];
  const these = sql`any(${sql.param(ids)}::bigint[])`;
  const unnamed = await tx.execute<Told & Gone>(
    sql`delete from notifications n using ${posts} p
      where p.id = ${these} and n.post_id = p.id and n.type = 'mention' and p.deleted_at is null
        and n.account_id <> all(p.mentioned) and n.account_id is distinct from p.in_reply_to_account_id
      returning n.id, n.account_id as account, n.post_id as post`,
  );
  const before = await tx.execute<Told & Gone>(
    sql`delete from notifications n using (
        select 'update' as type, p.id as post, p.account_id, p.edited_at from ${posts} p where p.id = ${these}
        union all select 'quoted_update', q.id, p.account_id, p.edited_at from ${posts} p
          join ${posts} q on q.quote_of_id = p.id and q.deleted_at is null where p.id = ${these}
      ) edit
      where n.post_id = edit.post and n.type = edit.type and n.from_id = edit.account_id and n.created_at < edit.edited_at
      returning n.id, n.account_id as account, n.post_id as post`,
  );
  return [...unnamed.rows, ...before.rows];
}

/** Takes back that somebody marked a post, where they no longer do. */
export async function untellMarks(tx: Tx, marks: Omit<Mark, "n">[]): Promise<Told[]> {
  if (marks.length === 0) return [];
  const { rows } = await tx.execute<Told>(
    sql`delete from notifications n using ${unnest("mark", marks, { type: "text", post: "bigint", who: "bigint" })}
        join ${posts} p on p.id = mark.post
      where n.account_id = p.account_id and n.type = mark.type and n.from_id = mark.who and n.post_id = mark.post
        and not ${markStands} returning n.id, n.account_id as account`,
  );
  return rows;
}

/** Takes back that somebody follows or asks to, where it is so no longer. */
export async function untellApproaches(tx: Tx, approaches: Omit<Approach, "n">[]): Promise<Told[]> {
  if (approaches.length === 0) return [];
  const { rows } = await tx.execute<Told>(
    sql`delete from notifications n using ${unnest("approach", approaches, { type: "text", who: "bigint", whom: "bigint" })}
      where n.account_id = approach.whom and n.type = approach.type and n.from_id = approach.who and n.post_id = 0
        and not ${approachStands} returning n.id, n.account_id as account`,
  );
  return rows;
}

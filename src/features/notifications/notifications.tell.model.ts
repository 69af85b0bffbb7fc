import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import type { Tx } from "#core/db";
import { favourites, posts } from "#posts";
import { followRequests, follows } from "#relations";
import { notifications } from "./notifications.model.ts";
import { tellable } from "./notifications.visible.model.ts";

/** A notification that came or went, and whose it is. */
export type Told = { id: string; account: string };

/** Notifications of one day have one name; with its prefix it names a group. */
const today = sql`(extract(epoch from now()) / 86400)::int`;
const group = (...parts: SQL[]) => sql`concat_ws('-', ${sql.join(parts, sql`, `)}, ${today})`;
const alone = sql`null::text`;

/**
 * Tells what `candidates` select (whom, of what, by whom, of which post, in which group), however many, but for what is
 * told already and what the rule forbids.
 */
async function tell(tx: Tx, candidates: SQL): Promise<Told[]> {
  const { rows } = await tx.execute<Told>(sql`
    insert into notifications (id, account_id, type, from_id, post_id, group_key)
    select made.id, made.account_id, made.type, made.from_id, made.post_id, coalesce(made.group_key, 'ungrouped-' || made.id)
    from (select snowflake() as id, c.* from (${candidates}) as c (account_id, type, from_id, post_id, group_key)) as made
    on conflict do nothing returning id, account_id as account`);
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const forbidden = await tx.execute<{ id: string }>(
    sql`delete from notifications where id = any(${sql.param(ids)}::bigint[]) and not (${tellable(tx)}) returning id`,
  );
  const gone = new Set(forbidden.rows.map(({ id }) => id));
  return rows.filter(({ id }) => !gone.has(id));
}

const post = (id: string) => sql`select * from ${posts} where id = ${id} and deleted_at is null`;

/** Tells those whom a post names, answers or quotes, and then those who asked to be told of each post of its author. */
export async function tellOfPost(tx: Tx, id: string): Promise<Told[]> {
  const named = await tellNamed(tx, id);
  const quoted = await tell(
    tx,
    sql`select q.account_id, 'quote', p.account_id, p.id, ${alone} from (${post(id)}) p
      join ${posts} q on q.id = p.quote_of_id where not p.quote_revoked`,
  );
  const waiting = await tell(
    tx,
    sql`select f.account_id, 'status', p.account_id, p.id, ${alone} from (${post(id)}) p
      join ${follows} f on f.target_id = p.account_id and f.notify and f.id < p.id
      where p.reblog_of_id is null and (p.in_reply_to_account_id is null or p.in_reply_to_account_id = p.account_id)
        and (f.languages is null or p.language is null or p.language = any(f.languages))
        and not exists (select from ${notifications} n where n.account_id = f.account_id and n.post_id = p.id)`,
  );
  return [...named, ...quoted, ...waiting];
}

/** Tells those whom a post names or answers. */
export function tellNamed(tx: Tx, id: string): Promise<Told[]> {
  return tell(
    tx,
    sql`select distinct met.id, 'mention', p.account_id, p.id, ${alone} from (${post(id)}) p
      cross join lateral unnest(array_append(p.mentioned, p.in_reply_to_account_id)) as met (id)
      where p.reblog_of_id is null and met.id is not null`,
  );
}

/** Tells those who boosted or quoted a post before it was edited, in place of what they were told of earlier edits. */
export async function tellOfEdit(tx: Tx, id: string): Promise<{ added: Told[]; removed: Told[] }> {
  const { rows: removed } = await tx.execute<Told>(
    sql`delete from notifications n using ${posts} p
      where p.id = ${id} and n.from_id = p.account_id and n.created_at < p.edited_at and (
        (n.type = 'update' and n.post_id = p.id) or
        (n.type = 'quoted_update' and n.post_id in (select q.id from ${posts} q where q.quote_of_id = p.id and q.deleted_at is null)))
      returning n.id, n.account_id as account`,
  );
  const boosted = await tell(
    tx,
    sql`select b.account_id, 'update', p.account_id, p.id, ${alone} from (${post(id)}) p
      join ${posts} b on b.reblog_of_id = p.id and b.deleted_at is null where b.created_at < p.edited_at`,
  );
  const quoted = await tell(
    tx,
    sql`select q.account_id, 'quoted_update', p.account_id, q.id, ${alone} from (${post(id)}) p
      join ${posts} q on q.quote_of_id = p.id and q.deleted_at is null where q.created_at < p.edited_at and not q.quote_revoked`,
  );
  return { added: [...boosted, ...quoted], removed };
}

/** Takes back what those were told whom an edit no longer names. */
export async function untellUnnamed(tx: Tx, id: string): Promise<Told[]> {
  const { rows } = await tx.execute<Told>(
    sql`delete from notifications n using ${posts} p
      where p.id = ${id} and n.post_id = p.id and n.type = 'mention' and p.deleted_at is null
        and n.account_id <> all(p.mentioned) and n.account_id is distinct from p.in_reply_to_account_id
      returning n.id, n.account_id as account`,
  );
  return rows;
}

export type MarkType = "favourite" | "reblog";

const marked = {
  favourite: (id: string, by: string) =>
    sql`select account_id, post_id from ${favourites} where post_id = ${id} and account_id = ${by}`,
  reblog: (id: string, by: string) =>
    sql`select account_id, reblog_of_id from ${posts} where reblog_of_id = ${id} and account_id = ${by} and deleted_at is null`,
};

/** Tells the author of a post that somebody marked it, if they still do. */
export function tellOfMark(tx: Tx, type: MarkType, id: string, by: string): Promise<Told[]> {
  return tell(
    tx,
    sql`select p.account_id, ${type}::text, m.by, p.id, ${group(sql`${type}::text`, sql`p.id`)}
      from (${post(id)}) p join (${marked[type](id, by)}) m (by, post_id) on m.post_id = p.id`,
  );
}

/** Takes that back, if they no longer do. */
export async function untellMark(tx: Tx, type: MarkType, id: string, by: string): Promise<Told[]> {
  const { rows } = await tx.execute<Told>(
    sql`delete from notifications where post_id = ${id} and type = ${type} and from_id = ${by}
      and not exists (${marked[type](id, by)}) returning id, account_id as account`,
  );
  return rows;
}

export type ApproachType = "follow" | "follow_request";

const approaches = {
  follow: (who: string, whom: string) =>
    sql`select account_id, target_id from ${follows} where account_id = ${who} and target_id = ${whom}`,
  follow_request: (who: string, whom: string) =>
    sql`select account_id, target_id from ${followRequests} where account_id = ${who} and target_id = ${whom}`,
};

/** Tells `whom` that `who` follows them, or asks to, if that is so still. */
export function tellOfApproach(tx: Tx, type: ApproachType, who: string, whom: string): Promise<Told[]> {
  return tell(
    tx,
    sql`select a.whom, ${type}::text, a.who, 0, ${type === "follow" ? group(sql`${type}::text`) : alone}
      from (${approaches[type](who, whom)}) a (who, whom)`,
  );
}

/** Takes that back, if it is so no longer. */
export async function untellApproach(tx: Tx, type: ApproachType, who: string, whom: string): Promise<Told[]> {
  const { rows } = await tx.execute<Told>(
    sql`delete from notifications where account_id = ${whom} and type = ${type} and from_id = ${who} and post_id = 0
      and not exists (${approaches[type](who, whom)}) returning id, account_id as account`,
  );
  return rows;
}

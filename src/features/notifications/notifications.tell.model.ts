import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import type { Tx } from "#core/db";
import { unnest } from "#core/unnest";
import { favourites, posts } from "#posts";
import { followRequests, follows } from "#relations";
import { notifications } from "./notifications.model.ts";
import { tellable } from "./notifications.visible.model.ts";

/** A notification that came or went, and whose it is. */
export type Told = { id: string; account: string };

/** A post that was written, restored or, with `edit`, edited; `after` an edit in the same batch. */
export type Written = { n: number; post: string; edit: boolean; after: boolean };
export type MarkType = "favourite" | "reblog";
export type Mark = { n: number; type: MarkType; post: string; who: string };
export type ApproachType = "follow" | "follow_request";
export type Approach = { n: number; type: ApproachType; who: string; whom: string };

/** What the events of a batch may tell somebody; `n` is an event's place in the batch. */
export type News = { written: Written[]; marks: Mark[]; approaches: Approach[] };

/** Whether a mark is set by now; of rows called `mark` with a type, a post and who set it. */
export const markStands = sql`case mark.type
  when 'favourite' then exists (select from ${favourites} where post_id = mark.post and account_id = mark.who)
  else exists (select from ${posts} where reblog_of_id = mark.post and account_id = mark.who and deleted_at is null) end`;

/** Whether somebody follows or asks to by now; of rows called `approach` with a type, who and whom. */
export const approachStands = sql`case approach.type
  when 'follow' then exists (select from ${follows} where account_id = approach.who and target_id = approach.whom)
  else exists (select from ${followRequests} where account_id = approach.who and target_id = approach.whom) end`;

/** Notifications of one day have one name; with its prefix it names a group. */
const today = sql`(extract(epoch from now()) / 86400)::int`;
const alone = sql`null::text`;

/**
 * Whom else a post is told, so that its bell does not ring for them as well: by what they were told before (what edits
 * of this batch take back, `gone`, was there until then) and by what they are told now.
 */
const otherwise = (gone: Gone[]) => sql`
  select p.n, n.account_id from p join ${notifications} n on n.post_id = p.id and n.type in ('mention', 'quote', 'update')
  union all select p.n, gone.account from p join ${unnest("gone", gone, { account: "bigint", post: "bigint" })}
    on gone.post = p.id where not p.after
  union all select p.n, b.account_id from p join ${posts} b on b.reblog_of_id = p.id and b.deleted_at is null
    where p.after and b.created_at < p.edited_at
  union all select p.n, unnest(p.mentioned) from p
  union all select p.n, q.account_id from p join ${posts} q on q.id = p.quote_of_id where not p.quote_revoked`;

/** Those whom a post names or answers, whom it quotes, and those who asked to be told of each post of its author. */
const ofWritten = [
  sql`select p.n, 1, met.id, 'mention', p.account_id, p.id, ${alone} from p
    cross join lateral unnest(array_append(p.mentioned, p.in_reply_to_account_id)) as met (id)
    where p.reblog_of_id is null and met.id is not null`,
  sql`select p.n, 2, q.account_id, 'quote', p.account_id, p.id, ${alone} from p
    join ${posts} q on q.id = p.quote_of_id where not p.edit and not p.quote_revoked`,
  sql`select p.n, 3, f.account_id, 'status', p.account_id, p.id, ${alone} from p
    join ${follows} f on f.target_id = p.account_id and f.notify and f.id < p.id
    where not p.edit and p.reblog_of_id is null
      and (p.in_reply_to_account_id is null or p.in_reply_to_account_id = p.account_id)
      and (f.languages is null or p.language is null or p.language = any(f.languages))
      and not exists (select from otherwise o where o.n = p.n and o.account_id = f.account_id)`,
];

/** Those who boosted or quoted a post before it was edited. */
const ofEdits = [
  sql`select p.n, 4, b.account_id, 'update', p.account_id, p.id, ${alone} from p
    join ${posts} b on b.reblog_of_id = p.id and b.deleted_at is null where p.edit and b.created_at < p.edited_at`,
  sql`select p.n, 5, q.account_id, 'quoted_update', p.account_id, q.id, ${alone} from p
    join ${posts} q on q.quote_of_id = p.id and q.deleted_at is null
    where p.edit and q.created_at < p.edited_at and not q.quote_revoked`,
];

/** The author of a post that somebody marked, if they still do. */
const ofMarks = (marks: Mark[]) => sql`
  select mark.n, 1, p.account_id, mark.type, mark.who, p.id, concat_ws('-', mark.type, p.id, ${today})
  from ${unnest("mark", marks, { n: "int", type: "text", post: "bigint", who: "bigint" })}
  join ${posts} p on p.id = mark.post and p.deleted_at is null where ${markStands}`;

/** Whom somebody follows or asks to, if that is so still. */
const ofApproaches = (approaches: Approach[]) => sql`
  select approach.n, 1, approach.whom, approach.type, approach.who, 0::bigint,
    case approach.type when 'follow' then concat_ws('-', approach.type, ${today}) end
  from ${unnest("approach", approaches, { n: "int", type: "text", who: "bigint", whom: "bigint" })} where ${approachStands}`;

/** What was told of a post and taken back because of an edit. */
export type Gone = { account: string; post: string };

/**
 * Tells the news of a batch to whom they concern, but for what is told already and what the rule forbids; what an
 * earlier event tells has the lower id. `gone` is what the edits of the batch have taken back.
 */
export async function tell(tx: Tx, news: News, gone: Gone[]): Promise<(Told & { n: number })[]> {
  const { written, marks, approaches } = news;
  const sources: SQL[] = [
    ...(written.length > 0 ? ofWritten : []),
    ...(written.some(({ edit }) => edit) ? ofEdits : []),
    ...(marks.length > 0 ? [ofMarks(marks)] : []),
    ...(approaches.length > 0 ? [ofApproaches(approaches)] : []),
  ];
  if (sources.length === 0) return [];
  const { rows } = await tx.execute<Told & { n: number }>(sql`
    with p as materialized (
      select happened.n, happened.edit, happened.after, post.*
      from ${unnest("happened", written, { n: "int", post: "bigint", edit: "boolean", after: "boolean" })}
      join ${posts} post on post.id = happened.post and post.deleted_at is null
    ), otherwise as materialized (${otherwise(gone)}), made as materialized (
      select snowflake() as id, c.* from (
        select * from (${sql.join(sources, sql` union all `)}) as c (n, rank, account_id, type, from_id, post_id, group_key)
        order by n, rank, account_id, post_id
      ) as c
    ), told as (
      insert into notifications (id, account_id, type, from_id, post_id, group_key)
      select id, account_id, type, from_id, post_id, coalesce(group_key, 'ungrouped-' || id) from made
      on conflict do nothing returning id
    )
    select made.id, made.account_id as account, made.n from told join made on made.id = told.id order by made.id`);
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const forbidden = await tx.execute<{ id: string }>(
    sql`delete from notifications where id = any(${sql.param(ids)}::bigint[]) and not (${tellable(tx)}) returning id`,
  );
  const out = new Set(forbidden.rows.map(({ id }) => id));
  return rows.filter(({ id }) => !out.has(id));
}

import { sql } from "drizzle-orm";
import type { Db } from "#core/db";

/** What a filled community has to look at: who follows few, who follows many, and a tag that is used much. */
export type Filled = { accounts: string[]; tag: string };

const people = 500;

/**
 * Fills an empty database with a community of 500 accounts and `posts` posts, one a minute up to now: boosts, answers,
 * posts for followers and for two, tags, marks, follows, blocks and mutes. Ends with ANALYZE.
 */
export async function fillCommunity(db: Db, posts: number): Promise<Filled> {
  const n = sql.raw(String(posts));
  await db.execute(sql`
    insert into accounts (username, username_key, display_name)
      select 'filler' || i, 'filler' || i, 'Filler ' || i from generate_series(1, ${sql.raw(String(people))}) i`);
  await db.execute(sql`
    create table filler as select id, row_number() over (order by id) - 1 as n from accounts where username like 'filler%'`);
  await db.execute(sql`create unique index on filler (n)`);
  const id = (i: ReturnType<typeof sql>) =>
    sql`(((extract(epoch from date_trunc('hour', now())) * 1000)::bigint - (${n} - (${i})) * 60000::bigint) << 16 | ((${i}) & 65535))`;
  const who = (i: ReturnType<typeof sql>) => sql`(((${i}) * 7919::bigint) % ${sql.raw(String(people))})`;
  const kind = (i: ReturnType<typeof sql>) => sql`((${i}) % 20)`;
  const i = sql`i`;
  await db.execute(sql`
    insert into posts (id, account_id, text, visibility, language, in_reply_to_id, in_reply_to_account_id, thread_id,
        reblog_of_id, conversation_id, mentioned, created_at)
      select ${id(i)}, a.id, case when ${kind(i)} = 1 then '' else 'post ' || i || ' #tag' || i % 50 end,
        case ${kind(i)} when 2 then 'private' when 3 then 'private' when 4 then 'direct' when 5 then 'unlisted' else 'public' end,
        'en', case when ${kind(i)} in (6, 7) then ${id(sql`i - 7`)} end, case when ${kind(i)} in (6, 7) then b.id end,
        case when ${kind(i)} in (6, 7) then ${id(sql`i - 7`)} else ${id(i)} end,
        case when ${kind(i)} = 1 then ${id(sql`i - 2`)} end, case when ${kind(i)} = 4 then ${id(i)} end,
        case when ${kind(i)} = 4 then array[b.id] else '{}' end, now() - make_interval(mins => ${n} - i)
      from generate_series(100, ${n}) i
        join filler a on a.n = ${who(i)} join filler b on b.n = ${who(sql`i - 7`)}`);
  await db.execute(sql`
    insert into post_tags (tag, post_id, account_id)
      select 'tag' || i % 50, ${id(i)}, a.id from generate_series(100, ${n}) i join filler a on a.n = ${who(i)}
        where ${kind(i)} not in (1, 2, 3, 4) and i % 2 = 0`);
  await db.execute(sql`
    insert into follows (account_id, target_id) select a.id, b.id from filler a join filler b on a.id <> b.id
      where (a.n * 31 + b.n * 17) % 10 = 0`);
  for (const table of ["favourites", "bookmarks"])
    await db.execute(sql`
      insert into ${sql.identifier(table)} (account_id, post_id, id)
        select a.id, ${id(i)}, ${id(i)} from generate_series(110, ${n}, 3) i join filler a on a.n = ${who(sql`i + 1`)}
          where ${kind(i)} in (0, 5, 8, 9, 10, 11, 12, 13)`);
  await db.execute(sql`
    insert into pins (account_id, post_id) select p.account_id, max(p.id) from posts p
      where p.visibility = 'public' and p.reblog_of_id is null group by p.account_id`);
  for (const table of ["blocks", "mutes"])
    await db.execute(sql`
      insert into ${sql.identifier(table)} (account_id, target_id) select a.id, b.id from filler a join filler b on a.id <> b.id
        where (a.n * 13 + b.n * 7) % 10 = 0 and not exists (select from follows f where f.account_id = a.id and f.target_id = b.id)`);
  for (const table of ["tag_follows", "featured_tags"])
    await db.execute(sql`
      insert into ${sql.identifier(table)} (account_id, tag) select a.id, 'tag' || t from filler a, generate_series(0, 49) t
        where (a.n + t) % 2 = 0`);
  await db.execute(sql`
    insert into conversations (account_id, conversation_id, last_post_id)
      select p.account_id, p.id, p.id from posts p where visibility = 'direct'
      union all select m, p.id, p.id from posts p, unnest(p.mentioned) m where visibility = 'direct' on conflict do nothing`);
  await db.execute(sql`
    insert into post_counters (post_id, slot, replies) select id, 0, 1 from posts`);
  await db.execute(sql`analyze`);
  const { rows } = await db.execute<{ id: string }>(sql`select id from filler order by n`);
  await db.execute(sql`drop table filler`);
  return { accounts: rows.map((row) => row.id), tag: "tag4" };
}

import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";

/** A post that gets another id, that of the time at which it is said to be written. */
export type Moved = { id: string; to: string; at: Date };

/** Every column that holds a post's id. */
const columns = [
  ...["id", "in_reply_to_id", "thread_id", "reblog_of_id", "quote_of_id", "conversation_id"].map((name) => [
    "posts",
    name,
  ]),
  ...["post_edits", "post_tags", "post_counters", "favourites", "bookmarks", "pins", "notifications", "post_marks"].map(
    (table) => [table, "post_id"],
  ),
  ["conversations", "conversation_id"],
  ["conversations", "last_post_id"],
] as const;

/** Moves posts to when they are said to be written, once everything that follows the log has read of them. */
export async function backdate(database: ConstructorParameters<typeof Client>[0], moved: Moved[]): Promise<void> {
  const client = new Client(database);
  await client.connect();
  const behind = async () => {
    const { rows } = await client.query<{ behind: boolean }>(
      "select exists (select from outbox) or (select min(seq) from readers) < (select seq from log_head) as behind",
    );
    return rows[0]!.behind;
  };
  while (await behind()) await sleep(100);
  await client.query("create temporary table moved (id bigint primary key, became bigint, at timestamptz)");
  for (const { id, to, at } of moved) await client.query("insert into moved values ($1, $2, $3)", [id, to, at]);
  await client.query(
    `update posts set created_at = moved.at, edited_at = edited_at - (now() - moved.at) + interval '9 minutes'
     from moved where moved.id = posts.id`,
  );
  await client.query("update post_edits set created_at = moved.at from moved where moved.id = post_edits.post_id");
  await client.query(
    `update notifications set created_at = moved.at, group_key = replace(group_key, moved.id::text, moved.became::text)
     from moved where moved.id = notifications.post_id`,
  );
  for (const [table, column] of columns)
    await client.query(`update ${table} set ${column} = moved.became from moved where moved.id = ${table}.${column}`);
  await client.query("update accounts set created_at = now() - interval '7 days'");
  await client.end();
}

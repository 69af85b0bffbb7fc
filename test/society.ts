import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import { write } from "#core/events";
import type { NewEvent } from "#core/events";
import type { TestApp } from "#test/app";

type Who = { id: string };
type Post = { id: string };

/**
 * What members do to each other, as rows and the events that tell of them: for tests of whoever reads the log, which
 * need nothing of the routes that do the same.
 */
export function createSociety(app: TestApp) {
  const happen = (rows: SQL[], events: NewEvent[]) =>
    write(app.server.app, async (tx, emit) => {
      for (const row of rows) await tx.execute(row);
      events.forEach(emit);
    });
  const marked = (post: Post, who: Who, what: string, on: boolean): NewEvent => ({
    type: "post.marked",
    subject: post.id,
    data: { account: who.id, what, on },
  });
  /** Both are told, as two events. */
  const related = (who: Who, whom: Who, what: string, on: boolean): NewEvent[] =>
    [
      [who, whom],
      [whom, who],
    ].map(([one, other]) => ({
      type: "relation.changed",
      subject: one!.id,
      data: { target: other!.id, what, on, by: who.id },
    }));
  const pair = (table: string, who: Who, whom: Who, on: boolean) =>
    on
      ? sql`insert into ${sql.identifier(table)} (account_id, target_id) values (${who.id}, ${whom.id}) on conflict do nothing`
      : sql`delete from ${sql.identifier(table)} where account_id = ${who.id} and target_id = ${whom.id}`;

  return {
    favourite: (who: Who, post: Post, on = true) =>
      happen(
        [
          on
            ? sql`insert into favourites (account_id, post_id) values (${who.id}, ${post.id}) on conflict do nothing`
            : sql`delete from favourites where account_id = ${who.id} and post_id = ${post.id}`,
        ],
        [marked(post, who, "favourite", on)],
      ),
    boost: (who: Who, post: Post, on = true) =>
      happen(
        [
          on
            ? sql`insert into posts (account_id, text, visibility, thread_id, reblog_of_id) values (${who.id}, '', 'public', ${post.id}, ${post.id}) on conflict do nothing`
            : sql`update posts set deleted_at = now() where account_id = ${who.id} and reblog_of_id = ${post.id} and deleted_at is null`,
        ],
        [marked(post, who, "reblog", on)],
      ),
    /** Makes a post of `who` that is there already quote another one. */
    quote: (own: Post, post: Post) =>
      happen(
        [sql`update posts set quote_of_id = ${post.id} where id = ${own.id}`],
        [{ type: "post.created", subject: own.id }],
      ),
    follow: (who: Who, whom: Who, on = true, bell = false) =>
      happen(
        [
          pair("follow_requests", who, whom, false),
          pair("follows", who, whom, on),
          sql`update follows set notify = ${bell} where account_id = ${who.id} and target_id = ${whom.id}`,
        ],
        related(who, whom, "follow", on),
      ),
    request: (who: Who, whom: Who, on = true) =>
      happen([pair("follow_requests", who, whom, on)], related(who, whom, "request", on)),
    accept: (whom: Who, who: Who) =>
      happen(
        [pair("follow_requests", who, whom, false), pair("follows", who, whom, true)],
        related(whom, who, "accept", true),
      ),
    block: (who: Who, whom: Who, on = true) =>
      happen(
        [
          pair("blocks", who, whom, on),
          ...(on ? [pair("follows", who, whom, false), pair("follows", whom, who, false)] : []),
        ],
        related(who, whom, "block", on).slice(0, 1),
      ),
    mute: (who: Who, whom: Who, on = true, more: SQL = sql`notifications = true`) =>
      happen(
        [
          pair("mutes", who, whom, on),
          sql`update mutes set ${more} where account_id = ${who.id} and target_id = ${whom.id}`,
        ],
        related(who, whom, "mute", on).slice(0, 1),
      ),
    muteThread: (who: Who, post: Post, on = true) =>
      happen(
        [
          on
            ? sql`insert into thread_mutes (account_id, thread_id) select ${who.id}, thread_id from posts where id = ${post.id} on conflict do nothing`
            : sql`delete from thread_mutes where account_id = ${who.id} and thread_id = (select thread_id from posts where id = ${post.id})`,
        ],
        [marked(post, who, "mute", on)],
      ),
    /** Waits until the reader of the log with this name has read all that has happened so far. */
    settle: (reader = "notify") => settle(app, reader),
  };
}

/** Waits until a reader of the log has read all that has happened so far. */
export async function settle(app: TestApp, reader: string): Promise<void> {
  const { db, log } = app.server.app;
  const { head } = await log.bounds();
  for (const until = Date.now() + 30_000; Date.now() < until;) {
    const { rows } = await db.execute<{ seq: string }>(sql`select seq from readers where name = ${reader}`);
    if (Number(rows[0]?.seq) >= head) return;
    await sleep(20);
  }
  throw new Error(`${reader} has not read up to ${head} in half a minute`);
}

import { and, asc, eq, gt, sql } from "drizzle-orm";
import { prepared } from "#core/db";
import type { Db } from "#core/db";
import { parameter } from "#core/parameters";
import { posts } from "#posts";

/** A post of a thread and which one it answers. */
export type ThreadNode = { id: string; parent: string | null };

/** How far a thread is followed in either direction: no thread that people write is cut, and none can be too large. */
const reach = sql.raw("10000");

const above = prepared((db: Db) =>
  db
    .select({ id: sql<string>`above.id` })
    .from(
      sql`(
        with recursive chain as (
          select ${posts.inReplyToId} as id, 1 as height from ${posts} where ${posts.id} = ${parameter("id", "bigint")}
          union all
          select ${posts.inReplyToId}, height + 1 from chain join ${posts} on ${posts.id} = chain.id where height < ${reach}
        ) select id, height from chain where id is not null
      ) as above`,
    )
    .orderBy(sql`above.height desc`)
    .prepare("thread_above"),
);

/** The ids of the posts that a post answers, the first of the thread first; hidden and deleted ones too. */
export const findAbove = async (db: Db, id: string): Promise<string[]> =>
  (await above(db).execute({ id })).map((row) => row.id);

const after = prepared((db: Db) =>
  db
    .select({ id: posts.id, parent: posts.inReplyToId })
    .from(posts)
    .where(and(eq(posts.threadId, sql.placeholder("threadId")), gt(posts.id, sql.placeholder("id"))))
    .orderBy(asc(posts.id))
    .limit(10_000)
    .prepare("thread_after"),
);

/** What came later in the same thread, oldest first; hidden and deleted posts too. All that answers a post is in it. */
export const findLater = (db: Db, threadId: string, id: string): Promise<ThreadNode[]> =>
  after(db).execute({ threadId, id });

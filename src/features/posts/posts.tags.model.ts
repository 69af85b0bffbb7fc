import { and, eq, inArray, sql } from "drizzle-orm";
import { index, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import type { Reader, Tx } from "#core/db";
import { bigId } from "#core/ids";

/** The tags of posts, by their key (see `tagKey`). */
export const postTags = pgTable(
  "post_tags",
  { tag: text("tag").notNull(), postId: bigId("post_id").notNull(), accountId: bigId("account_id").notNull() },
  (t) => [
    primaryKey({ columns: [t.tag, t.postId] }),
    index("post_tags_post").on(t.postId),
    index("post_tags_account").on(t.accountId, t.tag, t.postId),
  ],
);

const tagged = {
  accountId: bigId("account_id").notNull(),
  tag: text("tag").notNull(),
  id: bigId("id")
    .notNull()
    .default(sql`snowflake()`),
};

/** Tags whose public posts an account wants at home. */
export const tagFollows = pgTable("tag_follows", tagged, (t) => [
  primaryKey({ columns: [t.accountId, t.tag] }),
  index("tag_follows_of").on(t.accountId, t.id),
  index("tag_follows_to").on(t.tag),
]);

/** Tags that an account shows on its profile. */
export const featuredTags = pgTable(
  "featured_tags",
  { ...tagged, createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow() },
  (t) => [primaryKey({ columns: [t.accountId, t.tag] })],
);

/** Makes `tags` the tags of a post. */
export async function setTags(tx: Tx, post: Tagged, tags: string[]): Promise<void> {
  await tx.delete(postTags).where(eq(postTags.postId, post.id));
  await addTags(tx, post, tags);
}

type Tagged = { id: string; accountId: string };

/** Makes `tags` the tags of a post that has none. */
export async function addTags(tx: Tx, post: Tagged, tags: string[]): Promise<void> {
  if (tags.length > 0)
    await tx.insert(postTags).values(tags.map((tag) => ({ tag, postId: post.id, accountId: post.accountId })));
}

/** Which of `viewers` follow which of `tags`. */
export async function findTagFollowers(
  db: Reader,
  tags: string[],
  viewers: readonly string[],
): Promise<{ accountId: string; tag: string }[]> {
  if (tags.length === 0 || viewers.length === 0) return [];
  return db
    .select({ accountId: tagFollows.accountId, tag: tagFollows.tag })
    .from(tagFollows)
    .where(
      and(inArray(tagFollows.tag, tags), sql`${tagFollows.accountId} = any(${sql.param([...viewers])}::bigint[])`),
    );
}

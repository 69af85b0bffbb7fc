import { and, eq, sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import type { Reader } from "#core/db";
import { posts, selectPosts, threadMutes, visibleTo } from "#posts";
import { blocks, mutes } from "#relations";
import { notifications } from "./notifications.model.ts";

const { accountId, fromId, postId } = notifications;

/**
 * The rule of who is told what, as a condition: nobody of themselves, nothing across a block in either direction or
 * from those one muted, nothing of a post that one may not see (see `visibleTo`) or whose thread one muted. It is asked
 * when a notification is made and whenever it is read.
 */
export function tellable(db: Reader): SQL {
  const about = selectPosts(db).where(
    and(
      eq(posts.id, postId),
      visibleTo(sql`${accountId}`),
      sql`not exists (select from ${threadMutes} where ${threadMutes.accountId} = ${accountId} and ${threadMutes.threadId} = ${posts.threadId})`,
    ),
  );
  return sql`${accountId} <> ${fromId}
    and not exists (select from ${blocks} where ${blocks.accountId} = ${accountId} and ${blocks.targetId} = ${fromId})
    and not exists (select from ${blocks} where ${blocks.accountId} = ${fromId} and ${blocks.targetId} = ${accountId})
    and not exists (select from ${mutes} where ${mutes.accountId} = ${accountId} and ${mutes.targetId} = ${fromId}
      and ${mutes.notifications} and (${mutes.expiresAt} is null or ${mutes.expiresAt} > now()))
    and (${postId} = 0 or exists ${about})`;
}

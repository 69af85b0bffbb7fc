import { isNull, sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";
import { bigId, bigIds, snowflake } from "#core/ids";
import type { MentionRow } from "#accounts";
import type { QuotePolicy, ReplyPolicy, Visibility } from "./posts.contract.ts";

export const posts = pgTable(
  "posts",
  {
    id: snowflake(),
    accountId: bigId("account_id").notNull(),
    /** As it was written. */
    text: text("text").notNull(),
    spoilerText: text("spoiler_text").notNull().default(""),
    sensitive: boolean("sensitive").notNull().default(false),
    visibility: text("visibility").$type<Visibility>().notNull(),
    language: text("language"),
    inReplyToId: bigId("in_reply_to_id"),
    inReplyToAccountId: bigId("in_reply_to_account_id"),
    /** The first post of the thread; its own id where it starts one. */
    threadId: bigId("thread_id").notNull(),
    /** The post that this one boosts; a boost says nothing of its own. */
    reblogOfId: bigId("reblog_of_id"),
    /** The post that this one quotes, and whether its author has since withdrawn that. */
    quoteOfId: bigId("quote_of_id"),
    quoteRevoked: boolean("quote_revoked").notNull().default(false),
    quotePolicy: text("quote_policy").$type<QuotePolicy>().notNull().default("public"),
    replyPolicy: text("reply_policy").$type<ReplyPolicy>().notNull().default("everyone"),
    /** Of a direct post: the first of the talk it belongs to, whose circle never grows. */
    conversationId: bigId("conversation_id"),
    /** The app that it was written with. */
    appId: bigId("app_id"),
    mentions: jsonb("mentions").$type<MentionRow[]>().notNull().default([]),
    /** The ids in `mentions`, for the rule of who may see a post. */
    mentioned: bigIds("mentioned").notNull().default([]),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
    editedAt: timestamp("edited_at", { withTimezone: true }),
    /** Set from the delete on; what was written is wiped soon after, and the empty row keeps the thread together. */
    deletedAt: timestamp("deleted_at", { withTimezone: true }),
  },
  (t) => [
    index("posts_public").on(t.id).where(onPublicTimeline(t)),
    index("posts_account").on(t.accountId, t.id).where(isNull(t.deletedAt)),
    index("posts_thread").on(t.threadId, t.id),
    uniqueIndex("posts_reblog_once")
      .on(t.accountId, t.reblogOfId)
      .where(sql`${t.reblogOfId} is not null and ${t.deletedAt} is null`),
    index("posts_reblogs")
      .on(t.reblogOfId, t.id)
      .where(sql`${t.reblogOfId} is not null and ${t.deletedAt} is null`),
    index("posts_quotes")
      .on(t.quoteOfId, t.id)
      .where(sql`${t.quoteOfId} is not null and ${t.deletedAt} is null`),
    index("posts_conversation")
      .on(t.conversationId, t.id)
      .where(sql`${t.conversationId} is not null and ${t.deletedAt} is null`),
    index("posts_deleted")
      .on(t.deletedAt)
      .where(sql`${t.deletedAt} is not null`),
  ],
);

/** All that is stored of a post. */
export type PostFields = typeof posts.$inferSelect;

type Columns = Record<
  "deletedAt" | "visibility" | "inReplyToId" | "inReplyToAccountId" | "accountId" | "reblogOfId",
  AnyPgColumn
>;

/** Which posts are on the public timeline: public ones that are no reply to somebody else. */
export function onPublicTimeline(t: Columns): SQL {
  return sql`${t.deletedAt} is null and ${t.reblogOfId} is null and ${t.visibility} = 'public' and (${t.inReplyToId} is null or ${t.inReplyToAccountId} = ${t.accountId})`;
}

/** What a post said before each edit. */
export const postEdits = pgTable(
  "post_edits",
  {
    postId: bigId("post_id").notNull(),
    number: integer("number").notNull(),
    text: text("text").notNull(),
    spoilerText: text("spoiler_text").notNull(),
    sensitive: boolean("sensitive").notNull(),
    mentions: jsonb("mentions").$type<MentionRow[]>().notNull(),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.postId, t.number] })],
);

export type PostVersion = typeof postEdits.$inferSelect;

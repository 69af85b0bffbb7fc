CREATE TABLE "notifications" (
	"id" bigint PRIMARY KEY DEFAULT snowflake() NOT NULL,
	"account_id" bigint NOT NULL,
	"type" text NOT NULL,
	"from_id" bigint NOT NULL,
	"post_id" bigint DEFAULT '0' NOT NULL,
	"group_key" text NOT NULL,
	"dismissed" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "post_counters" (
	"post_id" bigint NOT NULL,
	"slot" smallint NOT NULL,
	"replies" integer DEFAULT 0 NOT NULL,
	"reblogs" integer DEFAULT 0 NOT NULL,
	"favourites" integer DEFAULT 0 NOT NULL,
	"quotes" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "post_counters_post_id_slot_pk" PRIMARY KEY("post_id","slot")
);
--> statement-breakpoint
CREATE TABLE "bookmarks" (
	"account_id" bigint NOT NULL,
	"post_id" bigint NOT NULL,
	"id" bigint DEFAULT snowflake() NOT NULL,
	CONSTRAINT "bookmarks_account_id_post_id_pk" PRIMARY KEY("account_id","post_id")
);
--> statement-breakpoint
CREATE TABLE "favourites" (
	"account_id" bigint NOT NULL,
	"post_id" bigint NOT NULL,
	"id" bigint DEFAULT snowflake() NOT NULL,
	CONSTRAINT "favourites_account_id_post_id_pk" PRIMARY KEY("account_id","post_id")
);
--> statement-breakpoint
CREATE TABLE "pins" (
	"account_id" bigint NOT NULL,
	"post_id" bigint NOT NULL,
	"id" bigint DEFAULT snowflake() NOT NULL,
	CONSTRAINT "pins_account_id_post_id_pk" PRIMARY KEY("account_id","post_id")
);
--> statement-breakpoint
CREATE TABLE "thread_mutes" (
	"account_id" bigint NOT NULL,
	"thread_id" bigint NOT NULL,
	CONSTRAINT "thread_mutes_account_id_thread_id_pk" PRIMARY KEY("account_id","thread_id")
);
--> statement-breakpoint
CREATE TABLE "featured_tags" (
	"account_id" bigint NOT NULL,
	"tag" text NOT NULL,
	"id" bigint DEFAULT snowflake() NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "featured_tags_account_id_tag_pk" PRIMARY KEY("account_id","tag")
);
--> statement-breakpoint
CREATE TABLE "post_tags" (
	"tag" text NOT NULL,
	"post_id" bigint NOT NULL,
	"account_id" bigint NOT NULL,
	CONSTRAINT "post_tags_tag_post_id_pk" PRIMARY KEY("tag","post_id")
);
--> statement-breakpoint
CREATE TABLE "tag_follows" (
	"account_id" bigint NOT NULL,
	"tag" text NOT NULL,
	"id" bigint DEFAULT snowflake() NOT NULL,
	CONSTRAINT "tag_follows_account_id_tag_pk" PRIMARY KEY("account_id","tag")
);
--> statement-breakpoint
CREATE TABLE "account_notes" (
	"account_id" bigint NOT NULL,
	"target_id" bigint NOT NULL,
	"comment" text NOT NULL,
	CONSTRAINT "account_notes_account_id_target_id_pk" PRIMARY KEY("account_id","target_id")
);
--> statement-breakpoint
CREATE TABLE "blocks" (
	"account_id" bigint NOT NULL,
	"target_id" bigint NOT NULL,
	"id" bigint DEFAULT snowflake() NOT NULL,
	CONSTRAINT "blocks_account_id_target_id_pk" PRIMARY KEY("account_id","target_id")
);
--> statement-breakpoint
CREATE TABLE "follow_requests" (
	"account_id" bigint NOT NULL,
	"target_id" bigint NOT NULL,
	"id" bigint DEFAULT snowflake() NOT NULL,
	"reblogs" boolean DEFAULT true NOT NULL,
	"notify" boolean DEFAULT false NOT NULL,
	"languages" text[],
	CONSTRAINT "follow_requests_account_id_target_id_pk" PRIMARY KEY("account_id","target_id")
);
--> statement-breakpoint
CREATE TABLE "follows" (
	"account_id" bigint NOT NULL,
	"target_id" bigint NOT NULL,
	"id" bigint DEFAULT snowflake() NOT NULL,
	"reblogs" boolean DEFAULT true NOT NULL,
	"notify" boolean DEFAULT false NOT NULL,
	"languages" text[],
	CONSTRAINT "follows_account_id_target_id_pk" PRIMARY KEY("account_id","target_id")
);
--> statement-breakpoint
CREATE TABLE "mutes" (
	"account_id" bigint NOT NULL,
	"target_id" bigint NOT NULL,
	"id" bigint DEFAULT snowflake() NOT NULL,
	"notifications" boolean DEFAULT true NOT NULL,
	"expires_at" timestamp with time zone,
	CONSTRAINT "mutes_account_id_target_id_pk" PRIMARY KEY("account_id","target_id")
);
--> statement-breakpoint
CREATE TABLE "conversations" (
	"account_id" bigint NOT NULL,
	"conversation_id" bigint NOT NULL,
	"last_post_id" bigint NOT NULL,
	"unread" boolean DEFAULT true NOT NULL,
	"removed" boolean DEFAULT false NOT NULL,
	CONSTRAINT "conversations_account_id_conversation_id_pk" PRIMARY KEY("account_id","conversation_id")
);
--> statement-breakpoint
CREATE TABLE "markers" (
	"account_id" bigint NOT NULL,
	"timeline" text NOT NULL,
	"last_read_id" bigint NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "markers_account_id_timeline_pk" PRIMARY KEY("account_id","timeline")
);
--> statement-breakpoint
DROP INDEX "posts_public";--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "header_url" text;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "locked" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "bot" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "discoverable" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "fields" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "defaults" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "followers_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "following_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "reblog_of_id" bigint;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "quote_of_id" bigint;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "quote_revoked" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "quote_policy" text DEFAULT 'public' NOT NULL;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "reply_policy" text DEFAULT 'everyone' NOT NULL;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "conversation_id" bigint;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "app_id" bigint;--> statement-breakpoint
CREATE UNIQUE INDEX "notifications_once" ON "notifications" USING btree ("account_id","type","from_id","post_id");--> statement-breakpoint
CREATE INDEX "notifications_of" ON "notifications" USING btree ("account_id","id") WHERE not "notifications"."dismissed";--> statement-breakpoint
CREATE INDEX "notifications_group" ON "notifications" USING btree ("account_id","group_key","id");--> statement-breakpoint
CREATE INDEX "notifications_post" ON "notifications" USING btree ("post_id");--> statement-breakpoint
CREATE INDEX "bookmarks_of" ON "bookmarks" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "favourites_of" ON "favourites" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "favourites_to" ON "favourites" USING btree ("post_id","id");--> statement-breakpoint
CREATE INDEX "pins_of" ON "pins" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "post_tags_post" ON "post_tags" USING btree ("post_id");--> statement-breakpoint
CREATE INDEX "post_tags_account" ON "post_tags" USING btree ("account_id","tag","post_id");--> statement-breakpoint
CREATE INDEX "tag_follows_of" ON "tag_follows" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "tag_follows_to" ON "tag_follows" USING btree ("tag");--> statement-breakpoint
CREATE INDEX "blocks_of" ON "blocks" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "blocks_to" ON "blocks" USING btree ("target_id","account_id");--> statement-breakpoint
CREATE INDEX "follow_requests_to" ON "follow_requests" USING btree ("target_id","id");--> statement-breakpoint
CREATE INDEX "follows_of" ON "follows" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "follows_to" ON "follows" USING btree ("target_id","id");--> statement-breakpoint
CREATE INDEX "follows_bell" ON "follows" USING btree ("target_id") WHERE "follows"."notify";--> statement-breakpoint
CREATE INDEX "mutes_of" ON "mutes" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "mutes_to" ON "mutes" USING btree ("target_id","account_id");--> statement-breakpoint
CREATE INDEX "mutes_expiry" ON "mutes" USING btree ("expires_at") WHERE "mutes"."expires_at" is not null;--> statement-breakpoint
CREATE INDEX "conversations_of" ON "conversations" USING btree ("account_id","last_post_id");--> statement-breakpoint
CREATE UNIQUE INDEX "posts_reblog_once" ON "posts" USING btree ("account_id","reblog_of_id") WHERE "posts"."reblog_of_id" is not null and "posts"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "posts_reblogs" ON "posts" USING btree ("reblog_of_id","id") WHERE "posts"."reblog_of_id" is not null and "posts"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "posts_quotes" ON "posts" USING btree ("quote_of_id","id") WHERE "posts"."quote_of_id" is not null and "posts"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "posts_conversation" ON "posts" USING btree ("conversation_id","id") WHERE "posts"."conversation_id" is not null and "posts"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "posts_public" ON "posts" USING btree ("id") WHERE "posts"."deleted_at" is null and "posts"."reblog_of_id" is null and "posts"."visibility" = 'public' and ("posts"."in_reply_to_id" is null or "posts"."in_reply_to_account_id" = "posts"."account_id");
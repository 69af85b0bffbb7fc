CREATE TABLE "post_marks" (
	"post_id" bigint PRIMARY KEY NOT NULL,
	"marks" integer[] NOT NULL,
	"tags" text[] DEFAULT '{}' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "account_words" (
	"account_id" bigint NOT NULL,
	"key" text NOT NULL,
	"rank" smallint NOT NULL,
	CONSTRAINT "account_words_account_id_key_pk" PRIMARY KEY("account_id","key")
);
--> statement-breakpoint
CREATE TABLE "search_progress" (
	"name" text PRIMARY KEY NOT NULL,
	"below" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tag_words" (
	"tag" text NOT NULL,
	"key" text NOT NULL,
	"rank" smallint NOT NULL,
	CONSTRAINT "tag_words_tag_key_pk" PRIMARY KEY("tag","key")
);
--> statement-breakpoint
CREATE INDEX "post_marks_marks" ON "post_marks" USING gin ("marks") WITH (fastupdate=true,gin_pending_list_limit=512);--> statement-breakpoint
CREATE INDEX "account_words_key" ON "account_words" USING btree ("key" text_pattern_ops,"rank");--> statement-breakpoint
CREATE INDEX "tag_words_key" ON "tag_words" USING btree ("key" text_pattern_ops,"rank");
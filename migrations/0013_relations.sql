CREATE TABLE "suggestion_dismissals" (
	"account_id" bigint NOT NULL,
	"target_id" bigint NOT NULL,
	CONSTRAINT "suggestion_dismissals_account_id_target_id_pk" PRIMARY KEY("account_id","target_id")
);
--> statement-breakpoint
CREATE INDEX "accounts_followed" ON "accounts" USING btree ("followers_count","id") WHERE "accounts"."discoverable";
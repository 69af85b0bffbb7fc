CREATE TABLE "stream_places" (
	"session_id" text NOT NULL,
	"stream" text NOT NULL,
	"seq" bigint NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "stream_places_session_id_stream_pk" PRIMARY KEY("session_id","stream")
);
--> statement-breakpoint
DROP INDEX "posts_replies";
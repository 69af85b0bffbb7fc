CREATE INDEX "notifications_typed" ON "notifications" USING btree ("account_id","type","id") WHERE not "notifications"."dismissed";--> statement-breakpoint
-- Nearly all of a table may be of one type: with the usual sample the planner may hold that one for the only one there is, and
-- look for a rare one through all the others.
ALTER TABLE "notifications" ALTER COLUMN "type" SET STATISTICS 1000;

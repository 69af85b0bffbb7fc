-- A session from before has no key to be renewed with: its member logs in once more.
DELETE FROM "sessions";

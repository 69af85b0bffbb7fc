-- The one row that says where the log stands.
INSERT INTO log_head DEFAULT VALUES;

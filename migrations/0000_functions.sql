-- Ids: milliseconds since 1970 in the upper 48 bits, a sequence shared by all nodes in the lower 16, so that ids sort
-- by time and two nodes never make the same one.
CREATE SEQUENCE snowflake_seq;
--> statement-breakpoint
CREATE FUNCTION snowflake() RETURNS bigint LANGUAGE sql VOLATILE AS $$
  SELECT ((extract(epoch FROM clock_timestamp()) * 1000)::bigint << 16) | (nextval('snowflake_seq') & 65535)
$$;
--> statement-breakpoint
-- Moves up to 1,000 committed events from the outbox into the log under consecutive numbers; answers with the log's newest
-- number and how many this call moved: as many as that, and there may be more.
-- The row lock on log_head lets one caller in at a time, and each statement of a function sees what was committed
-- before it began: so the numbers have no holes and appear in order, whoever calls. A caller that stalls holds nothing,
-- because the call is a transaction of its own. The outbox is mostly rows that are gone and not yet vacuumed: its beginning
-- is found by the index, which remembers that they are gone, and rows are deleted by where they lie, never by a scan.
CREATE FUNCTION log_advance(OUT head bigint, OUT moved integer) LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  moved := 0;
  IF (SELECT id FROM outbox ORDER BY id LIMIT 1) IS NULL THEN
    SELECT seq INTO head FROM log_head;
    RETURN;
  END IF;
  SELECT seq INTO head FROM log_head FOR UPDATE;
  WITH batch AS (
    DELETE FROM outbox WHERE ctid = ANY (ARRAY (SELECT ctid FROM outbox ORDER BY id LIMIT 1000)) RETURNING *
  )
  INSERT INTO events (seq, type, subject, data)
  SELECT head + row_number() OVER (ORDER BY id), type, subject, data FROM batch;
  GET DIAGNOSTICS moved = ROW_COUNT;
  IF moved > 0 THEN
    head := head + moved;
    UPDATE log_head SET seq = head;
    PERFORM pg_notify('log', head::text);
  END IF;
END
$$;
--> statement-breakpoint
-- Forgets events older than an interval and remembers up to where, so that who still needs them is told.
CREATE FUNCTION log_trim(age interval) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  last bigint;
BEGIN
  SELECT max(seq) INTO last FROM events WHERE at < now() - age;
  IF last IS NOT NULL THEN
    UPDATE log_head SET trimmed = greatest(trimmed, last);
    DELETE FROM events WHERE seq <= last;
  END IF;
END
$$;

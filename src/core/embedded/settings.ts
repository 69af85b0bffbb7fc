/**
 * PostgreSQL's settings beside its defaults, given on the command line so that every start has these and not what an
 * older version wrote down. Durability is not for sale: a post that was acknowledged survives a power cut.
 */
export const defaults: Record<string, string> = {
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  shared_buffers: "64MB",
  max_connections: "60",
  jit: "off",
  idle_in_transaction_session_timeout: "10s",
  // A statement nobody waits for any more ends, and does not hold up a restart.
  client_connection_check_interval: "2s",
  timezone: "UTC",
  log_timezone: "UTC",
  log_destination: "stderr",
  logging_collector: "off",
  log_line_prefix: "%m [%p] ",
  log_checkpoints: "off",
  // A refused statement is told to whoever sent it, who may expect it (a name already taken): no line for each.
  log_min_messages: "log",
};

/** Settings as arguments of `postgres`. */
export const settingArgs = (settings: Record<string, string>): string[] =>
  Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);

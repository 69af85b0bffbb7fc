import { pino } from "pino";
import type { Logger } from "pino";

export type { Logger };

/** One JSON line per happening on standard output; cookies, tokens and passwords never appear. */
export function createLogger(level: string): Logger {
  return pino({
    level,
    redact: {
      paths: ["req.headers.cookie", "req.headers.authorization", "req.headers['x-csrf-token']", "*.password"],
      censor: "[hidden]",
    },
  });
}

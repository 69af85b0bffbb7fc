import { ConfigError } from "#core/config";
import type { Config } from "#core/config";
import { isAway } from "#core/db";
import type { Connection } from "#core/db";
import { EmbeddedError, startEmbedded } from "#core/embedded";
import type { Logger } from "#core/log";
import { loadSecret } from "#core/secret";
import { startServer } from "./server.ts";
import type { Server } from "./server.ts";

/** A server on its database; `stop` stops both. */
export type Running = { server: Server; database: Connection; stop: () => Promise<void> };

/** Starts the database that the settings name, then the server on it. */
export async function start(config: Config, logger: Logger): Promise<Running> {
  const database = await findDatabase(config, logger);
  try {
    const server = await startServer(config, database.connection, await loadSecret(config), logger);
    return {
      server,
      database: database.connection,
      stop: async () => {
        await server.drain();
        await server.close();
        await database.stop();
      },
    };
  } catch (error) {
    await database.stop();
    throw error;
  }
}

/** The database that the settings name, or the embedded one, started; `stop` stops only what this started. */
export async function findDatabase(
  config: Config,
  logger: Logger,
): Promise<{ connection: Connection; stop: () => Promise<void> }> {
  if (config.databaseUrl) return { connection: config.databaseUrl, stop: async () => {} };
  return startEmbedded(config.dataDir, (line) => logger.info(line), {
    onExit: (error) => {
      console.error(error.message);
      process.exit(1);
    },
  });
}

/** Says in one sentence what a person can do something about; anything else is shown whole. */
export function explain(error: unknown): string {
  if (error instanceof ConfigError || error instanceof EmbeddedError) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  if (isAway(error)) return `The database cannot be reached (${message}). Is DATABASE_URL right, and does it run?`;
  if (/CERT|UNABLE_TO_VERIFY/.test(code ?? ""))
    return `The database's certificate is not trusted (${message}). If that is to be expected, set DATABASE_TLS=no-verify.`;
  if (code === "EADDRINUSE")
    return "Another program already uses this port. Stop it, or choose another: PORT=3001 npm start";
  if (code === "EACCES") return `Not allowed: ${message}`;
  if (code === "ENOSPC") return "The disk is full. Make some room and start again.";
  return error instanceof Error ? (error.stack ?? message) : String(error);
}

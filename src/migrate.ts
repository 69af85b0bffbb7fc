import { processConfig } from "#core/config";
import { migrate } from "#core/db";
import { createLogger } from "#core/log";
import { explain, findDatabase } from "./start.ts";

// For hosts that change the database in a step of its own, before they start the new version; a start does the same.
try {
  const config = processConfig();
  const database = await findDatabase(config, createLogger(config.logLevel));
  try {
    await migrate(database.connection);
  } finally {
    await database.stop();
  }
  console.log("The database is up to date.");
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}

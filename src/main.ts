import { processConfig } from "#core/config";
import { createLogger } from "#core/log";
import { explain, start } from "./start.ts";

/** Seconds that a stop may take, once balancers have had time to notice, before the process ends anyway. */
const patience = 20;

try {
  const config = processConfig();
  const logger = createLogger(config.logLevel);
  const { server, stop } = await start(config, logger);
  console.log(`X-Messenger is ready: ${config.port === 0 ? server.url : config.publicUrl}`);
  let stopping = false;
  const end = (signal: string) => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, "stopping");
    setTimeout(() => process.exit(1), (config.drainSeconds + patience) * 1000).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, "the stop was not clean");
        process.exit(1);
      },
    );
  };
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => end(signal));
} catch (error) {
  console.error(explain(error));
  process.exit(1);
}

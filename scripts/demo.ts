import { readConfig } from "#core/config";
import { createLogger } from "#core/log";
import { explain, start } from "../src/start.ts";
import { members } from "./demo/community.ts";
import { enter, fill, password } from "./demo/fill.ts";

try {
  const config = readConfig({ DATA_DIR: "./data/demo", INSTANCE_TITLE: "Hanok Town", ...process.env });
  const { server, database, stop } = await start(config, createLogger(config.logLevel));
  if (!(await enter(server.url, "/auth/login", { username: "alice", password }))) await fill(server.url, database);
  console.log(`The demo is ready: ${server.url}`);
  console.log(
    `Log in as ${members
      .map((m) => m.username)
      .slice(0, 3)
      .join(", ")} (password: ${password})`,
  );
  for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => void stop().then(() => process.exit(0)));
} catch (error) {
  console.error(explain(error));
  process.exit(1);
}

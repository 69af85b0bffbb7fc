// Preloaded into a server that is measured (NODE_OPTIONS=--import). At SIGUSR2 it collects its garbage and prints how much
// memory it keeps; at SIGWINCH it begins to profile, and at the next one prints where it put the profile.
import { writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const { DATA_DIR = "." } = process.env;
const say = (what: string, how: unknown) => process.stdout.write(`probe ${what} ${JSON.stringify(how)}\n`);

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
process.on("SIGUSR2", () => {
  collect();
  // What finalizers let go is free only after another round.
  setTimeout(() => {
    collect();
    say("memory", process.memoryUsage());
  }, 300);
});

let session: Session | undefined;
async function toggle(): Promise<void> {
  if (session) {
    const { profile } = await session.post("Profiler.stop");
    session.disconnect();
    session = undefined;
    const file = join(DATA_DIR, `${process.pid}.cpuprofile`);
    writeFileSync(file, JSON.stringify(profile));
    say("profile", file);
    return;
  }
  session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.start");
  say("profiling", true);
}
process.on("SIGWINCH", () => void toggle());

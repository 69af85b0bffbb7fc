import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { freePort } from "./ports.ts";

/** A Redis of one test's own, on this machine only; it keeps nothing on the disk. */
export type TestRedis = {
  url: string;
  /** Ends it without a word; `start` brings an empty one back at the same address. */
  kill: () => Promise<void>;
  start: () => Promise<void>;
  /** Lets it hang: it takes connections and commands, and says nothing until `resume`. */
  freeze: () => void;
  resume: () => void;
};

/** Starts a Redis; throws a sentence that says what to do where the program is missing. */
export async function startRedis(): Promise<TestRedis> {
  const port = await freePort();
  let child: ChildProcess | undefined;
  const start = async () => {
    const options = { port, bind: "127.0.0.1", save: "", appendonly: "no", dir: "/tmp", daemonize: "no" };
    const given = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
    child = spawn("redis-server", given, { stdio: ["ignore", "pipe", "ignore"] });
    const ready = new Promise<void>((resolve, reject) => {
      child!.once("error", () =>
        reject(new Error("redis-server is needed by this test and was not found: apt-get install redis-server")),
      );
      child!.once("exit", (code) => reject(new Error(`redis-server ended with ${code} before it was ready`)));
      child!.stdout!.on("data", (chunk: Buffer) => chunk.includes("Ready to accept connections") && resolve());
    });
    await ready;
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    start,
    kill: async () => {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
    freeze: () => void child?.kill("SIGSTOP"),
    resume: () => void child?.kill("SIGCONT"),
  };
}

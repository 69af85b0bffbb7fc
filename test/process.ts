import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The whole program as a process of its own: `url` once it is ready, `code` once it has ended, and all it printed. */
export type Program = {
  child: ChildProcess;
  /** Where it listens; undefined when it ended before it was ready. */
  url: Promise<string | undefined>;
  /** Its exit code; null when a signal ended it. */
  code: Promise<number | null>;
  printed: () => string;
};

/** Runs `src/main.ts` with these settings and no limits, on a port of its choice unless one is given. */
export function runProgram(settings: Record<string, string>): Program {
  const off = { LIMIT_READ: "off", LIMIT_WRITE: "off", LIMIT_LOGIN: "off", LIMIT_SIGNUP: "off", LIMIT_MAIL: "off" };
  const { PATH = "" } = process.env;
  const DATA_DIR = join(tmpdir(), "xm-program");
  const child = spawn(process.execPath, ["src/main.ts"], { env: { PATH, PORT: "0", DATA_DIR, ...off, ...settings } });
  let printed = "";
  // Not "exit": what it printed last may come after that.
  const code = new Promise<number | null>((resolve) => child.once("close", resolve));
  const url = new Promise<string | undefined>((resolve) => {
    const hear = (chunk: Buffer) => {
      printed += chunk.toString();
      const ready = /is ready: (\S+)/.exec(printed)?.[1];
      if (ready) resolve(ready);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("close", () => resolve(undefined));
  });
  return { child, url, code, printed: () => printed };
}

/** A member's browser by its headers alone, which outlive the process they were got from. */
export async function signUpAt(url: string): Promise<Record<string, string>> {
  const json = { "content-type": "application/json" };
  const username = `m${randomBytes(5).toString("hex")}`;
  const body = JSON.stringify({ username, password: "correct horse battery", email: `${username}@example.org` });
  const joined = await fetch(`${url}/auth/signup`, { method: "POST", headers: json, body });
  const cookie = joined.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  const answer = await fetch(`${url}/auth/csrf-token`, { headers: { cookie } });
  const { csrfToken } = (await answer.json()) as { csrfToken: string };
  return { ...json, cookie, "x-csrf-token": csrfToken };
}

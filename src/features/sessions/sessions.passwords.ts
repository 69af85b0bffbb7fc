import { randomBytes } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";
import { tooBusy } from "./sessions.errors.ts";

/** Argon2id at OWASP's second setting: 19 MiB, two passes. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** How many are hashed at once (each in a thread of its own), and how many may wait. */
const atOnce = 2;
const mayWait = 200;

const waiting: (() => void)[] = [];
let running = 0;

/** A hash of the whole password, whatever its length; throws 503 when too many wait. */
export const hashPassword = (password: string): Promise<string> => inTurn(() => hash(password.normalize("NFC"), cost));

/** Nobody's password: made at the start, so that the first unknown name does not take longer than the next. */
const nobodys = hash(randomBytes(16), cost);

/**
 * Whether a password is the one behind a hash. Without a hash it is compared with nobody's,
 * so that an unknown name takes the same time as a known one. Throws 503 when too many wait.
 */
export async function checkPassword(stored: string | undefined, password: string): Promise<boolean> {
  const against = stored ?? (await nobodys);
  const same = await inTurn(() => verify(against, password.normalize("NFC")));
  return stored !== undefined && same;
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atOnce) {
    if (waiting.length >= mayWait) throw tooBusy();
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

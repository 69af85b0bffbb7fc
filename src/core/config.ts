import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { loadEnvFile } from "node:process";
import { z } from "zod";
import { limitClasses } from "./limits.ts";
import type { Limit, LimitClass } from "./limits.ts";
import { readHosts, withTls } from "./config.hosts.ts";
import { compileTrust } from "./trust.ts";

const whole = (min: number, max: number) => {
  const error = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, error)
    .transform(Number)
    .pipe(z.number().min(min, error).max(max, error));
};

/** `600/60`: so many in so many seconds. `off` lifts the limit. */
const limit = (text: string) =>
  z
    .string()
    .regex(/^([1-9]\d{0,8}\/[1-9]\d{0,8}|off)$/, "must look like 600/60 (how many / seconds) or be off")
    .default(text)
    .transform((value): Limit => {
      const [points = 0, seconds = 1] = value === "off" ? [0, 1] : value.split("/").map(Number);
      return { points, seconds };
    });

const Settings = z.object({
  PORT: whole(0, 65535).prefault("3000"),
  HOST: z.string().min(1).default("127.0.0.1"),
  DATA_DIR: z.string().min(1).default("./data"),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: "must be a postgres:// address" }).optional(),
  DATABASE_POOL: whole(2, 200).prefault("12"),
  DATABASE_TLS: z.enum(["off", "verify", "no-verify"]).optional(),
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: "must be an http:// or https:// address" }).optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: "must be a redis:// address" }).optional(),
  CLIENT_ORIGIN: z.string().optional(),
  JWT_SECRET: z.string().min(32, "must have at least 32 characters").optional(),
  TRUST_PROXY: z.string().default("false"),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("warn"),
  INSTANCE_TITLE: z.string().min(1).max(60).default("X-Messenger"),
  INSTANCE_DESCRIPTION: z.string().max(500).default(""),
  MAX_CHARACTERS: whole(1, 10_000).prefault("500"),
  LOG_RETENTION_HOURS: whole(1, 24 * 365).prefault("168"),
  CONNECTIONS_PER_ADDRESS: whole(1, 100_000).prefault("100"),
  CONNECTIONS_PER_ACCOUNT: whole(1, 100_000).prefault("50"),
  DRAIN_SECONDS: whole(0, 600).optional(),
  LIMIT_READ: limit("1500/300"),
  LIMIT_WRITE: limit("900/60"),
  LIMIT_LOGIN: limit("30/300"),
  LIMIT_SIGNUP: limit("60/600"),
  LIMIT_UPLOAD: limit("120/600"),
  LIMIT_SEARCH: limit("120/60"),
  LIMIT_SOCKET: limit("240/60"),
  LIMIT_MAIL: limit("20/3600"),
  LIMIT_CODE: limit("5/300"),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: "must be an smtp:// or smtps:// address" }).optional(),
  MAIL_FROM: z.email("must be an e-mail address").optional(),
});

/** Every setting of a process, checked. */
export type Config = {
  port: number;
  host: string;
  dataDir: string;
  /** Your own PostgreSQL; without it the embedded one is used. */
  databaseUrl: string | undefined;
  databasePool: number;
  /** Where several nodes wake each other and count requests together; without it each counts its own. */
  redisUrl: string | undefined;
  /** The address people see, without a trailing slash. */
  publicUrl: string;
  /** The origins of the web client where it has a host of its own; empty where this server sends it. */
  clientOrigins: string[];
  /** This server's own address where the client has another host, which passes on requests but no sockets; else null. */
  socketUrl: string | null;
  /** Signs sessions; made and kept in the data directory when absent there. */
  jwtSecret: string | undefined;
  trustProxy: boolean | number | string;
  logLevel: string;
  title: string;
  description: string;
  maxCharacters: number;
  logRetentionHours: number;
  connectionsPerAddress: number;
  connectionsPerAccount: number;
  /** How long a stop goes on serving after it said so, for balancers to notice. */
  drainSeconds: number;
  limits: Record<LimitClass, Limit>;
  /** Sends letters; without it they become files in the data directory. */
  smtpUrl: string | undefined;
  /** The address that letters come from. */
  mailFrom: string;
};

/** The settings are not usable; `problems` says every reason, a line each. */
export class ConfigError extends Error {
  readonly problems: string[];
  constructor(problems: string[]) {
    super(`The settings are not usable:\n${problems.map((line) => `  - ${line}`).join("\n")}`);
    this.name = "ConfigError";
    this.problems = problems;
  }
}

/** Reads all settings from an environment; throws ConfigError with every problem at once. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = Settings.safeParse(given);
  const problems = parsed.success ? [] : parsed.error.issues.map((i) => `${i.path.join(".")}: ${i.message}`);
  if (given["DATABASE_URL"] && !given["JWT_SECRET"])
    problems.push("JWT_SECRET: is needed with DATABASE_URL (at least 32 characters, the same on every node)");
  if (given["SMTP_URL"] && !given["MAIL_FROM"])
    problems.push("MAIL_FROM: is needed with SMTP_URL (the address that letters come from)");
  const trustProxy = readTrustProxy(given["TRUST_PROXY"] ?? "false");
  if (trustProxy === undefined)
    problems.push(
      "TRUST_PROXY: must be true, false, a number of proxies, or a list of addresses (10.0.0.0/8,127.0.0.1)",
    );
  const hosts = readHosts(given["CLIENT_ORIGIN"], given["PUBLIC_URL"]);
  if (typeof hosts === "string") problems.push(hosts);
  if (!parsed.success || typeof hosts === "string" || problems.length > 0 || trustProxy === undefined)
    throw new ConfigError(problems);
  const s = parsed.data;
  const shownHost = s.HOST.includes(":") ? `[${s.HOST}]` : s.HOST;
  return {
    port: s.PORT,
    host: s.HOST,
    dataDir: resolve(s.DATA_DIR),
    databaseUrl: withTls(s.DATABASE_URL, s.DATABASE_TLS),
    databasePool: s.DATABASE_POOL,
    redisUrl: s.REDIS_URL,
    publicUrl: (hosts.clientOrigins[0] ?? s.PUBLIC_URL ?? `http://${shownHost}:${s.PORT}`).replace(/\/+$/, ""),
    ...hosts,
    jwtSecret: s.JWT_SECRET,
    trustProxy,
    logLevel: s.LOG_LEVEL,
    title: s.INSTANCE_TITLE,
    description: s.INSTANCE_DESCRIPTION,
    maxCharacters: s.MAX_CHARACTERS,
    logRetentionHours: s.LOG_RETENTION_HOURS,
    connectionsPerAddress: s.CONNECTIONS_PER_ADDRESS,
    connectionsPerAccount: s.CONNECTIONS_PER_ACCOUNT,
    drainSeconds: s.DRAIN_SECONDS ?? (s.DATABASE_URL ? 3 : 0),
    limits: Object.fromEntries(
      limitClasses.map((name) => [name, s[`LIMIT_${name.toUpperCase() as Uppercase<LimitClass>}`]]),
    ) as Record<LimitClass, Limit>,
    smtpUrl: s.SMTP_URL,
    mailFrom: s.MAIL_FROM ?? "no-reply@localhost",
  };
}

/** The settings of this process: its environment, and `.env` for what the environment does not say. */
export function processConfig(): Config {
  if (existsSync(".env")) loadEnvFile(".env");
  return readConfig(process.env);
}

function readTrustProxy(text: string): boolean | number | string | undefined {
  if (text === "true") return true;
  if (text === "false") return false;
  if (/^\d{1,2}$/.test(text)) return Number(text);
  try {
    compileTrust(text);
    return text;
  } catch {
    return undefined;
  }
}

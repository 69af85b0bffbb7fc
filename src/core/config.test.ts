import { expect, test } from "vitest";
import { ConfigError, readConfig } from "#core/config";

function problems(env: Record<string, string>): string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

const wrong = {
  PORT: "70000",
  HOST: "",
  DATABASE_URL: "mysql://x",
  DATABASE_POOL: "one",
  REDIS_URL: "http://x",
  PUBLIC_URL: "ftp://x",
  JWT_SECRET: "short",
  TRUST_PROXY: "10.0.0.0/99",
  LOG_LEVEL: "loud",
  MAX_CHARACTERS: "0",
  LOG_RETENTION_HOURS: "-1",
  CONNECTIONS_PER_ADDRESS: "1.5",
  LIMIT_READ: "many",
  LIMIT_LOGIN: "0/60",
  LIMIT_WRITE: "60/0",
};

test("without any setting everything has a value that works on one machine", () => {
  expect(readConfig({})).toMatchObject({
    ...{ port: 3000, host: "127.0.0.1", databaseUrl: undefined, databasePool: 12, publicUrl: "http://127.0.0.1:3000" },
    ...{ trustProxy: false, maxCharacters: 500, logRetentionHours: 168, connectionsPerAddress: 100 },
    limits: { login: { points: 30, seconds: 300 } },
  });
});

test("O5 every wrong setting is named at once, and right ones are not", () => {
  const names = problems({ ...wrong, INSTANCE_TITLE: "우리 동네" }).map((line) => line.split(":")[0]);
  expect(new Set(names)).toEqual(new Set(Object.keys(wrong).filter((name) => name !== "HOST")));
});

test("O5 a problem says what would be right, and never repeats a secret", () => {
  const lines = problems({ ...wrong, JWT_SECRET: "hunter2" });
  expect(lines).toContain("PORT: must be a whole number from 0 to 65535");
  expect(lines).toContain("LIMIT_READ: must look like 600/60 (how many / seconds) or be off");
  expect(lines.join()).not.toContain("hunter2");
});

test("O5 a number must be one: blanks, fractions, signs, other bases and other scripts are not", () => {
  for (const text of [" ", "3e3", "0x50", "+80", "80.0", "８０", "80 ", "99999999999999999999"])
    expect([text, problems({ PORT: text }).length]).toEqual([text, 1]);
});

test("an own database needs a secret that all nodes share", () => {
  const DATABASE_URL = "postgres://u:p@db:5432/x";
  expect(problems({ DATABASE_URL })[0]).toMatch(/^JWT_SECRET: is needed/);
  expect(problems({ DATABASE_URL, JWT_SECRET: "x".repeat(32) })).toEqual([]);
});

test("the proxies to believe are a count, addresses, or all of them", () => {
  const trusted = ["true", "false", "1", "127.0.0.1", "10.0.0.0/8, ::1", "loopback,uniquelocal", "fd00::/8"];
  for (const TRUST_PROXY of trusted) expect([TRUST_PROXY, problems({ TRUST_PROXY })]).toEqual([TRUST_PROXY, []]);
  for (const TRUST_PROXY of ["dead", "yes", "10.0.0.0/33", "::1/129", "example.org", ","])
    expect([TRUST_PROXY, problems({ TRUST_PROXY }).length]).toEqual([TRUST_PROXY, 1]);
});

test("the address people see keeps its path and loses its last slash; an IPv6 host gets its brackets", () => {
  expect(readConfig({ PUBLIC_URL: "https://example.org/" }).publicUrl).toBe("https://example.org");
  expect(readConfig({ HOST: "::1", PORT: "80" }).publicUrl).toBe("http://[::1]:80");
});

test("a client with a host of its own is the address that people see, and this server's is where sockets go", () => {
  const PUBLIC_URL = "https://server.example/";
  expect(readConfig({ PUBLIC_URL, CLIENT_ORIGIN: "https://town.example/, https://x.example" })).toMatchObject({
    ...{ publicUrl: "https://town.example", socketUrl: "https://server.example" },
    clientOrigins: ["https://town.example", "https://x.example"],
  });
  expect(readConfig({ PUBLIC_URL })).toMatchObject({ clientOrigins: [], socketUrl: null });
  expect(problems({ CLIENT_ORIGIN: "https://town.example" })[0]).toMatch(/^CLIENT_ORIGIN: also needs PUBLIC_URL/);
  for (const CLIENT_ORIGIN of [
    "town.example",
    "https://town.example/path",
    "*",
    "https://*.example",
    "ftp://x.example",
  ])
    expect(problems({ CLIENT_ORIGIN, PUBLIC_URL })[0]).toMatch(/^CLIENT_ORIGIN: must be origins/);
});

test("how the database's TLS is checked goes into its address, over what stands there", () => {
  const JWT_SECRET = "x".repeat(32);
  const addressWith = (DATABASE_URL: string, DATABASE_TLS: string) =>
    readConfig({ DATABASE_URL, DATABASE_TLS, JWT_SECRET }).databaseUrl;
  const url = "postgres://u:p%40@db.example:5432/x";
  expect(addressWith(url, "no-verify")).toBe(`${url}?sslmode=no-verify`);
  expect(addressWith(`${url}?sslmode=require`, "verify")).toBe(`${url}?sslmode=verify-full`);
  expect(addressWith(url, "off")).toBe(`${url}?sslmode=disable`);
  expect(addressWith(url, "")).toBe(url);
  expect(problems({ DATABASE_TLS: "yes" })[0]).toMatch(/^DATABASE_TLS: /);
});

test("a limit is so many in so many seconds, or off", () => {
  const { limits } = readConfig({ LIMIT_READ: "5/7", LIMIT_WRITE: "off" });
  expect([limits.read, limits.write]).toEqual([
    { points: 5, seconds: 7 },
    { points: 0, seconds: 1 },
  ]);
});

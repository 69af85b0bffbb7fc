import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { execFile } from "node:child_process";
import { TLSSocket } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase } from "#test/database";
import type { TestDatabase } from "#test/database";

let database: TestDatabase;
let front: TlsFront;
beforeAll(async () => {
  database = await createTestDatabase();
  front = await startTlsFront(database.url);
});
afterAll(async () => {
  front.close();
  await database.drop();
});

type TlsFront = { url: string; encrypted: () => number; close: () => void };

/** A certificate that nobody vouches for, as the databases of some hosts have; it protects nothing but these tests. */
const certificate = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgLw09a1Y0CfGp2p5o
MOkTgbsDkdIoNIy75wRbcEqbphOhRANCAASBVdT6xquGWrjLzzUoIxG7amcT4kfA
SIKRKOXUsaNJtw7Plj5CeV1ISKCjTP9uV0MzxP2u1R6t5B29JU/K48Wi
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBiTCCAS+gAwIBAgIUe11da9OuIoqr/OsCQRXlmFps7vwwCgYIKoZIzj0EAwIw
GTEXMBUGA1UEAwwObm9ib2R5LmV4YW1wbGUwIBcNMjYxMTI0MTAxNTI1WhgPMjEy
NjEwMzExMDE1MjVaMBkxFzAVBgNVBAMMDm5vYm9keS5leGFtcGxlMFkwEwYHKoZI
zj0CAQYIKoZIzj0DAQcDQgAEgVXU+sarhlq4y881KCMRu2pnE+JHwEiCkSjl1LGj
SbcOz5Y+QnldSEigo0z/bldDM8T9rtUereQdvSVPyuPFoqNTMFEwHQYDVR0OBBYE
FDIVVBUwfebQpJDnD41Agz+DqLtYMB8GA1UdIwQYMBaAFDIVVBUwfebQpJDnD41A
gz+DqLtYMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhAIt4T4jh
NjV3yJ9Fc8KFPceF9ZxCkH3Lye1TNrb46lhKAiBKJT0bAdBiYuVL+UOsI8BNPUlE
ycUBd4DWSBstBkfZPA==
-----END CERTIFICATE-----`,
};

/** Stands in front of a database and speaks PostgreSQL's TLS, which the embedded one does not. */
async function startTlsFront(to: string): Promise<TlsFront> {
  const behind = new URL(to);
  const folder = behind.searchParams.get("host");
  const port = Number(behind.port || behind.searchParams.get("port") || 5432);
  const open = () =>
    folder?.startsWith("/") ? connect(`${folder}/.s.PGSQL.${port}`) : connect(port, folder ?? behind.hostname);
  let encrypted = 0;
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => {
      socket.write("S");
      const tls = new TLSSocket(socket, { isServer: true, ...certificate });
      tls.on("error", () => socket.destroy());
      tls.once("secure", () => void encrypted++);
      const onward = open().on("error", () => tls.destroy());
      tls.pipe(onward).pipe(tls);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(to);
  url.hostname = "127.0.0.1";
  url.port = String((server.address() as AddressInfo).port);
  url.searchParams.delete("host");
  url.searchParams.delete("port");
  return { url: url.href, encrypted: () => encrypted, close: () => void server.close() };
}

/** Runs `src/migrate.ts` as a host does before it starts a new version. */
const migrate = (settings: Record<string, string>) =>
  new Promise<{ code: number; printed: string }>((resolve) => {
    const env = { PATH: process.env["PATH"], JWT_SECRET: "s".repeat(32), ...settings };
    execFile(process.execPath, ["src/migrate.ts"], { env }, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), printed: out + err }),
    );
  });

test("the step before a release brings the database up to date, and a second time changes nothing", async () => {
  for (let n = 0; n < 2; n++)
    expect(await migrate({ DATABASE_URL: database.url })).toEqual({
      code: 0,
      printed: "The database is up to date.\n",
    });
});

test("a database with a certificate that nobody vouches for is reached encrypted when that is allowed, and only then", async () => {
  expect(await migrate({ DATABASE_URL: front.url, DATABASE_TLS: "no-verify" })).toMatchObject({ code: 0 });
  const before = front.encrypted();
  expect(before).toBeGreaterThan(0);
  const { code, printed } = await migrate({ DATABASE_URL: front.url, DATABASE_TLS: "verify" });
  expect([code, printed]).toEqual([
    1,
    expect.stringMatching(/^The database's certificate is not trusted .*DATABASE_TLS=no-verify\.\n$/),
  ]);
});

test("a step that cannot reach the database says so in a sentence, and stops the release", async () => {
  const { code, printed } = await migrate({ DATABASE_URL: "postgres://nobody:hunter2@127.0.0.1:1/x" });
  expect([code, printed]).toEqual([1, expect.stringMatching(/^The database cannot be reached.*\n$/)]);
  expect(printed).not.toContain("hunter2");
});

test("what the hosts are told to run is there", () => {
  const commands = [...readFileSync("Procfile", "utf8").matchAll(/^(\w+): node_modules\/\.bin\/node (\S+)$/gm)];
  expect(commands.map(([, name]) => name)).toEqual(["release", "web"]);
  for (const [, , path] of commands) expect(readFileSync(path!, "utf8")).toContain("processConfig()");
  const { env } = JSON.parse(readFileSync("app.json", "utf8")) as { env: Record<string, unknown> };
  const settings = new Set(
    [...readFileSync(".env.example", "utf8").matchAll(/^# ([A-Z_]+)=/gm)].map(([, name]) => name),
  );
  expect(Object.keys(env).filter((name) => !settings.has(name))).toEqual([]);
});

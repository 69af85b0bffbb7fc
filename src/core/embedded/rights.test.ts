import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { ask, isRoot, makeBench } from "../../../test/embedded.ts";
import { findBinaries } from "./binaries.ts";

const bench = makeBench();
afterEach(() => bench.clean());

const root = process.cwd();
const nobody = 65534;
const exits0 = (program: string, args: string[], uid?: number) =>
  spawnSync(program, args, { uid, gid: uid }).status === 0;

const enterRoot = ["-e", "process.chdir(process.argv[1])", root];
const others = isRoot && exits0(process.execPath, enterRoot, nobody) ? [nobody] : [];

const mount = (folder: string) => exits0("mount", ["-t", "tmpfs", "-o", "size=90m", "none", folder]);
const disks = isRoot && exits0("unshare", ["-m", "true"]) ? ["tmpfs"] : [];

/** A checkout of what the embedded database needs, in a folder that only root may enter, made with a strict umask. */
async function closedCheckout(strict: boolean): Promise<string> {
  const home = join(bench.folder(), "root");
  const checkout = join(home, "x-messenger");
  mkdirSync(join(checkout, "src", "core"), { recursive: true });
  for (const path of ["package.json", "src/core/embedded.ts", "src/core/embedded"]) {
    cpSync(join(root, path), join(checkout, path), { recursive: true });
  }
  const { postgres } = await findBinaries();
  const folder = join(postgres, "..", "..", "..");
  const [scope, name] = folder.split("/").slice(-2) as [string, string];
  const copy = join(checkout, "node_modules", scope, name);
  cpSync(folder, copy, { recursive: true, verbatimSymlinks: true });
  // As on a machine where npm runs no install scripts.
  for (const { target } of JSON.parse(readFileSync(join(copy, "native", "pg-symlinks.json"), "utf8")) as {
    target: string;
  }[]) {
    if (lstatSync(join(copy, target), { throwIfNoEntry: false })?.isSymbolicLink()) rmSync(join(copy, target));
  }
  symlinkSync(join(root, "node_modules", "pg"), join(checkout, "node_modules", "pg"));
  if (strict) spawnSync("chmod", ["-R", "go=", home]);
  chmodSync(home, 0o700);
  return checkout;
}

test("PostgreSQL never runs as root", async () => {
  const dataDir = join(bench.folder(), "data");
  await bench.start(dataDir);
  expect(statSync(join(dataDir, "pg", "postmaster.pid")).uid).not.toBe(0);
});

// Only root can become somebody else: these tests exist where they can run.
describe.each(isRoot ? ["as root"] : [])("%s", () => {
  test.each([
    ["a folder only root may enter", false, []],
    ["a folder only root may enter, cloned with umask 077,", true, []],
    ["such a folder of a container, whose root may do less,", false, ["setpriv", "--bounding-set=-dac_read_search"]],
  ])(
    "a checkout in %s starts, with its own user for the database",
    async (_, strict, through) => {
      const checkout = await closedCheckout(strict);
      const owner = bench.owner(join(checkout, "data"), { cwd: checkout, through });
      expect(await ask(await owner.connection(), "select 1 as one")).toEqual([{ one: 1 }]);
      expect(statSync(join(checkout, "..")).mode & 0o777).toBe(0o700);
      expect(statSync(join(checkout, "data", "pg")).uid).not.toBe(0);
      owner.child.kill("SIGTERM");
      await owner.exited;
      const again = bench.owner(join(checkout, "data"), { cwd: checkout, through });
      expect(await ask(await again.connection(), "select 1 as one")).toEqual([{ one: 1 }]);
      again.child.kill("SIGTERM");
      await again.exited;
    },
    60_000,
  );

  test("a data directory that root copied is given back to the database", async () => {
    const dataDir = join(bench.folder(), "data");
    await (await bench.start(dataDir)).stop();
    const copy = join(bench.folder(), "copy");
    spawnSync("cp", ["-r", dataDir, copy]);
    expect(statSync(join(copy, "pg")).uid).toBe(0);
    const { connection } = await bench.start(copy);
    expect(await ask(connection, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  test.each(others)(
    "an ordinary user's data directory stays that user's",
    async () => {
      const home = bench.folder();
      chownSync(home, nobody, nobody);
      const dataDir = join(home, "data");
      const theirs = bench.owner(dataDir, { uid: nobody });
      await ask(await theirs.connection(), "create table kept (x int)");
      theirs.child.kill("SIGTERM");
      await theirs.exited;
      const ours = await bench.start(dataDir);
      await ask(ours.connection, "insert into kept values (1)");
      await ours.stop();
      const again = bench.owner(dataDir, { uid: nobody });
      expect(await ask(await again.connection(), "select x from kept")).toEqual([{ x: 1 }]);
      again.child.kill("SIGTERM");
      await again.exited;
    },
    60_000,
  );

  test.each(others)(
    "an ordinary user is told that a database is somebody else's, and where nobody may write",
    async () => {
      const home = bench.folder();
      const dataDir = join(home, "data");
      await (await bench.start(dataDir)).stop();
      const { uid } = statSync(join(dataDir, "pg"));
      expect(await bench.owner(dataDir, { uid: nobody }).line).toContain(`belongs to another user (${uid})`);
      expect(await bench.owner(join(home, "other"), { uid: nobody }).line).toBe(
        `EmbeddedError: X-Messenger may not write to ${join(home, "other")}: choose another DATA_DIR, or start as the user who owns it.`,
      );
    },
  );

  test.each(disks)(
    "a full disk (%s) is called a full disk, before the first start and after it, and room heals it",
    async () => {
      const disk = bench.folder();
      expect(mount(disk)).toBe(true);
      try {
        chmodSync(disk, 0o755);
        const full = (name: string) => `The disk that holds ${join(disk, name)} is full: make room and start again.`;
        const filler = join(disk, "filler");
        writeFileSync(filler, Buffer.alloc(75_000_000));
        await expect(bench.start(join(disk, "data"))).rejects.toThrow(full("data"));
        rmSync(filler);
        await (await bench.start(join(disk, "data"))).stop();
        spawnSync("sh", ["-c", 'cat /dev/zero > "$1"', "sh", filler]);
        await expect(bench.start(join(disk, "data"))).rejects.toThrow(/The disk that holds .* is full/);
        rmSync(filler);
        const embedded = await bench.start(join(disk, "data"));
        expect(await ask(embedded.connection, "select 1 as one")).toEqual([{ one: 1 }]);
        await embedded.stop();
      } finally {
        spawnSync("umount", [disk]);
      }
    },
    60_000,
  );
});

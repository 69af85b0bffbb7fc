import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { chromium } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge"];

const places = [
  ...["/usr/lib/chromium/chromium", "/snap/bin/chromium", "/opt/google/chrome/chrome"],
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

/** Whether a browser is there and starts: some packages are only a hint to install another, some lack libraries. */
export function works(path: string): boolean {
  if (!existsSync(path)) return false;
  if (process.platform === "win32") return true;
  return spawnSync(path, ["--version"], { timeout: 20_000, stdio: "ignore" }).status === 0;
}

/** Every place where a browser may already be, the likeliest first. */
export function candidates(searchPath: string = process.env["PATH"] ?? ""): string[] {
  const folders = searchPath.split(delimiter).filter(Boolean);
  return [
    ...names.flatMap((name) => folders.map((folder) => join(folder, name))),
    ...places,
    chromium.executablePath(),
  ];
}

const say = (line: string) => process.stderr.write(`${line}\n`);
const minutes = (n: number) => n * 60_000;

/** Playwright's own download, which some networks do not let through. */
function download(): boolean {
  say("No Chromium found; downloading one for the browser tests.");
  const cli = join(dirname(createRequire(import.meta.url).resolve("playwright-core/package.json")), "cli.js");
  const { status } = spawnSync(process.execPath, [cli, "install", "chromium"], {
    timeout: minutes(4),
    stdio: "ignore",
  });
  return status === 0;
}

/** The Chromium of Debian and its relatives, with letters for Korean. */
function installPackage(): boolean {
  if (spawnSync("apt-get", ["--version"], { stdio: "ignore" }).status !== 0) return false;
  say("Installing Chromium with apt-get for the browser tests.");
  const become = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  const apt = (...args: string[]) => {
    const [program = "", ...rest] = [...become, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", ...args];
    return spawnSync(program, rest, { timeout: minutes(8), stdio: ["ignore", "ignore", "inherit"] }).status === 0;
  };
  return apt("update") && apt("install", "-y", "--no-install-recommends", "chromium", "fonts-noto-cjk");
}

/**
 * The path of a Chromium that starts: CHROMIUM_PATH, else one that is installed, else one fetched now, by Playwright or
 * by apt-get, which may take minutes the first time. Throws when there is none to be had.
 */
export async function ensureBrowser(): Promise<string> {
  const chosen = process.env["CHROMIUM_PATH"];
  if (chosen) {
    if (works(chosen)) return chosen;
    throw new Error(`CHROMIUM_PATH is ${chosen}, and that does not start: correct it or leave it out.`);
  }
  const find = () => candidates().find(works);
  let found = find();
  if (!found && download()) found = find();
  if (!found && installPackage()) found = find();
  if (found) return found;
  throw new Error(
    "No Chromium starts here, and none could be fetched: install Chromium or Chrome, or name one in CHROMIUM_PATH.",
  );
}

if (import.meta.main) {
  try {
    console.log(await ensureBrowser());
  } catch (error) {
    say((error as Error).message);
    process.exitCode = 1;
  }
}

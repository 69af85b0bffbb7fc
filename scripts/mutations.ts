import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { mutations } from "../test/mutations.ts";
import type { Mutation } from "../test/mutations.ts";

// Takes away each single check of who may see what, one at a time, in a copy of the tree, and asks whether the laws
// notice: npm run mutations -- --only muted --laws src/leak.law.test.ts
const told = "src/features/notifications/notifications";
const laws = ["src/leak.law.test.ts", "src/lists.law.test.ts", `${told}.law.test.ts`, `${told}.test.ts`];
const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    laws: { type: "string", default: laws.join() },
  },
});

/** A copy of what git knows of the tree, beside the same packages. */
function copyTree(): string {
  const copy = mkdtempSync(join(tmpdir(), "mutations-"));
  const files = execFileSync("git", ["ls-files", "-z"], { encoding: "utf8" }).split("\0").filter(Boolean);
  for (const file of files) cpSync(file, join(copy, file), { recursive: true });
  symlinkSync(resolve("node_modules"), join(copy, "node_modules"));
  return copy;
}

/** What the law says of the tree: the first test that fails, or null. */
async function judge(copy: string): Promise<string | null> {
  const report = join(copy, "report.json");
  const vitest = ["node_modules/vitest/vitest.mjs", "run", "--project", "unit", "--bail", "1"];
  const asked = [...vitest, "--reporter", "json", "--outputFile", report, ...values.laws.split(",")];
  const code = await new Promise((done) =>
    spawn(process.execPath, asked, { cwd: copy, stdio: "ignore" }).once("exit", done),
  );
  if (code === 0) return null;
  const { testResults } = JSON.parse(readFileSync(report, "utf8")) as Report;
  const failed = testResults.flatMap((r) => r.assertionResults).find(({ status }) => status === "failed");
  return failed?.fullName.trim() ?? `no test ran: ${testResults[0]?.message.split("\n")[0]}`;
}
type Report = { testResults: { message: string; assertionResults: { status: string; fullName: string }[] }[] };

function takeAway(copy: string, { name, file, from, to }: Mutation): () => void {
  const path = join(copy, file);
  const text = readFileSync(path, "utf8");
  if (text.split(from).length !== 2) throw new Error(`"${name}" does not stand once in ${file}: ${from}`);
  writeFileSync(
    path,
    text.replace(from, () => to),
  );
  return () => writeFileSync(path, text);
}

const copy = copyTree();
try {
  const chosen = mutations.filter(({ name }) => name.includes(values.only));
  for (const mutation of chosen) takeAway(copy, mutation)();
  console.log("| without | caught by |\n| --- | --- |");
  const missed: string[] = [];
  for (const mutation of chosen) {
    const putBack = takeAway(copy, mutation);
    const caught = await judge(copy);
    putBack();
    if (caught === null || caught.startsWith("no test ran")) missed.push(mutation.name);
    console.log(`| ${mutation.name} | ${caught ?? "**nothing**"} |`);
  }
  console.log(`\n${chosen.length - missed.length} of ${chosen.length} caught`);
  if (missed.length > 0) process.exitCode = 1;
} finally {
  rmSync(copy, { recursive: true, force: true });
}

import { spawn } from "node:child_process";
import { parseArgs } from "node:util";

// The long form of src/faults.test.ts: npm run faults -- --runs 1000 --seed 7 --minutes 120
const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "1000" },
    seed: { type: "string", default: String(Date.now() % 1e6) },
    minutes: { type: "string", default: "600" },
  },
});
const whole = /^\d{1,9}$/;
if (!Object.values(values).every((value) => whole.test(value))) {
  console.error("--runs, --seed and --minutes are whole numbers: npm run faults -- --runs 1000 --seed 7");
  process.exit(1);
}
const test = ["run", "--project", "unit", "src/faults.test.ts"];
const env = { ...process.env, FAULTS_RUNS: values.runs, FAULTS_SEED: values.seed, FAULTS_MINUTES: values.minutes };
const child = spawn(process.execPath, ["node_modules/vitest/vitest.mjs", ...test], { env, stdio: "inherit" });
child.once("exit", (code) => process.exit(code ?? 1));

import { defineConfig } from "vitest/config";
import { retried } from "./test/retried.ts";

/** Where a machine wants the results as JSON, a file per run; people read the terminal. */
const reports = process.env["TEST_REPORTS"];

export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: [
      "default",
      retried,
      ...(reports ? [["json", { outputFile: `${reports}/${process.pid}.json` }] satisfies [string, object]] : []),
    ],
    projects: [
      {
        test: {
          name: "unit",
          include: ["{src,scripts,test}/**/*.test.{ts,tsx}"],
          environment: "node",
          globalSetup: ["test/global-setup.ts"],
          testTimeout: 20_000,
          hookTimeout: 60_000,
          // A busy machine is late, not wrong.
          expect: { poll: { timeout: 10_000 } },
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "e2e",
          include: ["e2e/**/*.e2e.ts"],
          environment: "node",
          globalSetup: ["test/global-setup.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          // A real browser on a busy machine: docs/decisions/011-a-second-try.md
          retry: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});

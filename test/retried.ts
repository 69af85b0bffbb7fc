import type { Reporter, TestModule } from "vitest/node";

/** So many journeys of one run may have needed their second try. */
const forgiven = 3;

/**
 * Tells which tests passed only when they were tried again: they are to be mended, though the run is green. More than
 * three are no accident of a busy machine, and the run is red.
 */
export const retried: Reporter = {
  onTestRunEnd(modules: readonly TestModule[]) {
    const again = modules
      .flatMap((module) => [...module.children.allTests()])
      .filter((test) => test.result().state === "passed" && (test.diagnostic()?.retryCount ?? 0) > 0);
    if (again.length === 0) return;
    console.log(`\nPassed at the second try only, and to be mended:`);
    for (const test of again) console.log(`  ${test.module.relativeModuleId} > ${test.fullName}`);
    if (again.length > forgiven) {
      console.log(`More than ${forgiven} is too many.`);
      process.exitCode = 1;
    }
  },
};

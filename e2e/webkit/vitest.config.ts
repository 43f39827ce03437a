import { defineConfig } from 'vitest/config';
import type { Reporter, TestCase } from 'vitest/node';

/** One second try for a busy machine, and never in silence. */
const flaky: Reporter = {
  onTestCaseResult(test: TestCase) {
    if (test.diagnostic()?.flaky)
      console.log(
        `!! FLAKY, held on the second try: ${test.fullName}\n!!   ${test.result().errors?.[0]?.message}`,
      );
  },
};

export default defineConfig({
  test: {
    root: '.',
    include: ['e2e/webkit/*.webkit.ts'],
    // one window on one display, as a person has it
    fileParallelism: false,
    testTimeout: 240_000,
    hookTimeout: 120_000,
    retry: 1,
    reporters: ['verbose', 'json', flaky],
    outputFile: { json: process.env.PODPATH_REPORT ?? 'node_modules/.cache/webkit.json' },
  },
});

import { writeFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import type { Reporter, TestCase } from 'vitest/node';
import { type Flaky, RETRIES } from '../../src/cli/dev/browser-report.mjs';

/** Vitest's report does not tell which tests held only on their second try; the command wants to know. */
const wavered: Flaky[] = [];
const flaky: Reporter = {
  onTestCaseResult(test: TestCase) {
    if (!test.diagnostic()?.flaky) return;
    const error = test.result().errors?.[0]?.message.split('\n')[0] ?? '';
    wavered.push({ where: test.module.relativeModuleId, title: test.fullName, error });
  },
  onTestRunEnd() {
    if (process.env.PODPATH_FLAKY)
      writeFileSync(process.env.PODPATH_FLAKY, JSON.stringify(wavered));
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
    retry: RETRIES,
    reporters: ['verbose', 'json', flaky],
    outputFile: { json: process.env.PODPATH_REPORT ?? 'node_modules/.cache/webkit.json' },
  },
});

// What Playwright's JSON report says: how many held, how many did not, and which held only when they were tried again.
import { readFileSync } from 'node:fs';

/** A busy machine may make one click too slow, or two. More than this is no accident. */
const FLAKY_AT_MOST = 3;

export const RETRIES = 1;

function* testsOf(suite) {
  for (const spec of suite.specs ?? [])
    for (const test of spec.tests)
      yield { where: `${spec.file}:${spec.line}`, title: spec.title, test };
  for (const inner of suite.suites ?? []) yield* testsOf(inner);
}

/**
 * `{ passed, failed, flaky, skipped }`; a test that held on its second try is in `passed` and, by name, in `flaky`.
 * `skipped` counts by reason.
 */
export function readBrowserReport(file) {
  const { suites, stats } = JSON.parse(readFileSync(file, 'utf8'));
  const tests = suites.flatMap((suite) => [...testsOf(suite)]);
  const flaky = tests
    .filter(({ test }) => test.status === 'flaky')
    .map(({ where, title, test }) => ({
      where,
      title,
      error: firstLine(test.results[0]?.error?.message ?? test.results[0]?.status ?? ''),
    }));
  return {
    ...withFlaky(stats.expected, stats.unexpected, flaky),
    skipped: countReasons(tests.filter(({ test }) => test.status === 'skipped')),
  };
}

/** Few that waver have passed; more than a few have failed. */
export function withFlaky(passed, failed, flaky) {
  const tooMany = flaky.length > FLAKY_AT_MOST;
  return {
    passed: passed + (tooMany ? 0 : flaky.length),
    failed: failed + (tooMany ? flaky.length : 0),
    flaky,
  };
}

function countReasons(tests) {
  const counts = new Map();
  for (const { test } of tests) {
    const reason =
      test.annotations?.find(({ type }) => type === 'skip')?.description ?? 'no reason';
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return counts;
}

/** Says loudly what is flaky: it is a mistake of the test or of the product, though it stops nobody today. */
export function tellFlaky(flaky) {
  if (flaky.length === 0) return;
  console.log(`\n!! FLAKY: ${flaky.length} failed at first and held on the second try:`);
  for (const { where, title, error } of flaky)
    console.log(`!!   ${where} ${title}\n!!     ${error}`);
  if (flaky.length > FLAKY_AT_MOST)
    console.log(`!!   more than ${FLAKY_AT_MOST} are no accident: they count as failed`);
}

// oxlint-disable-next-line no-control-regex -- Playwright colours its messages
const firstLine = (text) => text.replaceAll(/\u001b\[[\d;]*m/g, '').split('\n')[0] ?? '';

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readBrowserReport } from './browser-report.mjs';

/** A report with the fields that Playwright 1.64 writes. */
function reportOf(flaky: number, unexpected = 0): string {
  const spec = (title: string, status: string) => ({
    file: 'a.spec.ts',
    line: 7,
    title,
    tests: [
      {
        status,
        results: [{ error: { message: '\u001b[31mlocator.click: too slow\u001b[39m\nat' } }],
      },
    ],
  });
  const specs = [
    spec('holds', 'expected'),
    ...Array.from({ length: flaky }, (_, index) => spec(`wavers ${index}`, 'flaky')),
    ...Array.from({ length: unexpected }, () => spec('breaks', 'unexpected')),
  ];
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'report-')), 'browser.json');
  const stats = { expected: 1, unexpected, flaky };
  writeFileSync(file, JSON.stringify({ stats, suites: [{ specs: [], suites: [{ specs }] }] }));
  return file;
}

test('a test that holds on its second try passes and is named with what went wrong at first', () => {
  expect(readBrowserReport(reportOf(1, 1))).toMatchObject({
    passed: 2,
    failed: 1,
    flaky: [{ where: 'a.spec.ts:7', title: 'wavers 0', error: 'locator.click: too slow' }],
  });
});

test('more than three that waver fail', () => {
  expect(readBrowserReport(reportOf(3))).toMatchObject({ passed: 4, failed: 0 });
  expect(readBrowserReport(reportOf(4))).toMatchObject({ passed: 1, failed: 4 });
});

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const rows = readFileSync('docs/embed/pitfalls.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (---|what)/.test(line));
const named = rows.flatMap((row) =>
  [...row.matchAll(/`((?:src|e2e)\/\S+?\.ts): (.*?)`(?=<br>| \|)/g)].map(
    (match) => [match[1] ?? '', match[2] ?? ''] as const,
  ),
);

describe('what went wrong elsewhere', () => {
  test('every row names at least one test, and the issues it comes from', () => {
    expect(rows.length).toBeGreaterThan(20);
    for (const row of rows) {
      expect(row).toMatch(/`(src|e2e)\/\S+\.ts: /);
      expect(row).toMatch(/[\w.-]+\/[\w.-]+#\d+/);
    }
  });

  test.each(named)('%s still has the test “%s”', (file, name) => {
    const text = readFileSync(file, 'utf8');
    const quoted = ["'", '"', '`'].some((mark) => text.includes(`${mark}${name}${mark}`));
    expect([name, quoted]).toEqual([name, true]);
  });
});

/** The files that go into other people's courses: the same bytes every time, nothing that a locked frame forbids, small enough. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { piecesOf } from '../../src/course/build/html';
import { lessonScenes } from '../../src/course/build/scenes';
import { FORMATS, type Format } from '../../src/course/package/manifests';
import { packageFiles, packageZip } from '../../src/course/package/package';
import { PICTURES, scriptOf, WHOLE } from '../../src/course/package/scripts';

const KIB = 1024;
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const packed = (script = WHOLE) => readFileSync(path.join('dist', script));
const pieces = piecesOf(lessonScenes());
const zipOf = (format: Format, script: Uint8Array, name = 'quiz') => {
  const piece = pieces.find((entry) => entry.name === name);
  if (!piece) throw new Error(`there is no ${name}`);
  return packageZip({ format, piece, pass: 0.8, script });
};

test('two builds give the same bytes, and so do the packages made of them', () => {
  test.setTimeout(420_000);
  const folder = mkdtempSync(path.join(tmpdir(), 'podpath-build-'));
  try {
    const { status, stderr } = spawnSync(
      'npx',
      ['--no-install', 'tsx', 'e2e/lms/build-packed.ts', folder],
      { encoding: 'utf8', env: { ...process.env, NODE_ENV: 'production' } },
    );
    expect([status, stderr]).toEqual([0, expect.any(String)]);
    for (const script of [WHOLE, PICTURES]) {
      const again = readFileSync(path.join(folder, script));
      expect(again.length).toBeGreaterThan(100 * KIB);
      expect(sha256(again)).toBe(sha256(packed(script)));
      for (const format of FORMATS)
        expect(sha256(zipOf(format, again))).toBe(sha256(zipOf(format, packed(script))));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

for (const script of [WHOLE, PICTURES])
  test(`${script} has no eval, no module and no worker of its own file`, () => {
    const text = packed(script).toString('utf8');
    const found = (pattern: RegExp) => [...text.matchAll(pattern)].map(([match]) => match);
    expect(found(/(?<![\w$.])eval\(/g)).toEqual([]);
    expect(found(/\bnew Function\b|(?<![\w$.])Function\(/g)).toEqual([]);
    expect(found(/(?<![\w$.`])import\s*\(/g)).toEqual([]);
    expect(found(/\bimport\.meta\b|type=["']?module/g)).toEqual([]);
    expect(found(/\bnew (?:Shared)?Worker\(|importScripts|XMLHttpRequest/g)).toEqual([]);
    expect(found(/^\s*(?:import|export)\b/gm)).toEqual([]);
  });

test('it calls out in one place: the cmi5 adapter, to the address that the launch gives', () => {
  const calls = [
    ...packed()
      .toString('utf8')
      .matchAll(/.{0,24}\bfetch\(.{0,8}/g),
  ];
  expect(calls.map(([text]) => text)).toEqual([
    expect.stringMatching(/fetch:\((\w+),(\w+)\)=>\w+\.fetch\(\1,\2\)/),
  ]);
});

test('it loads nothing from an absolute address', () => {
  const loads = /(?:src|href|url|import|fetch)\s*[:=(]\s*["'`]?(?:https?:)?\/\/[\w.-]+[^"'`)\s]*/g;
  expect(packed().toString('utf8').match(loads) ?? []).toEqual([]);
});

for (const format of FORMATS) {
  test(`the page of a ${format} package loads one classic script from beside it`, () => {
    const [piece] = pieces;
    if (!piece) throw new Error('the lesson has no picture');
    const files = packageFiles({ format, piece, pass: 0.8, script: 'x' });
    expect(String(files['index.html']).match(/<(?:script|link|img)\b[^>]*>/g)).toEqual([
      '<script src="podpath.js" defer>',
    ]);
  });

  for (const [name, most] of [
    ['lesson', 480],
    ['quiz', 480],
    ['clusterip-trace', 345],
  ] as const)
    test(`a ${format} package with the ${name} stays under ${most} KiB`, () => {
      const { length } = zipOf(format, packed(scriptOf(name)), name);
      test.info().annotations.push({ type: 'size', description: `${length} bytes` });
      expect(length).toBeLessThan(most * KIB);
    });
}

test('embed.js stays under 3 KB as it is sent', () => {
  expect(gzipSync(readFileSync('dist/embed.js'), { level: 9 }).length).toBeLessThan(3_000);
});

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { checkWalls } from './walls';

const folder = mkdtempSync(path.join(tmpdir(), 'walls-'));
afterAll(() => rmSync(folder, { recursive: true }));

function breachesOf(file: string, text: string) {
  const root = mkdtempSync(path.join(folder, 'case-'));
  const target = path.join(root, 'src', file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, text);
  return checkWalls(root);
}

describe('walls between the rooms', () => {
  test('hold in this project, and more than a hundred modules were read', () => {
    const { modules, breaches } = checkWalls('.');
    expect(breaches).toEqual([]);
    expect(modules).toBeGreaterThan(100);
  });

  test.each([
    ['sim/a.ts', "import { x } from '../diagram/b';", 'sim must not know diagram'],
    ['sim/a.ts', "import React from 'react';", 'sim may use only yaml'],
    ['sim/net/a.ts', "import { x } from '../link/bridge';", 'the layer net must not call link'],
    ['sim/cni/a.ts', "import { x } from '../proxy/b';", 'the agent cni must not know proxy'],
    ['scene/a.ts', "import { x } from '../lesson/b';", 'scene must not know lesson'],
    ['lesson/a.ts', "import { x } from '../app/b';", 'lesson must not know app'],
    ['diagram/a.ts', "import * as d3 from 'd3';", 'd3 is imported by name'],
    ...[
      "addEventListener('unload', save);",
      'addEventListener("beforeunload", save);',
      'window.onunload = save;',
      'window.onbeforeunload = save;',
    ].map((text) => [
      'course/a.ts',
      text,
      'pages listen to pagehide, not to an event that browsers switch off',
    ]),
  ])('%s with %s is refused', (file, text, why) => {
    expect(breachesOf(file, text).breaches.map((breach) => breach.why)).toContain(why);
  });

  test('the core does not type-check with document or setTimeout in it', () => {
    const root = path.resolve('.');
    writeFileSync(
      path.join(folder, 'a.ts'),
      'export const x = () => { document.title = "a"; setTimeout(() => {}, 1); };\n',
    );
    const config = {
      extends: path.join(root, 'src/sim/tsconfig.json'),
      include: [path.join(folder, 'a.ts')],
    };
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config));
    const { status, stdout } = spawnSync('npx', ['--no-install', 'tsc', '-p', folder, '--noEmit'], {
      encoding: 'utf8',
    });
    expect(status).not.toBe(0);
    expect(stdout).toContain("Cannot find name 'document'");
    expect(stdout).toContain("Cannot find name 'setTimeout'");
  });
});

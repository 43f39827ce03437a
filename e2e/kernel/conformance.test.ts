import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openFolder } from '../../src/cli/conform/folder';
import { judge } from '../../src/cli/conform/scenario';

const GOLDENS = path.join(import.meta.dirname, 'goldens');
const folder = openFolder(GOLDENS);
/** groups of recordings that the simulation is held against so far */
const GROUPS = /^(v0|v10|v11|v12|c0|b0[1-9]|b1)/;

describe('recordings of a Linux kernel', () => {
  for (const id of folder.ids.filter((name) => GROUPS.test(name))) {
    test(`${id} agrees in every header byte`, () => {
      const judgement = judge(folder.load(id));
      expect(judgement).toMatchObject({ kind: 'passed', replay: { disagreements: [] } });
    });
  }
});

import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openFolder } from '../../src/cli/conform/folder';
import { judge } from '../../src/cli/conform/scenario';

const GOLDENS = path.join(import.meta.dirname, 'goldens');
const folder = openFolder(GOLDENS);

const NOT_COMPARABLE: Readonly<Record<string, RegExp>> = {
  'b00-bgp-session': /daemons talk/,
  'm09a-vxlan-mtu-clamp': /no packet was sent/,
  'o01-offload-on': /offload/,
  'o02-offload-on-20k': /offload/,
};

describe('recordings of a Linux kernel', () => {
  for (const id of folder.ids) {
    const reason = NOT_COMPARABLE[id];
    test(reason ? `${id} is not comparable` : `${id} agrees in every header byte`, () => {
      const judgement = judge(folder.load(id));
      if (reason)
        expect(judgement).toMatchObject({
          kind: 'not-comparable',
          reason: expect.stringMatching(reason),
        });
      else expect(judgement).toMatchObject({ kind: 'passed', replay: { disagreements: [] } });
    });
  }

  test('are 129', () => {
    expect(folder.ids).toHaveLength(129);
  });
});

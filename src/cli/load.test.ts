import { describe, expect, test } from 'vitest';
import { parseArguments } from './arguments';
import { describeProblem, loadWorld } from './load';

function problems(...argv: readonly string[]): string {
  const options = parseArguments(argv);
  if (!options.ok) throw new Error(options.error);
  const world = loadWorld(options.value);
  return world.ok ? '' : world.error.map(describeProblem).join('');
}

const LESSON = 'content/clusters/lesson.yaml';

describe('a command line that cannot become a world', () => {
  test.each([
    [['absent.yaml'], 'absent.yaml: cannot be read (ENOENT). Name a file with manifests.\n'],
    [[LESSON, '--seed', 'abc'], '--seed "abc" is no number. Write digits, like 42.\n'],
    [
      [LESSON, '--endpoint', '10.244.1'],
      '--endpoint "10.244.1" is no IPv4 address. Write the address of a pod, like 10.244.1.8.\n',
    ],
    [[LESSON, '--cni', 'weave'], /^unknown CNI "weave"\. Known CNIs: /],
    [[LESSON, '--proxy', 'ipvs'], /^unknown .*"ipvs"\. Known/],
    [[LESSON, '--fault', 'gremlins'], /^unknown fault "gremlins"\. Known faults: /],
    [[LESSON, '--endpoint', '10.244.9.9'], /^--endpoint 10\.244\.9\.9 stands behind no Service\. /],
  ])('%j says what is wrong and what to do', (argv, expected) => {
    expect(problems(...argv)).toMatch(expected);
  });

  test('names every file that is missing, not only the first', () => {
    expect(problems('a.yaml', 'b.yaml').split('\n')).toHaveLength(3);
  });
});

test('the lesson becomes a world', () => {
  expect(problems(LESSON, '--endpoint', '10.244.1.8', '--seed', '7')).toBe('');
});

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildWorld } from '../../../sim';
import { readManifests } from '../../../sim/kube/manifest';
import { startOf } from './starts';
import { begin, type Deed, type Open, reducer, resume, type Workbench } from './workbench';

const FILE = 'lesson.yaml';
const original = readFileSync('content/clusters/lesson.yaml', 'utf8');
const open: Open = (text, cni) => {
  const objects = readManifests([{ file: FILE, text }]);
  return objects.ok ? buildWorld(objects.value, { cni }) : objects;
};
const start = begin(open, original, 'flannel');
const after = (...deeds: readonly Deed[]): Workbench => deeds.reduce(reducer(open), start);
const edit = (draft: string): Deed => ({ do: 'edit', draft });
const APPLY: Deed = { do: 'apply' };
const UNDO: Deed = { do: 'undo' };
const lineOf = (text: string, part: string): number =>
  text.split('\n').findIndex((line) => line.includes(part)) + 1;

interface Bad {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** text of the line that must be named */
  readonly line: string;
  readonly says: RegExp;
}

const BAD: readonly Bad[] = [
  {
    name: 'a tab in the indentation',
    from: '    app: client',
    to: '\tapp: client',
    line: '\tapp: client',
    says: /tab/i,
  },
  {
    name: 'an unknown kind',
    from: 'kind: Namespace',
    to: 'kind: Namespase',
    line: 'kind: Namespase',
    says: /Namespase.*Did you mean "Namespace"/,
  },
  {
    name: 'a missing field',
    from: '    - protocol: TCP\n      port: 8080\n      targetPort: 8080',
    to: '    - protocol: TCP\n      targetPort: 8080',
    line: '    - protocol: TCP',
    says: /port/,
  },
  {
    name: 'a node that does not exist',
    from: 'nodeName: node-3',
    to: 'nodeName: node-9',
    line: 'nodeName: node-9',
    says: /node-9.*node-/,
  },
  {
    name: 'the same pod address twice',
    from: 'podpath.dev/pod-ip: 10.244.0.8',
    to: 'podpath.dev/pod-ip: 10.244.0.5',
    line: 'podpath.dev/pod-ip: 10.244.0.5',
    says: /10\.244\.0\.5/,
  },
];

describe('a draft with a problem', () => {
  test.each(BAD)('$name is named with line and way out, and the world stays', (bad) => {
    const text = original.replace(bad.from, bad.to);
    expect(text).not.toBe(original);
    const bench = after(edit(text), APPLY);
    expect(bench.world).toBe(start.world);
    expect(bench.draft).toBe(text);
    const [problem] = bench.problems;
    expect(`${problem?.message} ${problem?.hint}`).toMatch(bad.says);
    expect(problem?.file).toBe(FILE);
    const lines = text.split('\n');
    expect(lines[(problem?.line ?? 0) - 1]?.trim()).toBe(bad.line.trim());
    expect(problem?.hint).not.toBe('');
    expect(lineOf(text, bad.line)).toBeGreaterThan(0);
  });

  test('of whatever rubbish never throws and never loses the world', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (text) => {
        const bench = after(edit(text), APPLY);
        if (bench.problems.some((problem) => problem.severity === 'error'))
          expect(bench.world).toBe(start.world);
      }),
      { numRuns: 300, seed: 11 },
    );
  });
});

describe('the bench', () => {
  const renamed = original.replace('name: pod-d', 'name: pod-x');

  test('runs an edited cluster', () => {
    const bench = after(edit(renamed), APPLY);
    expect(bench.problems.filter((problem) => problem.severity === 'error')).toEqual([]);
    expect(bench.world.cluster.pods.map((pod) => pod.metadata.name)).toContain('pod-x');
    expect(bench.revision).toBe(1);
  });

  test('undo first gives up the draft, then goes back to the world before', () => {
    const deeds = [edit(renamed), APPLY, edit('rubbish: ['), APPLY];
    const one = after(...deeds, UNDO);
    expect(one).toMatchObject({ draft: renamed, applied: renamed });
    const two = after(...deeds, UNDO, UNDO);
    expect(two.applied).toBe(original);
    expect(after(...deeds, UNDO, UNDO, UNDO)).toEqual(two);
  });

  test('reset can be undone', () => {
    const bench = after(edit(renamed), APPLY, { do: 'reset', original }, UNDO);
    expect(bench.applied).toBe(renamed);
  });

  test('another CNI builds another world of the same text', () => {
    const bench = after({ do: 'cni', cni: 'calico' });
    expect(bench.applied).toBe(original);
    expect(bench.world.options.cni).toBe('calico');
  });

  test('a text from before is taken up, and the lesson’s own stays one undo away', () => {
    const bench = resume(open, start, renamed);
    expect(bench.applied).toBe(renamed);
    expect(reducer(open)(bench, UNDO).applied).toBe(original);
    expect(resume(open, start, 'kind: [').world).toBe(start.world);
    expect(resume(open, start, null)).toBe(start);
  });

  test('opens with a request when a link names no picture', () => {
    expect(startOf('constructor')).toEqual(startOf('clusterip-trace'));
  });
});

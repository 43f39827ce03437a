import { describe, expect, test } from 'vitest';
import { remarkLesson } from '../src/authoring/remark-lesson';

const element = (name: string, attributes: Record<string, string>) => ({
  type: 'root',
  children: [
    {
      type: 'mdxJsxFlowElement',
      name,
      attributes: Object.entries(attributes).map(([key, value]) => ({
        type: 'mdxJsxAttribute' as const,
        name: key,
        value,
      })),
      position: { start: { line: 7, column: 1 } },
    },
  ],
});

const compile = (name: string, attributes: Record<string, string>) => () =>
  remarkLesson()(element(name, attributes), { path: 'lesson.mdx' });

describe('lesson text that breaks its schema', () => {
  test.each([
    ['an unknown tag', 'Blink', {}, /lesson\.mdx:7:1: <Blink> is not a word/],
    ['a missing prop', 'Terminal', { at: 'node-1' }, /lesson\.mdx:7:1: <Terminal> needs run/],
    [
      'an unknown scene',
      'Scene',
      { name: 'x', title: 't', takeaway: 't', simplified: 's' },
      /there is no scene "x"/,
    ],
    ['an unknown number', 'Num', { of: 'answer' }, /there is no number "answer"/],
    ['an unknown cluster', 'Manifest', { cluster: 'moon', kind: 'Pod', name: 'a' }, /moon\.yaml/],
    [
      'an unknown mode of kube-proxy',
      'Terminal',
      { at: 'node-1', run: 'ip route', proxy: 'ipvs' },
      /there is no proxy "ipvs"\. Known: iptables nftables/,
    ],
    ['an unknown command', 'Terminal', { at: 'node-1', run: 'frobnicate' }, /command not found/],
  ])('%s fails with file and line', (_name, tag, attributes, message) => {
    expect(compile(tag, attributes as Record<string, string>)).toThrow(message);
  });

  test('a terminal gets its output from the simulator', () => {
    const tree = element('Terminal', { at: 'node-1', run: 'ip route' });
    remarkLesson()(tree, { path: 'lesson.mdx' });
    const output = tree.children[0]?.attributes.find((entry) => entry.name === 'output')?.value;
    expect(output).toContain('10.244.1.0/24 via 10.244.1.0 dev flannel.1 onlink');
  });
});

import { describe, expect, test } from 'vitest';
import { readQuestion, readQuiz } from '../src/authoring/quiz';
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
      { name: 'x', title: 't', takeaway: 't' },
      /there is no scene "x"/,
    ],
    ['an unknown number', 'Num', { of: 'answer' }, /there is no number "answer"/],
    ['an unknown cluster', 'Manifest', { cluster: 'moon', kind: 'Pod', name: 'a' }, /moon\.yaml/],
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

const question = (proof: string, choice: string) => `---
id: q
kind: single
objective: o
concepts: [a]
${proof}
---
Which?

<Choice correct>a</Choice>
<Choice why="It tempts because of its name; the route table rules it out.">b</Choice>
${choice}

<Explain>Because.</Explain>
`;
const GOOD =
  '<Choice why="It tempts because it is short; the list of routes rules it out.">c</Choice>';

describe('questions', () => {
  test('the bank has at least 15, of every kind, and every key agrees with the simulator', () => {
    const questions = readQuiz();
    expect(questions.length).toBeGreaterThanOrEqual(15);
    expect(new Set(questions.map((entry) => entry.kind))).toEqual(
      new Set(['single', 'multiple', 'order', 'number', 'place']),
    );
  });

  test('a wrong choice without feedback fails with file and line', () => {
    expect(() => readQuestion('q.mdx', question('', '<Choice>c</Choice>'))).toThrow(
      /q\.mdx:12: a wrong answer needs why/,
    );
  });

  test('a key that the simulator refutes fails', () => {
    const proof = 'proof: { at: node-1, run: "ip addr", matches: "10.96.0.42" }';
    expect(() => readQuestion('q.mdx', question(proof, GOOD))).toThrow(
      /the simulator disagrees with the key/,
    );
  });

  test('the same question with a true key is read', () => {
    const proof = 'proof: { at: node-1, run: "ip addr", lacks: "10.96.0.42" }';
    expect(readQuestion('q.mdx', question(proof, GOOD))).toMatchObject({ id: 'q', kind: 'single' });
  });
});

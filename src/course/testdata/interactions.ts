/** One answer of every kind, and odd ones. */
import type { AnswerData, Interaction } from '../host';

export const ANSWERS: readonly AnswerData[] = [
  { kind: 'choice', chosen: ['b'], correct: ['a', 'c'] },
  {
    kind: 'choice',
    chosen: [...'abcdefghijklmno'],
    correct: [...'abcdefghijklmno'],
  },
  { kind: 'choice', chosen: ['clusterip-is-virtual'], correct: ['node-1/flannel.1'] },
  { kind: 'choice', chosen: [], correct: ['a'] },
  { kind: 'sequencing', chosen: ['c', 'a', 'b'], correct: ['a', 'b', 'c'] },
  {
    kind: 'matching',
    chosen: [
      ['a', 'b'],
      ['b', 'a'],
    ],
    correct: [
      ['a', 'a'],
      ['b', 'b'],
    ],
  },
  { kind: 'numeric', chosen: 36, correct: 50 },
  { kind: 'numeric', chosen: 1e21, correct: 0.00001 },
  { kind: 'text', chosen: 'next hop: 10.244.1.0; ttl: 62 …', correct: 'ttl: 62' },
  { kind: 'performance', chosen: 'x'.repeat(9_000), correct: 'works' },
];

export const interaction = (answer: AnswerData, index = 0): Interaction => ({
  id: `where is it: #${index} ü`,
  text: `Where is the address ${index}? <b>${'x'.repeat(400)}`,
  answer,
  isRight: index % 2 === 0,
  latencySeconds: 12.345 + index,
  answeredAt: Date.UTC(2026, 10, 23, 10, 0, 0, 7),
});

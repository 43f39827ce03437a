/** A small bank with one question of every kind, for tests. */
import type { Bank, BankEntry } from './bank';
import type { Question } from './question';

const base = {
  objective: 'walk',
  depth: 'predict',
  concepts: ['ttl'],
  variant: 0,
  stem: 'With which `ttl` does it arrive?',
  explain: 'Both nodes route.',
  hints: ['Count.', 'Count the routers.', 'There are two.'],
  exhibits: [],
  see: { scene: 'walk-cross-node', text: 'the walk across nodes' },
} as const;

const choices = [
  { id: 'a', text: 'one', correct: false, why: 'one tempts' },
  { id: 'b', text: 'two', correct: true, why: '' },
  { id: 'c', text: 'three', correct: false, why: 'three tempts' },
];

export const QUESTIONS: readonly Question[] = [
  { ...base, id: 'one-of-three', kind: 'single', choices },
  {
    ...base,
    id: 'several',
    kind: 'multiple',
    choices: [...choices, { id: 'd', text: 'four', correct: true, why: '' }],
  },
  {
    ...base,
    id: 'in-order',
    kind: 'order',
    items: [
      { id: 'a', text: 'SYN', why: '' },
      { id: 'b', text: 'SYN-ACK', why: 'it answers the SYN' },
      { id: 'c', text: 'ACK', why: 'it answers the SYN-ACK' },
    ],
  },
  {
    ...base,
    id: 'pairs',
    kind: 'match',
    pairs: [
      { id: 'a', left: 'bridge', right: 'link', why: 'it switches frames' },
      { id: 'b', left: 'route', right: 'network', why: 'it names an address' },
    ],
    spare: ['transport'],
  },
  {
    ...base,
    id: 'ttl',
    kind: 'number',
    answer: 62,
    unit: '',
    tolerance: 0,
    why: 'Count the routers.',
    wrong: [{ value: '61', why: 'The tunnel is no router.' }],
  },
  {
    ...base,
    id: 'where',
    kind: 'place',
    cni: 'flannel',
    choices: choices.map((choice, index) => ({ ...choice, place: `node-${index + 1}/eth0` })),
  },
  {
    ...base,
    id: 'packet',
    kind: 'predict',
    fields: [
      {
        id: 'dst',
        label: 'outer destination',
        answer: '10.0.0.11',
        why: 'the other node',
        wrong: [{ value: '10.244.1.8', why: 'the inner one' }],
      },
      { id: 'ttl', label: 'TTL', answer: '63', why: 'one router so far', wrong: [] },
    ],
  },
  { ...base, id: 'which-line', kind: 'line', choices },
  {
    ...base,
    id: 'mend',
    kind: 'repair',
    manifest: 'selector: wrong',
    rest: '',
    cni: 'flannel',
    check: { at: 'default/pod-a', run: 'curl http://my-service:8080/', matches: 'seen' },
    solution: 'selector: right',
    wrong: [{ text: 'selector:  other', why: 'no pod has it' }],
  },
];

const entries: readonly BankEntry[] = QUESTIONS.map((question) => ({
  question,
  variants: [
    { variant: 1, stem: `${question.stem} (1)` },
    { variant: 2, stem: `${question.stem} (2)` },
  ],
}));

export const BANK: Bank = {
  objectives: [{ id: 'walk', title: 'Follow a packet', section: 'cross-node' }],
  entries,
};

export const questionById = (id: string): Question => {
  const found = QUESTIONS.find((question) => question.id === id);
  if (!found) throw new Error(`no question ${id}`);
  return found;
};

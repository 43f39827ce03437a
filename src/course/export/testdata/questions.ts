/** A question of every kind, with text that formats stumble over. */
import type { Question } from '../../../quiz';

const base = {
  objective: 'service-network',
  depth: 'recall',
  concepts: [],
  variant: 0,
  explain: 'It is a match in `rules`, see https://example.test/#a=b.',
  hints: ['Look: there', 'Nearer', 'It = {here}'],
  exhibits: [],
  see: { scene: 'three-networks', text: 'the picture' },
} as const;

export const QUESTIONS: readonly Question[] = [
  {
    ...base,
    id: 'where-is-it',
    kind: 'single',
    stem: 'Where is `10.96.0.42`?\n\nThink: {of} = all ~ of it.',
    choices: [
      { id: 'a', text: 'on no interface: {a} = ~b #c', correct: true, why: '' },
      { id: 'b', text: 'on `cni0`', correct: false, why: 'The bridge holds = its own.' },
      { id: 'c', text: 'on <b> & -> eth0', correct: false, why: 'No.' },
    ],
  },
  {
    ...base,
    id: 'all-that-apply',
    kind: 'multiple',
    stem: 'Which two?',
    choices: [
      { id: 'a', text: 'one', correct: true, why: '' },
      { id: 'b', text: 'two', correct: true, why: '' },
      { id: 'c', text: 'three', correct: false, why: 'Not this.' },
    ],
  },
  {
    ...base,
    id: 'in-order',
    kind: 'order',
    stem: 'Put into order.',
    items: [
      { id: 'a', text: 'first -> of all', why: '' },
      { id: 'b', text: 'second', why: 'x' },
      { id: 'c', text: 'third', why: 'y' },
    ],
  },
  {
    ...base,
    id: 'belongs-to',
    kind: 'match',
    stem: 'Match them.',
    pairs: [
      { id: 'a', left: 'VXLAN', right: '50', why: 'z' },
      { id: 'b', left: 'IPIP', right: '20', why: 'z' },
    ],
    spare: ['8'],
  },
  {
    ...base,
    id: 'how-many',
    kind: 'number',
    stem: 'How many bytes?',
    answer: 50,
    unit: 'bytes',
    tolerance: 0,
    why: 'Add them.',
    wrong: [{ value: '36', why: 'One is missing.' }],
  },
  {
    ...base,
    id: 'click-it',
    kind: 'place',
    cni: 'flannel',
    stem: 'Where is it rewritten?',
    choices: [
      { id: 'a', text: 'node-1, PREROUTING', correct: true, why: '', place: 'node-1#PREROUTING' },
      { id: 'b', text: 'node-2, eth0', correct: false, why: 'Too late.', place: 'node-2/eth0' },
    ],
  },
  {
    ...base,
    id: 'next-hop',
    kind: 'predict',
    stem: 'Fill in.',
    fields: [
      {
        id: 'mac',
        label: 'destination MAC',
        answer: '0a:58:0a:f4:00:01',
        why: 'The gateway.',
        wrong: [],
      },
      { id: 'ttl', label: 'TTL', answer: '63', why: 'One router.', wrong: [] },
    ],
  },
  {
    ...base,
    id: 'which-line',
    kind: 'line',
    stem: 'Which line tells you?',
    exhibits: [{ at: 'node-1', command: 'ip route', output: 'default via 203.0.113.1 {dev} eth0' }],
    choices: [
      { id: 'a', text: 'line 1', correct: true, why: '' },
      { id: 'b', text: 'line 2', correct: false, why: 'No.' },
    ],
  },
  {
    ...base,
    id: 'mend-it',
    cni: 'flannel',
    kind: 'repair',
    stem: 'Mend it.',
    manifest: 'kind: Service',
    rest: '',
    check: { at: 'default/pod-a', run: 'curl my-service', matches: 'ok' },
    solution: 'kind: Service',
    wrong: [],
  } as Question,
];

import { describe, expect, test } from 'vitest';
import { encodeSession, grade, keyOf, questionAt, questionOf, startSession } from '../quiz';
import { DEPTHS, KINDS, type Question } from '../quiz/question';
import { LONGEST_SESSION } from '../quiz/codec';
import { assembleBank, readObjectives, readQuestion, readQuiz } from './quiz';

const HINTS = `<Hint>Look at the routes.</Hint>
<Hint>One of them is longer.</Hint>
<Hint>The longest prefix wins.</Hint>`;
const EXPLAIN = '<Explain>Because the prefix is longer.</Explain>';

const SEE = 'see: { scene: osi-map, text: The map }';

interface Parts {
  readonly kind?: string;
  readonly front?: string;
  readonly see?: string;
  readonly answer: string;
  readonly end?: string;
}

/** A question with everything in its place; front matter has 6 lines of its own. */
const text = ({
  kind = 'single',
  front = '',
  see = SEE,
  answer,
  end = `${HINTS}\n${EXPLAIN}`,
}: Parts) => `---
id: test-question
kind: ${kind}
objective: walk
depth: recall
concepts: [routes]
${see}${front === '' ? '' : `\n${front}`}
---
Which?

${answer}

${end}
`;

const CHOICES = `<Choice correct>a</Choice>
<Choice why="It tempts because of its name; the route table rules it out.">b</Choice>
<Choice why="It tempts because it is short; the list of routes rules it out.">c</Choice>`;

const reading = (parts: Parts) => () => readQuestion('q.mdx', text(parts));

describe('a question that breaks its schema fails with file and line', () => {
  const wrong = 'why="It tempts because it is near; the trace rules it out."';
  const cases: readonly (readonly [string, Parts, RegExp])[] = [
    [
      'a wrong choice without feedback',
      { answer: CHOICES.replace(/ why="It tempts because it is short.*?"/, '') },
      /^q\.mdx:13: a wrong answer needs why/,
    ],
    [
      'two right choices where one is asked for',
      { answer: CHOICES.replace('<Choice why', '<Choice correct why') },
      /^q\.mdx:9: single: 3 choices, 2 right/,
    ],
    [
      'a word that the vocabulary does not have',
      { answer: `<Blink>x</Blink>` },
      /^q\.mdx:11: <Blink> is not a word here/,
    ],
    ['text outside of elements', { answer: `${CHOICES}\nstray` }, /^q\.mdx:14: this text stands/],
    [
      'an element that is not closed',
      { answer: '<Choice correct>a' },
      /^q\.mdx:11: <Choice> is not/,
    ],
    ['no explanation', { answer: CHOICES, end: HINTS }, /^q\.mdx:9: the question has no <Explain>/],
    [
      'two hints instead of three',
      { answer: CHOICES, end: `<Hint>one</Hint>\n<Hint>two</Hint>\n${EXPLAIN}` },
      /^q\.mdx:9: a question has 3 hints, this one has 2/,
    ],
    [
      'an unknown field of the front matter',
      { front: 'colour: red', answer: CHOICES },
      /^q\.mdx:8: colour: /,
    ],
    [
      'an unknown fault',
      { front: 'world: { faults: [gremlins] }', answer: CHOICES },
      /^q\.mdx:8: world\.faults\.0: /,
    ],
    [
      'a placeholder that nobody knows',
      { answer: CHOICES.replace('>a<', '>{far.colour}<') },
      /^q\.mdx:11: \{far\.colour\} is not known. Known: .*far\.ip/,
    ],
    [
      'a picture that is not there',
      { see: 'see: { scene: moon, text: The moon }', answer: CHOICES },
      /^q\.mdx:7: there is no scene "moon"\. Known: /,
    ],
    [
      'a hop that the picture does not have',
      { see: 'see: { scene: clusterip-trace, text: x, hop: "stage=bake" }', answer: CHOICES },
      /^q\.mdx:7: the trace of ".*" has no hop "stage=bake"/,
    ],
    [
      'a command that is not modelled',
      { front: 'shows: [{ at: node-1, run: frobnicate }]', answer: CHOICES },
      /^q\.mdx:8: "frobnicate" cannot be run in node-1/,
    ],
    [
      'a place that the cluster does not have',
      {
        kind: 'place',
        answer: `<Place answer="node-1/moon0">\n<Wrong place="none" ${wrong} />\n<Wrong place="node-1/cni0" ${wrong} />\n</Place>`,
      },
      /^q\.mdx:11: the cluster has no place "node-1\/moon0"/,
    ],
    [
      'a line of the output of which nobody speaks',
      {
        kind: 'line',
        front: 'shows: [{ at: node-1, run: ip route }]',
        answer: `<Line matches="^default">\n<Wrong line="cni0" ${wrong} />\n</Line>`,
      },
      /^q\.mdx:12: no <Wrong line="…" why="…"> speaks about this line: 10\.0\.0\.0\/24/,
    ],
    [
      'a wrong value that is the answer',
      {
        kind: 'number',
        answer: `<Number answer={5} ${wrong}>\n<Wrong value={5} ${wrong} />\n</Number>`,
      },
      /^q\.mdx:12: 5 is listed as wrong and is the answer/,
    ],
  ];
  test.each(cases)('%s', (_name, parts, message) => {
    expect(reading(parts)).toThrow(message);
  });
});

describe('a key that the simulator refutes fails with file and line', () => {
  const wrong = 'why="It tempts because it is near; the trace rules it out."';
  const cases: readonly (readonly [string, Parts, RegExp])[] = [
    [
      'output that does not match',
      { front: 'proof: { at: node-1, run: ip addr, matches: "10.96.0.42" }', answer: CHOICES },
      /^q\.mdx:8: the simulator disagrees with the key: "ip addr" does not print/,
    ],
    [
      'an address that some interface has',
      { front: 'proof: { nowhere: 10.244.0.1 }', answer: CHOICES },
      /^q\.mdx:8: the simulator disagrees with the key: node-1 has 10\.244\.0\.1 on cni0/,
    ],
    [
      'a number that the output does not say',
      {
        kind: 'number',
        front: 'proof: { at: default/pod-a, run: "ping -c 1 10.244.1.8", extract: "ttl=(\\\\d+)" }',
        answer: `<Number answer={61} ${wrong} />`,
      },
      /^q\.mdx:8: the simulator disagrees with the key: it says 62, the question says 61/,
    ],
    [
      'a place where it does not happen',
      {
        kind: 'place',
        front:
          'proof: { at: default/pod-a, run: "ping -c 1 10.244.1.8", hop: "stage=encapsulate" }',
        answer: `<Place answer="node-1/eth0">\n<Wrong place="none" ${wrong} />\n<Wrong place="node-1/cni0" ${wrong} />\n</Place>`,
      },
      /^q\.mdx:8: the simulator disagrees with the key: it happens at node-1\/flannel\.1/,
    ],
    [
      'an order that the trace does not have',
      {
        kind: 'order',
        front: 'trace: { at: default/pod-a, run: "ping -c 1 10.244.1.8" }',
        answer: `<Item hop="stage=encapsulate">wrap</Item>\n<Item hop="stage=send" ${wrong}>send</Item>\n<Item ${wrong}>x</Item>`,
      },
      /^q\.mdx:13: the simulator disagrees with the key: in the trace this comes before/,
    ],
    [
      'two faults that look the same',
      {
        front:
          'deal: [service-selector-typo, no-ready-pod]\nshows: [{ at: default/pod-a, run: "nc -zv 10.96.0.42 8080" }]',
        answer: `<Choice fault="service-selector-typo" ${wrong}>a</Choice>\n<Choice fault="no-ready-pod" ${wrong}>b</Choice>\n<Choice ${wrong}>c</Choice>`,
      },
      /^q\.mdx:8: the simulator disagrees with the key: what "test-question" shows is the same/,
    ],
    [
      'a wrong repair that helps',
      {
        kind: 'repair',
        front:
          'repair: { kind: Service, name: my-service }\ncheck: { at: default/pod-a, run: "nc -zv -w 1 my-service 8080", matches: succeeded }',
        answer: `<Break find="app: my-service" replace="app: x" />\n<Tempting find="app: x" replace="app: my-service" ${wrong} />`,
      },
      /^q\.mdx:14: the simulator disagrees: this wrong fix helps/,
    ],
    [
      'a break that breaks nothing',
      {
        kind: 'repair',
        front:
          'repair: { kind: Service, name: my-service }\ncheck: { at: default/pod-a, run: "nc -zv -w 1 my-service 8080", matches: succeeded }',
        answer: `<Break find="type: ClusterIP" replace="type: ClusterIP " />\n<Tempting find="app: my-service" replace="app: x" ${wrong} />`,
      },
      /^q\.mdx:13: the simulator disagrees: the check passes with the broken manifest/,
    ],
  ];
  test.each(cases)('%s', (_name, parts, message) => {
    expect(reading(parts)).toThrow(message);
  });

  test('the same question with a true key is read', () => {
    const front = 'proof: { at: node-1, run: ip addr, lacks: "10.96.0.42" }';
    const entry = readQuestion('q.mdx', text({ front, answer: CHOICES }));
    expect(entry.question).toMatchObject({ id: 'test-question', kind: 'single' });
  });
});

describe('a bank', () => {
  const objective = { id: 'walk', title: 'Follow a packet', section: 'walk', line: 4 };
  const entry = readQuestion('q.mdx', text({ answer: CHOICES }));
  const named = (id: string, depth: Question['depth']) => ({
    ...entry,
    file: `${id}.mdx`,
    question: { ...entry.question, id, depth },
  });

  test('an objective with two questions fails at its line', () => {
    expect(() => assembleBank([objective], [named('a', 'recall'), named('b', 'predict')])).toThrow(
      /^content\/objectives\.yaml:4: the objective "walk" has 2 questions and needs 3/,
    );
  });

  test('an objective without a depth fails and names it', () => {
    const three = [named('a', 'recall'), named('b', 'predict'), named('c', 'predict')];
    expect(() => assembleBank([objective], three)).toThrow(/missing: diagnose/);
  });

  test('a question of an unknown objective fails in its own file', () => {
    expect(() => assembleBank([], [named('a', 'recall')])).toThrow(
      /^a\.mdx:2: there is no objective "walk"/,
    );
  });

  test('two questions with one id fail', () => {
    expect(() => assembleBank([objective], [entry, entry])).toThrow(
      /the id "test-question" is taken/,
    );
  });

  test('the file of objectives is read with its lines', () => {
    expect(readObjectives()[0]?.line).toBeGreaterThan(1);
    expect(() => readObjectives('- id: a\n')).toThrow(/^content\/objectives\.yaml:/);
  });
});

describe('the bank of the lesson', () => {
  const bank = readQuiz();
  const all = bank.entries.flatMap((entry) =>
    [0, ...entry.variants.map((_, index) => index + 1)].map((variant) =>
      questionOf(entry, variant),
    ),
  );

  test('has at least 45 questions, of every kind and every depth', () => {
    expect(bank.entries.length).toBeGreaterThanOrEqual(45);
    const questions = bank.entries.map((entry) => entry.question);
    expect(new Set(questions.map((question) => question.kind))).toEqual(new Set(KINDS));
    expect(new Set(questions.map((question) => question.depth))).toEqual(new Set(DEPTHS));
  });

  test('every key of every variant is graded right', () => {
    for (const question of all) expect(grade(question, keyOf(question)).correct).toBe(true);
    expect(all.length).toBeGreaterThan(100);
  });

  test('no placeholder is left in any text', () => {
    expect(JSON.stringify(all)).not.toMatch(/\{(client|near|far|third|service|port|key)[.}]/);
  });

  test('variants of a question about a cluster differ in what the learner reads', () => {
    for (const { question, variants } of bank.entries)
      for (const change of variants)
        expect(Object.keys(change).length, question.id).toBeGreaterThan(1);
  });

  test('a finished practice of everything stays under the limit of a host', () => {
    const started = startSession(bank, { mode: 'practice', seed: 9999 });
    const entries = started.entries.map((entry, index) => {
      const question = questionAt(bank, started, index);
      if (!question) throw new Error(`no question ${entry.id}`);
      return {
        ...entry,
        response: keyOf(question),
        correct: true,
        score: 1,
        attempts: 7,
        hints: 3,
        seconds: 3600,
      };
    });
    const line = encodeSession(
      { ...started, at: entries.length - 1, finished: true, entries },
      bank,
    );
    expect(line.length).toBeLessThan(LONGEST_SESSION);
    expect(line.length).toBeLessThan(1500);
  });
});

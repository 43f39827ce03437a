/**
 * Reads content/quiz/*.mdx and content/objectives.yaml into the bank and proves it: where a question names a world, the
 * simulator must agree with the key, in every variant. What breaks the schema fails the build with file and line.
 */
import { readdirSync, readFileSync } from 'node:fs';
import * as v from 'valibot';
import { LineCounter, parseDocument } from 'yaml';
import { type Bank, type BankEntry, difference } from '../quiz/bank';
import { shortId } from '../quiz/codec';
import { DEPTHS, type Objective, type Question } from '../quiz/question';
import { answerOf } from './quiz/answers';
import { readBody, type Stop } from './quiz/elements';
import { readFront } from './quiz/front';
import { lookAt } from './quiz/looks';
import { prove, provenValue } from './quiz/prove';
import { Sitting, type Source } from './quiz/sitting';
import { hasPlaceholder, type VariedCluster, variedClusters } from './quiz/variants';

const FOLDER = 'content/quiz';
const OBJECTIVES = 'content/objectives.yaml';
const PER_OBJECTIVE = 3;
const HINTS = 3;

const Objectives = v.array(
  v.strictObject({ id: v.string(), title: v.string(), section: v.string() }),
);

export interface ReadEntry extends BankEntry {
  readonly file: string;
}

export function readObjectives(
  text = readFileSync(OBJECTIVES, 'utf8'),
): readonly (Objective & { readonly line: number })[] {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const parsed = v.safeParse(Objectives, document.toJS());
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new Error(`${OBJECTIVES}:1: ${v.getDotPath(issue) ?? ''}: ${issue.message}`);
  }
  return parsed.output.map((objective, index) => {
    const node = document.getIn([index], true) as { range?: [number, number, number] } | undefined;
    return { ...objective, line: node?.range ? counter.linePos(node.range[0]).line : 1 };
  });
}

export const quizFiles = (): readonly string[] =>
  readdirSync(FOLDER)
    .filter((name) => name.endsWith('.mdx'))
    .sort()
    .map((name) => `${FOLDER}/${name}`);

export function readQuiz(): Bank {
  const entries = quizFiles().map((file) => readQuestion(file, readFileSync(file, 'utf8')));
  return assembleBank(readObjectives(), entries);
}

/** Checks what only the whole bank can show: double ids, unknown objectives, objectives with too little. */
export function assembleBank(
  objectives: readonly (Objective & { readonly line: number })[],
  entries: readonly ReadEntry[],
): Bank {
  const files = new Map<string, string>();
  for (const { question, file } of entries) {
    for (const key of [question.id, `short ${shortId(question.id)}`]) {
      const other = files.get(key);
      if (other)
        throw new Error(`${file}:2: the id "${question.id}" is taken or too alike: ${other}`);
      files.set(key, file);
    }
    if (!objectives.some((objective) => objective.id === question.objective))
      throw new Error(
        `${file}:2: there is no objective "${question.objective}" in ${OBJECTIVES}. Known: ${objectives.map((objective) => objective.id).join(' ')}`,
      );
  }
  for (const { id, line } of objectives) {
    const own = entries.filter(({ question }) => question.objective === id);
    const missing = DEPTHS.filter((depth) => own.every(({ question }) => question.depth !== depth));
    if (own.length < PER_OBJECTIVE || missing.length > 0)
      throw new Error(
        `${OBJECTIVES}:${line}: the objective "${id}" has ${own.length} questions and needs ${PER_OBJECTIVE} at different depths${missing.length > 0 ? `; missing: ${missing.join(', ')}` : ''}`,
      );
  }
  return {
    objectives: objectives.map(({ id, title, section }) => ({ id, title, section })),
    entries: entries.map(({ question, variants }) => ({ question, variants })),
  };
}

/** Proving a question takes a moment, so that an unchanged one is proved once. */
const proved = new Map<string, ReadEntry>();

export function readQuestion(file: string, text: string): ReadEntry {
  const key = `${file}\n${text}`;
  const known = proved.get(key);
  if (known) return known;
  const entry = read(file, text);
  proved.set(key, entry);
  return entry;
}

function read(file: string, text: string): ReadEntry {
  const stop: Stop = (line, message) => {
    throw new Error(`${file}:${line}: ${message}`);
  };
  const match = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text);
  if (!match) return stop(1, 'a question begins with front matter between --- lines');
  const bodyLine = (match[1] ?? '').split('\n').length + 3;
  const front = readFront(match[1] ?? '', 2, stop);
  const body = readBody(match[2] ?? '', bodyLine, stop);
  if (!body.stem) stop(bodyLine, 'the question has no text');
  const source: Source = { front, body, bodyLine, stop };
  const varies = hasPlaceholder(text) || front.value.deal !== undefined;
  const clusters = varies ? variedClusters() : variedClusters().slice(0, 1);
  const [question, ...others] = clusters.map((cluster, index) => build(source, cluster, index));
  if (!question) return stop(1, 'there is no cluster to ask about');
  const variants = others.map((other) => difference(question, other));
  // only the number of the variant differs: the addresses stand in the proof alone
  const isSame = variants.every((change) => Object.keys(change).length === 1);
  return { file, question, variants: isSame ? [] : variants };
}

function build(source: Source, cluster: VariedCluster, variant: number): Question {
  const sitting = new Sitting(source, cluster, variant);
  const { front, stop } = sitting;
  const one = (tag: string) => sitting.elements.filter((element) => element.tag === tag);
  const [explain] = one('Explain');
  if (!explain)
    return stop(
      source.bodyLine,
      'the question has no <Explain>: say why the right answer is right',
    );
  const hints = one('Hint');
  if (hints.length !== HINTS)
    stop(
      source.bodyLine,
      `a question has ${HINTS} hints, this one has ${hints.length}: where to look, what to see there, all but the answer`,
    );
  const proven = provenValue(sitting);
  if (proven !== undefined) sitting.bindings.key = proven;
  const flow = (text: string, line: number) =>
    sitting
      .fill(text, line)
      .split(/\n\s*\n/)
      .map((paragraph) => paragraph.replace(/\s*\n\s*/g, ' ').trim())
      .join('\n\n');
  const base = {
    id: front.id,
    objective: front.objective,
    depth: front.depth,
    concepts: front.concepts,
    variant,
    stem: flow(source.body.stem, source.bodyLine),
    explain: flow(explain.text, explain.line),
    hints: hints.map((hint) => flow(hint.text, hint.line)),
    exhibits: sitting.exhibits(),
    see: sitting.at(sitting.lineOf('see'), () => lookAt(front.see)),
  };
  const question = answerOf(base, sitting);
  prove(question, sitting);
  return question;
}

/**
 * Reads content/quiz/*.mdx into data and proves the keys: where a question names a cluster and a command, the simulator
 * must agree. A question without feedback, or with a key that the simulator refutes, fails the build with file and line.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { run } from '../sim/simulation';
import type { CniName, FaultId } from '../sim/world';
import type { Question } from '../lesson/quiz/types';
import { worldOf } from './worlds';

const FOLDER = 'content/quiz';
const KINDS = ['single', 'multiple', 'order', 'number', 'place'] as const;

interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string | true>>;
  readonly text: string;
  readonly line: number;
}

interface Proof {
  readonly cluster?: string;
  readonly cni?: CniName;
  readonly faults?: readonly FaultId[];
  readonly at: string;
  readonly run: string;
  readonly matches?: string;
  readonly lacks?: string;
  readonly extract?: string;
}

interface FrontMatter {
  readonly id: string;
  readonly kind: Question['kind'];
  readonly objective: string;
  readonly concepts: readonly string[];
  readonly proof?: Proof;
}

export function readQuiz(): readonly Question[] {
  const files = readdirSync(FOLDER)
    .filter((name) => name.endsWith('.mdx'))
    .sort();
  const questions = files.map((name) =>
    readQuestion(`${FOLDER}/${name}`, readFileSync(`${FOLDER}/${name}`, 'utf8')),
  );
  const ids = questions.map((question) => question.id);
  const double = ids.find((id, index) => ids.indexOf(id) !== index);
  if (double) throw new Error(`${FOLDER}: two questions have the id "${double}"`);
  return questions;
}

export function readQuestion(file: string, text: string): Question {
  const stop = (line: number, message: string): never => {
    throw new Error(`${file}:${line}: ${message}`);
  };
  const match = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text);
  if (!match) return stop(1, 'a question begins with front matter between --- lines');
  const front = parse(match[1] ?? '') as FrontMatter;
  const body = match[2] ?? '';
  const firstLine = (match[1] ?? '').split('\n').length + 3;
  if (!front.id || !front.objective) stop(1, 'a question needs id and objective');
  if (!KINDS.includes(front.kind)) stop(2, `kind must be one of ${KINDS.join(', ')}`);
  const elements = readElements(body, firstLine);
  const stem = body.split(/^<(?:Choice|Item|Number|Place|Explain)\b/m)[0]?.trim() ?? '';
  const explain = elements.find((element) => element.tag === 'Explain')?.text;
  if (!stem) stop(firstLine, 'the question has no text');
  if (!explain)
    return stop(firstLine, 'the question has no <Explain>: say why the right answer is right');
  const base = {
    id: front.id,
    objective: front.objective,
    concepts: front.concepts ?? [],
    stem,
    explain,
  };
  const question = readAnswer(front, base, elements, stop);
  if (front.proof) prove(question, front.proof, (message) => stop(firstLine, message));
  return question;
}

/** Elements at the beginning of a line, with what stands between the tags. */
function readElements(body: string, firstLine: number): readonly Element[] {
  const pattern =
    /^<(Choice|Item|Why|Number|Wrong|Place|Explain)((?:\s+\w+(?:=(?:"[^"]*"|\{[^}]*\}))?)*)\s*(?:\/>|>([\s\S]*?)<\/\1>)/gm;
  const found: Element[] = [];
  const read = (source: string, offset: number) => {
    for (const match of source.matchAll(pattern)) {
      const attributes: Record<string, string | true> = {};
      for (const pair of (match[2] ?? '').matchAll(/(\w+)(?:=(?:"([^"]*)"|\{([^}]*)\}))?/g)) {
        attributes[pair[1] ?? ''] = pair[2] ?? pair[3] ?? true;
      }
      const line = offset + source.slice(0, match.index).split('\n').length - 1;
      const inner = match[3] ?? '';
      found.push({ tag: match[1] ?? '', attributes, text: inner.trim(), line });
      if (match[1] === 'Number' || match[1] === 'Place') read(inner.replace(/^\s+/gm, ''), line);
    }
  };
  read(body, firstLine);
  return found;
}

type Stop = (line: number, message: string) => never;
type Base = Pick<Question, 'id' | 'objective' | 'concepts' | 'stem' | 'explain'>;

function readAnswer(
  front: FrontMatter,
  base: Base,
  elements: readonly Element[],
  stop: Stop,
): Question {
  const of = (tag: string) => elements.filter((element) => element.tag === tag);
  const why = (element: Element | undefined): string => {
    const text = element?.attributes.why;
    if (typeof text !== 'string' || text.length < 20)
      return stop(
        element?.line ?? 1,
        'a wrong answer needs why="…": what tempts, and which observation rules it out',
      );
    return text;
  };
  if (front.kind === 'single' || front.kind === 'multiple') {
    const choices = of('Choice').map((element) => ({
      text: element.text,
      correct: element.attributes.correct === true,
      why:
        element.attributes.correct === true ? String(element.attributes.why ?? '') : why(element),
    }));
    const right = choices.filter((choice) => choice.correct).length;
    if (choices.length < 3 || right < 1 || (front.kind === 'single' && right !== 1))
      stop(1, `${front.kind}: ${choices.length} choices, ${right} right`);
    return { ...base, kind: front.kind, choices };
  }
  if (front.kind === 'order') {
    const items = of('Item').map((element) => element.text);
    if (items.length < 3) stop(1, 'an ordering needs three items or more');
    return {
      ...base,
      kind: 'order',
      items,
      why: of('Why')[0]?.text ?? stop(1, 'an ordering needs <Why>'),
    };
  }
  if (front.kind === 'number') {
    const [element] = of('Number');
    if (!element) return stop(1, 'a number question needs <Number answer={…}>');
    const wrong = of('Wrong').map((entry) => ({
      value: Number(entry.attributes.value),
      why: why(entry),
    }));
    const { answer, unit = '', tolerance = '0' } = element.attributes;
    return {
      ...base,
      kind: 'number',
      answer: Number(answer),
      unit: String(unit),
      tolerance: Number(tolerance),
      why: why(element),
      wrong,
    };
  }
  const [element] = of('Place');
  if (!element) return stop(1, 'a place question needs <Place answer="…">');
  const wrong = of('Wrong').map((entry) => ({
    place: String(entry.attributes.place),
    why: why(entry),
  }));
  return {
    ...base,
    kind: 'place',
    answer: String(element.attributes.answer),
    why: why(element),
    wrong,
  };
}

function prove(question: Question, proof: Proof, stop: (message: string) => never): void {
  const world = worldOf(proof.cluster ?? 'lesson', {
    cni: proof.cni ?? 'flannel',
    faults: proof.faults ?? [],
  });
  const result = run(world, proof.at, proof.run);
  const text = `${result.stdout}${result.stderr}`;
  if (proof.matches && !new RegExp(proof.matches).test(text))
    stop(
      `the simulator disagrees with the key: "${proof.run}" does not print /${proof.matches}/ but:\n${text}`,
    );
  if (proof.lacks && text.includes(proof.lacks))
    stop(`the simulator disagrees with the key: "${proof.run}" prints "${proof.lacks}"`);
  if (!proof.extract) return;
  const found = Number(new RegExp(proof.extract).exec(text)?.[1]);
  if (question.kind !== 'number' || Math.abs(found - question.answer) > question.tolerance) {
    stop(
      `the simulator disagrees with the key: it says ${found}, the question says ${question.kind === 'number' ? question.answer : '?'}`,
    );
  }
}

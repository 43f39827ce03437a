/** What can be answered, per kind, out of a question's elements and the world it is asked about. */
import type {
  Choice,
  Item,
  PacketField,
  Pair,
  PlaceChoice,
  Question,
  WrongValue,
} from '../../quiz/question';
import { runRepair } from '../../lesson/quiz/run-repair';
import type { Element } from './elements';
import type { Sitting } from './sitting';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const SHORTEST_WHY = 20;

type Base = Omit<Extract<Question, { kind: 'order' }>, 'kind' | 'items'>;

export function answerOf(base: Base, sitting: Sitting): Question {
  const { front } = sitting;
  switch (front.kind) {
    case 'single':
    case 'multiple':
      return { ...base, kind: front.kind, choices: choices(sitting) };
    case 'order':
      return { ...base, kind: 'order', items: items(sitting) };
    case 'match':
      return { ...base, kind: 'match', ...pairs(sitting) };
    case 'number':
      return { ...base, kind: 'number', ...number(sitting) };
    case 'place':
      return { ...base, kind: 'place', choices: places(sitting), cni: sitting.options.cni };
    case 'predict':
      return { ...base, kind: 'predict', fields: fields(sitting) };
    case 'line': {
      const [output, ...exhibits] = base.exhibits;
      if (!output)
        return sitting.stop(1, 'a question about a line needs shows: the first is the output');
      return { ...base, kind: 'line', exhibits, choices: lines(sitting, output.output) };
    }
    case 'repair':
      return { ...base, kind: 'repair', ...repair(sitting) };
  }
}

const attribute = (element: Element, name: string, sitting: Sitting): string => {
  const value = element.attributes[name];
  if (typeof value !== 'string')
    return sitting.stop(element.line, `<${element.tag}> needs ${name}="…"`);
  return sitting.fill(value, element.line);
};

function why(element: Element, sitting: Sitting): string {
  const text = element.attributes.why;
  if (typeof text !== 'string' || text.length < SHORTEST_WHY)
    return sitting.stop(
      element.line,
      'a wrong answer needs why="…": what tempts, and which observation rules it out',
    );
  return sitting.fill(text, element.line);
}

const of = (sitting: Sitting, tag: string): readonly Element[] =>
  sitting.elements.filter((element) => element.tag === tag);

function only(sitting: Sitting, tag: string, hint: string): Element {
  const [element, second] = of(sitting, tag);
  if (!element)
    return sitting.stop(sitting.bodyLine, `a ${sitting.front.kind} question needs ${hint}`);
  if (second) return sitting.stop(second.line, `there is one <${tag}> already`);
  return element;
}

function choices(sitting: Sitting): readonly Choice[] {
  const { kind, deal } = sitting.front;
  const elements = of(sitting, 'Choice');
  const found = elements.map((element, index): Choice => {
    const { fault, correct } = element.attributes;
    if (deal && fault !== undefined && !deal.some((id) => id === fault))
      return sitting.stop(element.line, `deal does not name the fault "${fault}"`);
    const right = deal ? fault === sitting.fault : correct === true;
    return {
      id: LETTERS[index] ?? '',
      text: sitting.fill(element.text, element.line),
      correct: right,
      why: right ? '' : why(element, sitting),
    };
  });
  if (deal) for (const element of elements) why(element, sitting);
  const right = found.filter((choice) => choice.correct).length;
  if (found.length < 3 || right < 1 || (kind === 'single' && right !== 1))
    sitting.stop(sitting.bodyLine, `${kind}: ${found.length} choices, ${right} right`);
  return found;
}

function items(sitting: Sitting): readonly Item[] {
  const elements = of(sitting, 'Item');
  if (elements.length < 3) sitting.stop(sitting.bodyLine, 'an ordering needs three items or more');
  let before = -1;
  return elements.map((element, index): Item => {
    const hop = element.attributes.hop;
    if (typeof hop === 'string') {
      const { n } = sitting.hop(hop, element.line);
      if (n <= before)
        sitting.stop(
          element.line,
          'the simulator disagrees with the key: in the trace this comes before the item above it',
        );
      before = n;
    }
    return {
      id: LETTERS[index] ?? '',
      text: sitting.fill(element.text, element.line),
      why: index === 0 ? '' : why(element, sitting),
    };
  });
}

function pairs(sitting: Sitting): { pairs: readonly Pair[]; spare: readonly string[] } {
  const found = of(sitting, 'Pair').map(
    (element, index): Pair => ({
      id: LETTERS[index] ?? '',
      left: attribute(element, 'left', sitting),
      right: attribute(element, 'right', sitting),
      why: why(element, sitting),
    }),
  );
  if (found.length < 3) sitting.stop(sitting.bodyLine, 'a matching needs three pairs or more');
  const spare = of(sitting, 'Spare').map((element) => sitting.fill(element.text, element.line));
  const rights = [...found.map((pair) => pair.right), ...spare];
  if (new Set(rights).size !== rights.length)
    sitting.stop(sitting.bodyLine, 'two right sides of the matching are the same');
  return { pairs: found, spare };
}

function number(sitting: Sitting) {
  const element = only(sitting, 'Number', '<Number answer={…} why="…">');
  const tolerance = Number(element.attributes.tolerance ?? 0);
  // answer={key}: the simulator's value, for what differs between variants
  const given = attribute(element, 'answer', sitting);
  const answer = Number(given === 'key' ? sitting.fill('{key}', element.line) : given);
  if (!Number.isFinite(answer) || !Number.isFinite(tolerance))
    sitting.stop(element.line, 'answer and tolerance must be numbers');
  const wrong = element.children.map((child): WrongValue => {
    const value = attribute(child, 'value', sitting);
    if (Math.abs(Number(value) - answer) <= tolerance)
      sitting.stop(child.line, `${value} is listed as wrong and is the answer`);
    return { value, why: why(child, sitting) };
  });
  const unit = element.attributes.unit;
  return {
    answer,
    tolerance,
    unit: typeof unit === 'string' ? unit : '',
    why: why(element, sitting),
    wrong,
  };
}

function places(sitting: Sitting): readonly PlaceChoice[] {
  const element = only(sitting, 'Place', '<Place answer="…">');
  const named = (place: string, line: number): string => {
    if (!sitting.isPlace(place))
      sitting.stop(
        line,
        `the cluster has no place "${place}"; write node/device, node#HOOK or none`,
      );
    return place;
  };
  const answer = named(attribute(element, 'answer', sitting), element.line);
  const found = [
    { place: answer, correct: true, why: '' },
    ...element.children.map((child) => ({
      place: named(attribute(child, 'place', sitting), child.line),
      correct: false,
      why: why(child, sitting),
    })),
  ];
  if (found.length < 3)
    sitting.stop(element.line, 'a place question needs two wrong places or more');
  return found.map((choice, index) => ({
    ...choice,
    id: LETTERS[index] ?? '',
    text: placeName(choice.place),
  }));
}

/** "flannel.1 of node-1", "PREROUTING on node-1" */
export function placeName(place: string): string {
  if (place === 'none') return 'on no interface at all';
  const [host = '', hook] = place.split('#');
  if (hook !== undefined) return `${hook} on ${host}`;
  const parts = place.split('/');
  return `${parts.at(-1)} of ${parts.at(-2)}`;
}

function fields(sitting: Sitting): readonly PacketField[] {
  const found = of(sitting, 'Field').map((element): PacketField => {
    const answer = sitting.read(element);
    const wrong = element.children.map((child): WrongValue => {
      const value =
        child.attributes.value !== undefined
          ? attribute(child, 'value', sitting)
          : sitting.read(child);
      if (value.toLowerCase() === answer.toLowerCase())
        sitting.stop(
          child.line,
          `the simulator disagrees: "${value}" is listed as wrong and is the key`,
        );
      return { value, why: why(child, sitting) };
    });
    if (new Set(wrong.map((entry) => entry.value)).size !== wrong.length)
      sitting.stop(element.line, 'two wrong values of this field are the same');
    return {
      id: attribute(element, 'id', sitting),
      label: attribute(element, 'label', sitting),
      answer,
      why: why(element, sitting),
      wrong,
    };
  });
  if (found.length < 2)
    sitting.stop(sitting.bodyLine, 'a packet to predict needs two fields or more');
  return found;
}

function lines(sitting: Sitting, output: string): readonly Choice[] {
  const element = only(sitting, 'Line', '<Line matches="…">');
  const key = new RegExp(attribute(element, 'matches', sitting));
  const wrong = element.children.map((child) => ({
    pattern: new RegExp(attribute(child, 'line', sitting)),
    why: why(child, sitting),
  }));
  const texts = output.split('\n').filter((text) => text.trim() !== '');
  const right = texts.filter((text) => key.test(text)).length;
  if (right !== 1)
    sitting.stop(
      element.line,
      `the simulator disagrees with the key: ${right} lines match /${key.source}/ in:\n${output}`,
    );
  if (texts.length > LETTERS.length)
    sitting.stop(element.line, `${texts.length} lines are too many to choose from; add | grep`);
  return texts.map((text, index): Choice => {
    const correct = key.test(text);
    const known = wrong.find((entry) => entry.pattern.test(text));
    if (!correct && !known)
      sitting.stop(element.line, `no <Wrong line="…" why="…"> speaks about this line: ${text}`);
    return { id: LETTERS[index] ?? '', text, correct, why: correct ? '' : (known?.why ?? '') };
  });
}

function repair(sitting: Sitting) {
  const { check } = sitting.front;
  if (!check) return sitting.stop(1, 'a repair needs check: { at, run, matches }');
  const { solution, rest } = sitting.manifest();
  const breaking = only(sitting, 'Break', '<Break find="…" replace="…" />');
  const swap = (text: string, element: Element): string => {
    const find = attribute(element, 'find', sitting);
    if (!text.includes(find)) sitting.stop(element.line, `the manifest has no "${find}"`);
    return text.replace(find, attribute(element, 'replace', sitting));
  };
  const manifest = swap(solution, breaking);
  const wrong = of(sitting, 'Tempting').map((element) => ({
    text: swap(manifest, element),
    why: why(element, sitting),
    line: element.line,
  }));
  if (wrong.length === 0)
    sitting.stop(sitting.bodyLine, 'a repair needs one <Tempting> fix that does not help');
  const filled = {
    at: sitting.fill(check.at, 1),
    run: sitting.fill(check.run, 1),
    matches: sitting.fill(check.matches, 1),
  };
  const works = (text: string): boolean => {
    const result = runRepair(text, rest, filled, sitting.options);
    if (!result.isReadable) sitting.stop(breaking.line, `not a manifest: ${result.output}`);
    return result.works;
  };
  if (!works(solution))
    sitting.stop(
      breaking.line,
      'the simulator disagrees: the check fails with the solution as well',
    );
  if (works(manifest))
    sitting.stop(
      breaking.line,
      'the simulator disagrees: the check passes with the broken manifest',
    );
  for (const fix of wrong)
    if (works(fix.text)) sitting.stop(fix.line, 'the simulator disagrees: this wrong fix helps');
  return {
    manifest,
    rest,
    cni: sitting.options.cni,
    check: filled,
    solution,
    wrong: wrong.map(({ text, why: word }) => ({ text, why: word })),
  };
}
